#!/usr/bin/env python3
"""Trains an anomaly autoencoder on the healthy recordings of labelled data and exports it as ONNX.

    for axis in x y z; do
      ./aiot model features ../shared/data/vibration/adi_cbm_limerick --recipe spectrum-128 --axis $axis -o $axis.csv
    done
    /usr/bin/python3 model-tools/training/train_autoencoder.py x.csv y.csv z.csv --out autoencoder

needs Debian's python3-torch. Writes OUT.onnx (float; the features' mean and deviation are its first two nodes, its output repeats the normalised
features), OUT.calibration.csv (the windows that it was trained on), OUT.test.csv (windows of recordings that it never saw, labelled) and OUT.json.

Split by recording: every second healthy recording is trained on; the others and all faulty recordings are the test. The score is the mean
squared error between what goes in and what comes out.
"""
import argparse
import csv
import json

import numpy as np
import torch
from torch import nn

REMARKS = ("file", "axis", "window", "label", "bearing", "rpm")


class Autoencoder(nn.Module):
    def __init__(self, mean, deviation, hidden, code):
        super().__init__()
        self.register_buffer("mean", torch.tensor(mean, dtype=torch.float32))
        self.register_buffer("deviation", torch.tensor(deviation, dtype=torch.float32))
        n = len(mean)
        self.body = nn.Sequential(nn.Linear(n, hidden), nn.ReLU(), nn.Linear(hidden, code), nn.ReLU(), nn.Linear(code, hidden), nn.ReLU(), nn.Linear(hidden, n))

    def normalised(self, x):
        return (x - self.mean) / self.deviation

    def forward(self, x):
        return self.body(self.normalised(x))


def auc(scores, faulty):
    """Area under the ROC curve: the share of pairs in which the faulty window scores higher, ties halved."""
    a, b = scores[faulty], scores[~faulty]
    return float(((a[:, None] > b[None, :]).sum() + 0.5 * (a[:, None] == b[None, :]).sum()) / (len(a) * len(b)))


def main():
    parser = argparse.ArgumentParser(description="Train an anomaly autoencoder on healthy recordings.")
    parser.add_argument("features", nargs="+", help="CSVs of 'aiot-model features'")
    parser.add_argument("--out", required=True, help="path without ending")
    parser.add_argument("--healthy", default="normal", help="label of healthy windows")
    parser.add_argument("--hidden", type=int, default=32)
    parser.add_argument("--code", type=int, default=6)
    parser.add_argument("--epochs", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()

    rows, names = [], None
    for path in args.features:
        with open(path, newline="") as f:
            reader = csv.reader(f)
            header = next(reader)
            if names is not None and header != names:
                raise SystemExit(f"{path}: other columns than {args.features[0]}: use one recipe for all")
            names = header
            rows += list(reader)
    columns = [i for i, n in enumerate(names) if n not in REMARKS]
    x = np.array([[float(r[i]) for i in columns] for r in rows], dtype=np.float32)
    label = np.array([r[names.index("label")] for r in rows])
    recording = np.array([r[names.index("file")] for r in rows])
    healthy = label == args.healthy
    recordings = sorted(set(recording[healthy]))
    if len(recordings) < 2:
        raise SystemExit(f"at least two recordings labelled '{args.healthy}' are needed, one to train on and one to test on")
    trained = set(recordings[::2])
    train = np.array([f in trained for f in recording])

    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    net = Autoencoder(x[train].mean(0), np.maximum(x[train].std(0), 1.0), args.hidden, args.code)
    optimiser = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=1e-3)
    tx = torch.tensor(x[train])
    generator = torch.Generator().manual_seed(args.seed)
    for _ in range(args.epochs):
        for batch in torch.randperm(len(tx), generator=generator).split(64):
            z = net.normalised(tx[batch])
            noisy = z + 0.2 * torch.randn(z.shape, generator=generator)
            loss = nn.functional.mse_loss(net.body(noisy), z)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()

    net.eval()
    with torch.no_grad():
        z = net.normalised(torch.tensor(x))
        score = ((net.body(z) - z) ** 2).mean(1).numpy()
    report = {
        "made_by": "model-tools/training/train_autoencoder.py",
        "seed": args.seed,
        "layers": [len(columns), args.hidden, args.code, args.hidden, len(columns)],
        "split": "by recording: no window of a test recording was trained on",
        "trained_on": sorted(trained),
        "healthy_tested": recordings[1::2],
        "windows": {"train": int(train.sum()), "test": int((~train).sum())},
        "auc_float_test": round(auc(score[~train], ~healthy[~train]), 4),
    }
    torch.onnx.export(net, torch.zeros(1, len(columns)), args.out + ".onnx", input_names=["features"], output_names=["reconstruction"],
                      dynamic_axes={"features": {0: "n"}, "reconstruction": {0: "n"}}, opset_version=13)
    for ending, chosen in (("calibration", train), ("test", ~train)):
        with open(f"{args.out}.{ending}.csv", "w", newline="") as f:
            out = csv.writer(f, lineterminator="\n")
            out.writerow(names)
            out.writerows(rows[i] for i in np.flatnonzero(chosen))
    with open(args.out + ".json", "w") as f:
        json.dump(report, f, indent=2)
        f.write("\n")
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
