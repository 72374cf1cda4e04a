#!/usr/bin/env python3
"""The features of recipe bearing-v1 over CWRU recordings with numpy and scipy, as the other side of a comparison of speed.

    ./aiot model features DATA -o features.csv --time
    /usr/bin/python3 model-tools/training/features_numpy.py DATA [-o features.csv] [--jobs 2]

needs Debian's python3-numpy and python3-scipy. The same work as 'aiot-model features' does on the same files: the same windows of 2048
samples of the first axis, and of each the crest factor, kurtosis, skewness, the level, kurtosis and crest factor of the envelope (three
channels of 24 taps, every eighth sample) and the four fault combs of its whitened spectrum, and the 2048-point rfft from which the
velocity comes that every reading carries. Vectorised over all windows of a file; --jobs processes share the files. Written for speed
as one writes numpy, not against it. Double precision; it does not give the firmware's integers, only the same quantities.
"""
import argparse
import csv
import os
import re
import time
from concurrent.futures import ProcessPoolExecutor

N = 2048
TAPS = 24
DECIMATION = 8
POINTS = 512


def combs(w, bins_per_order, orders, np):
    """Scores of all windows: w is windows x bins; slips of -2 to 2 % in steps of 1 %."""
    weights = np.array([5.0, 4.0, 3.0, 2.0])
    end = (w.shape[1] - 1) * 0.95
    out = np.zeros((w.shape[0], len(orders)))
    for i, order in enumerate(orders):
        position = order * bins_per_order
        if position < 1 or position > end:
            continue
        h = np.arange(1, min(4, int(end // position)) + 1)
        at = position * (1 + 0.01 * np.arange(-2, 3))[:, None] * h[None, :]
        low = at.astype(int)
        part = at - low
        level = w[:, low] * (1 - part) + w[:, low + 1] * part
        out[:, i] = (level @ weights[: len(h)] / weights[: len(h)].sum()).max(axis=1)
    return out


def one(path):
    import numpy as np
    from scipy.io import loadmat
    used = time.process_time()
    name = os.path.basename(path)
    variables = loadmat(path)
    key = next(k for k in variables if k.endswith("_DE_time"))
    x = variables[key].ravel()
    rate = 12000.0
    if name.startswith("normal"):
        from scipy.signal import resample_poly
        x = resample_poly(x, 4, 15)
        rate = 12800.0
    rpm = next((float(variables[k].ravel()[0]) for k in variables if k.endswith("RPM")), 1797.0)
    counts = np.clip(np.round(x / 0.000488), -32767, 32767)
    windows = counts[: len(counts) // N * N].reshape(-1, N)
    centred = windows - windows.mean(axis=1, keepdims=True)

    square = centred * centred
    variance = square.mean(axis=1)
    deviation = np.sqrt(variance)
    crest = np.log2(np.abs(centred).max(axis=1) / deviation)
    kurtosis = np.log2((square * square).mean(axis=1) / variance**2)
    skewness = (square * centred).mean(axis=1) / deviation**3

    # Velocity over 10 to 1000 Hz.
    hann = np.hanning(N + 1)[:N]
    spectrum = np.fft.rfft(centred * hann, axis=1)
    f = np.fft.rfftfreq(N, 1 / rate)
    band = (f >= 10) & (f <= 1000)
    velocity = np.sqrt(2 / (N * (hann**2).sum()) * (np.abs(spectrum[:, band]) ** 2 / (2 * np.pi * f[band]) ** 2).sum(axis=1))

    # Envelopes of three channels.
    count = (N - TAPS) // DECIMATION + 1
    frames = np.lib.stride_tricks.sliding_window_view(windows, TAPS, axis=1)[:, ::DECIMATION, :]
    n = np.arange(TAPS)
    taps = np.sin(np.pi * (n + 0.5) / TAPS) ** 2
    filters = np.stack([taps * np.exp(-2j * np.pi * k * n / 8) for k in (1, 2, 3)], axis=1)
    z = frames @ filters
    power = z.real**2 + z.imag**2
    mean = power.mean(axis=1, keepdims=True)
    q = (power / mean).sum(axis=2)
    level = np.log2(np.sqrt(mean.sum(axis=(1, 2))) / 6.0 / deviation)
    envelope_kurtosis = np.log2((q * q).mean(axis=1) / q.mean(axis=1) ** 2)
    envelope_crest = 0.5 * np.log2(q.max(axis=1) / q.mean(axis=1))
    e = (q - q.mean(axis=1, keepdims=True)) * np.sin(np.pi * (np.arange(count) + 0.5) / count) ** 2
    logs = np.log2(np.abs(np.fft.rfft(e, POINTS, axis=1)) ** 2 + 1e-30)
    logs[:, 0] = 0
    bins = logs.shape[1]
    total = np.concatenate([np.zeros((len(logs), 1)), np.cumsum(logs, axis=1)], axis=1)
    k = np.arange(bins)
    low, high = np.maximum(1, k - 20), np.minimum(bins - 1, k + 20)
    whitened = logs - (total[:, high + 1] - total[:, low]) / (high - low + 1)
    whitened[:, 0] = 0
    bins_per_order = rpm / 60 * POINTS * DECIMATION / rate
    dummies = [2.578, 2.984, 3.375, 4.422, 4.984, 5.578, 5.641, 6.141]
    chance = np.median(combs(whitened, bins_per_order, dummies, np), axis=1)
    scores = combs(whitened, bins_per_order, [3.585, 5.415, 4.714, 0.398], np) - chance[:, None]
    table = np.column_stack([crest, kurtosis, skewness, level, envelope_kurtosis, envelope_crest, scores])
    label = re.sub(r"\d.*", "", name.split("End_")[-1])
    return name, label, table.round(4).tolist(), velocity.tolist(), time.process_time() - used


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data")
    parser.add_argument("-o", "--output", default=os.devnull)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    args = parser.parse_args()
    import numpy as np  # noqa: F401  imported before the clock starts, as the other side's runtime is
    import scipy.io  # noqa: F401
    import scipy.signal  # noqa: F401
    files = sorted(os.path.join(args.data, f) for f in os.listdir(args.data) if f.endswith(".mat"))
    with ProcessPoolExecutor(args.jobs) as pool:
        list(pool.map(abs, range(args.jobs)))  # the processes are up
        start, used = time.perf_counter(), time.process_time()
        rows = 0
        with open(args.output, "w", newline="") as out:
            writer = csv.writer(out)
            for name, label, table, _, seconds in pool.map(one, files):
                writer.writerows([name, "DE", i, label, *row] for i, row in enumerate(table))
                rows += len(table)
                used -= seconds
    print(f"numpy: {rows} windows in {time.perf_counter() - start:.3f} s, {time.process_time() - used:.3f} s of processor time")


if __name__ == "__main__":
    main()
