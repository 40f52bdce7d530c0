"""What train.py makes of documents, images and weights, as JSON.

usage: python3 probe.py TRAIN.py < {"documents": [text, …], "images": [[data, folder], …], "outlines": [[net, classes], …],
"pickled": [archive, folder], "written": [[net, file], …], "logits": [[file, folder of images, count], …]}"""

import hashlib
import importlib.util
import json
import os
import pickle
import sys
import tarfile

import numpy as np
import torch

spec = importlib.util.spec_from_file_location("train", sys.argv[1])
train = importlib.util.module_from_spec(spec)
spec.loader.exec_module(train)
asked = json.load(sys.stdin)
processes = train.Processes()


def document(text):
    try:
        return train.read_document(text, "DOC.json")
    except train.Refusal as refusal:
        return str(refusal)


def images(data, folder):
    try:
        found = train.Images(data, folder, processes.device)
    except train.Refusal as refusal:
        return str(refusal)
    read = {"mean": found.mean, "std": found.std}
    for split in ("train", "test"):
        pixels = np.ascontiguousarray(found.pixels[split].numpy().transpose(0, 2, 3, 1))
        read[split] = {"sha256": hashlib.sha256(pixels.tobytes()).hexdigest(), "labels": found.labels[split].tolist()}
    return read


def outline(net, classes):
    model = train.Model(net, classes, *train.CIFAR10_MOMENTS, processes)
    return {"weights": [list(one) for one in model.weight_specs], "statistics": [list(one) for one in model.statistic_specs]}


def deviations(net):
    """Root mean square of the first values of each filter and matrix, over the one of He et al."""
    model = train.Model(net, 10, *train.CIFAR10_MOMENTS, processes)
    pairs = zip(model.weight_specs, model.initial_weights(1))
    return [float(w.square().mean().sqrt()) / np.sqrt(2 / np.prod(shape[:-1])) for (_, shape, init), w in pairs if init == "he"]


def pickled(archive, folder):
    """Writes the batches of a binary archive of CIFAR-100 as its Python version has them, and one that would run a program."""
    os.makedirs(f"{folder}/cifar-100-python")
    with tarfile.open(archive) as opened:
        for member in opened.getmembers():
            split = os.path.basename(member.name).split(".")[0]
            if split in ("train", "test"):
                pixels, labels = train.cifar_batch(opened.extractfile(member).read(), 2)
                with open(f"{folder}/cifar-100-python/{split}", "wb") as file:
                    pickle.dump({b"data": pixels.reshape(len(pixels), -1), b"fine_labels": labels.tolist()}, file, 2)
    os.makedirs(f"{folder}/evil")
    for split in ("train", "test"):
        with open(f"{folder}/evil/{split}", "wb") as file:
            pickle.dump({b"data": print}, file, 2)


def written(net, path):
    """Writes a file of weights that nothing trained, every tensor of it unlike its first values."""
    model = train.Model(net, 10, *train.CIFAR10_MOMENTS, processes)
    chosen = {"document": train.read_document(json.dumps({"smoothscape": 1, "kind": "training", "net": {"name": net}}), "")}
    run = train.Run.__new__(train.Run)
    run.document, run.seed, run.backend, run.metrics, run.model = chosen["document"], 1, "pytorch cpu", [], model
    chance = train.generator(1, "probe")
    moved = lambda values: [train.to_file(v * (1 + 0.2 * torch.rand(v.shape, generator=chance)) + 0.01) for v in values]
    run.best = (1, 0.5, moved(model.initial_weights(1)), moved(model.initial_statistics()))
    with open(path, "wb") as file:
        file.write(run.weights_file())


def logits(path, folder, count):
    tensors, metadata = train.read_safetensors(path)
    chosen = json.loads(metadata["smoothscape"])["training"]
    model = train.Model(chosen["net"]["name"], 10, *train.CIFAR10_MOMENTS, processes)
    held = train.Images({**chosen["data"], "test": count}, folder, processes.device)
    x, _ = held.batch("test", slice(0, count), model.dtype)
    w, statistics = (model.load([tensors[name] for name in names]) for names in (model.weight_names, model.statistic_names))
    with torch.no_grad():
        return model.forward(w, statistics, x, "eval", count)[0].tolist()


pickled(*asked["pickled"])
for net, path in asked["written"]:
    written(net, path)
answer = {
    "documents": [document(text) for text in asked["documents"]],
    "images": [images(*one) for one in asked["images"]],
    "outlines": [outline(*one) for one in asked["outlines"]],
    "deviations": [deviations(net) for net in ("small-cnn", "resnet-8")],
    "logits": [logits(*one) for one in asked["logits"]],
}
print(json.dumps(answer))
