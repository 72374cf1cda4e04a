#!/usr/bin/env python3
"""Trains the shipped bearing model on simulated machines and exports it as ONNX.

    ./aiot model simulate -o features.csv --machines 8000 --seed 1
    /usr/bin/python3 model-tools/training/train.py features.csv --out model-tools/models/bearing-v1

needs Debian's python3-torch. Writes OUT.onnx (float, with the features' mean and deviation as its first two
nodes), OUT.calibration.csv (training rows for int8 calibration, in the simulator's own columns) and OUT.json
(seed, sizes and metrics on machines that were not trained on).

Nothing measured on a real machine is trained on: what the model knows of bearings is the simulation's physics.
(Which ten features it takes was chosen with an eye on recordings: sets with spectral bands or levels tied it to the
simulation's own machines.)
A machine is in exactly one of train, validation and test.
"""
import argparse
import csv
import hashlib
import json
import platform

import numpy as np
import torch
from torch import nn

CLASSES = ["normal", "outer", "inner", "ball"]
HIDDEN = (24, 16)

# Three of four simulated machines are damaged, and few real ones are: a normal window weighs as if seven of ten were.
NORMAL_WEIGHT = 7.0


class Bearing(nn.Module):
    """features (Q formats of the recipe) -> probabilities of the classes."""

    def __init__(self, mean, deviation):
        super().__init__()
        self.register_buffer("mean", torch.tensor(mean, dtype=torch.float32))
        self.register_buffer("deviation", torch.tensor(deviation, dtype=torch.float32))
        widths = (len(mean),) + HIDDEN
        self.body = nn.Sequential(*[layer for a, b in zip(widths, widths[1:]) for layer in (nn.Linear(a, b), nn.ReLU())])
        self.head = nn.Linear(HIDDEN[-1], len(CLASSES))

    def normalised(self, x):
        # The board's int8 input saturates too: train with what it will see.
        return (x - self.mean) / self.deviation

    def logits(self, x):
        return self.head(self.body(torch.clamp(self.normalised(x), -4.0, 4.0)))

    def forward(self, x):
        return torch.softmax(self.head(self.body(self.normalised(x))), dim=1)


def auroc(scores, positive):
    """Area under the ROC curve by ranks (Mann-Whitney), ties halved."""
    order = np.argsort(scores, kind="mergesort")
    ranks = np.empty(len(scores))
    sorted_scores = scores[order]
    i = 0
    while i < len(scores):
        j = i
        while j + 1 < len(scores) and sorted_scores[j + 1] == sorted_scores[i]:
            j += 1
        ranks[order[i:j + 1]] = (i + j) / 2 + 1
        i = j + 1
    p = positive.sum()
    n = len(scores) - p
    return float((ranks[positive].sum() - p * (p + 1) / 2) / (p * n)) if p and n else float("nan")


def metrics(probability, label, severity):
    predicted = probability.argmax(1)
    confusion = [[int(((label == t) & (predicted == p)).sum()) for p in range(len(CLASSES))] for t in range(len(CLASSES))]
    result = {
        "windows": int(len(label)),
        "accuracy": round(float((predicted == label).mean()), 4),
        "recall": {c: round(float((predicted[label == i] == i).mean()), 4) for i, c in enumerate(CLASSES)},
        "auroc_faulty_against_normal": round(auroc(1 - probability[:, 0], label > 0), 4),
        "false_alarm_rate_at_score_0.8": round(float(((1 - probability[label == 0, 0]) > 0.8).mean()), 5),
        "confusion_rows_true": confusion,
    }
    bands = [(0.0, 0.15), (0.15, 0.4), (0.4, 1.0), (1.0, 10.0)]
    result["recall_of_faults_by_severity"] = {
        f"{a}-{b}": round(float((predicted[m] == label[m]).mean()), 4)
        for a, b in bands
        if (m := (label > 0) & (severity >= a) & (severity < b)).any()
    }
    return result


def main():
    parser = argparse.ArgumentParser(description="Train the shipped bearing model on simulated machines.")
    parser.add_argument("features", help="CSV of 'aiot-model simulate'")
    parser.add_argument("--out", required=True, help="path without ending")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=60)
    args = parser.parse_args()

    with open(args.features, newline="") as f:
        rows = csv.reader(f)
        names = next(rows)
        data = list(rows)
    feature_columns = [i for i, n in enumerate(names) if n not in ("machine", "label", "severity")]
    x = np.array([[float(r[i]) for i in feature_columns] for r in data], dtype=np.float32)
    label = np.array([CLASSES.index(r[names.index("label")]) for r in data])
    machine = np.array([int(r[names.index("machine")]) for r in data])
    severity = np.array([float(r[names.index("severity")]) for r in data])

    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    # Four machines in a row have the four states: folds of such groups hold all of them.
    fold = machine // 4 % 10
    train, val, test = fold < 7, (fold >= 7) & (fold < 8), fold >= 8
    mean, deviation = x[train].mean(0), np.maximum(x[train].std(0), 1.0)
    net = Bearing(mean, deviation)
    optimiser = torch.optim.AdamW(net.parameters(), lr=3e-3, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 6e-3, total_steps=args.epochs)
    weight = torch.tensor([NORMAL_WEIGHT, 1.0, 1.0, 1.0])
    tx, ty = torch.tensor(x[train]), torch.tensor(label[train])
    vx, vy = torch.tensor(x[val]), torch.tensor(label[val])
    generator = torch.Generator().manual_seed(args.seed)
    best, best_state = float("inf"), None
    for epoch in range(args.epochs):
        net.train()
        for batch in torch.randperm(len(tx), generator=generator).split(512):
            loss = nn.functional.cross_entropy(net.logits(tx[batch]), ty[batch], weight=weight, label_smoothing=0.02)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        schedule.step()
        net.eval()
        with torch.no_grad():
            v = float(nn.functional.cross_entropy(net.logits(vx), vy, weight=weight))
        if v < best:
            best, best_state = v, {k: t.clone() for k, t in net.state_dict().items()}
    net.load_state_dict(best_state)
    net.eval()

    with torch.no_grad():
        report = {
            "made_by": "model-tools/training/train.py",
            "seed": args.seed,
            "features_sha256": hashlib.sha256(open(args.features, "rb").read()).hexdigest(),
            "torch": torch.__version__,
            "python": platform.python_version(),
            "classes": CLASSES,
            "features": [names[i] for i in feature_columns],
            "layers": [len(mean), *HIDDEN, len(CLASSES)],
            "machines": {"train": int(len(set(machine[train]))), "validation": int(len(set(machine[val]))), "test": int(len(set(machine[test])))},
            "split": "by machine: no machine of the test set was trained on; all machines are simulated",
            "test_of_the_exported_float_model": metrics(net(torch.tensor(x[test])).numpy(), label[test], severity[test]),
        }

    torch.onnx.export(net, torch.zeros(1, len(mean)), args.out + ".onnx", input_names=["features"], output_names=["probabilities"],
                      dynamic_axes={"features": {0: "n"}, "probabilities": {0: "n"}}, opset_version=13)
    with open(args.out + ".json", "w") as f:
        json.dump(report, f, indent=2)
        f.write("\n")
    picked = np.flatnonzero(train)[:: max(1, int(train.sum() // 2000))]
    with open(args.out + ".calibration.csv", "w", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(names)
        out.writerows(data[i] for i in picked)
    print(json.dumps(report["test_of_the_exported_float_model"], indent=2))


if __name__ == "__main__":
    main()
