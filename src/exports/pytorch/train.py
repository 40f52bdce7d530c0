#!/usr/bin/env python3
"""Adversarial training of a small or large image network by a Smoothscape training document, in PyTorch.

    python3 train.py --data DIR --out DIR
    torchrun --nproc_per_node=8 train.py --data DIR --out DIR

Needs Python 3.8, NumPy and PyTorch 1.13 or newer, nothing else. The document stands below, in DOCUMENT; a path given as the
first argument takes its place. For every seed it trains by standard training, AT or TRADES, each with or without AWP, under SGD,
EntropySGD or second-order EntropySGD, with the networks, losses, attacks, schedules and forms of the page that wrote this file.

--data DIR    holds CIFAR-10 or CIFAR-100 (the archives as downloaded, binary or Python version, or unpacked; the folder that
              torchvision downloads to is one) or SVHN (train_32x32.mat, test_32x32.mat), or shards with their manifest.json.
--out DIR     receives metrics.csv (a row an evaluated epoch), summary.json, weights-<seed>.safetensors (the epoch of best robust
              test accuracy) and state-<seed>.safetensors (everything, after every epoch). The page opens all of them by drop.
--resume DIR  goes on from the state-<seed>.safetensors in DIR, also to more epochs.
--tf32        lets matrix products and convolutions of NVIDIA GPUs round to TF32; without it they are float32 throughout.
--double      computes in float64, on any device: slow, for comparisons in which rounding must not matter.

Several processes (torchrun: one a GPU, NCCL; without a GPU, gloo) do what one does. Every batch of the document is cut into
consecutive parts, one a process; losses are sums divided by the images of the whole batch, gradients are added over the processes
by all_reduce, and each process then takes the same step. Batch norm uses mean and variance of the whole batch: both passes add
their sums over the processes (as SyncBatchNorm, which exists on GPUs only), so running statistics are the same everywhere. Random
numbers are addressed by seed, purpose, epoch and call, and drawn for the whole batch before it is cut, so they depend neither on
the number of processes nor on where a run was interrupted. What differs between one process and several is rounding alone.
(torchrun of PyTorch 1.13 fails under Python 3.11 before it starts anything; there, give it --redirects 1 --tee 2.)

They are PyTorch's numbers, not those of the page: weights start from the same distributions (He normal, fan-in), images come in the
same order of the data set and in orders and starts drawn by the same rules, but single runs agree in distribution, not digit by digit.
"""

import argparse
import base64
import hashlib
import io
import json
import math
import os
import pickle
import re
import statistics as moments
import struct
import sys
import tarfile
import time
import zlib

import numpy as np
import torch
import torch.distributed as dist
import torch.nn.functional as F

# The training document that the page puts in, between the two lines of quotes.
DOCUMENT = r"""
{ "smoothscape": 1, "kind": "training" }
"""


class Refusal(Exception):
    """What is wrong with a document, a file or an argument, as one sentence."""


# ---------------------------------------------------------------------------------------------------- the document

NETS = ("small-cnn", "small-cnn-bn", "resnet-8", "preact-resnet-18", "wrn-34-10")
COUNTS = {"cifar10": (2500, 1000), "cifar10-full": (50000, 10000), "cifar100": (50000, 10000), "svhn": (73257, 26032)}
DIAMETERS = {"inf": 1, 2: 55.4}


def without_comments(text):
    """JSON without // and /* */ comments and without commas before a closing bracket."""
    string = r'("(?:\\.|[^"\\])*")'
    text = re.sub(string + r"|//[^\n]*|/\*.*?\*/", lambda found: found.group(1) or " ", text, flags=re.S)
    return re.sub(string + r"|,(\s*[}\]])", lambda found: found.group(1) or found.group(2), text)


class Reader:
    """Reads the keys of one object of the document, and refuses what is unknown, of another type or out of range."""

    def __init__(self, raw, key):
        if not isinstance(raw, dict):
            raise Refusal(f"{key}: {json.dumps(raw)} is not an object")
        self.raw, self.key, self.read = raw, key, set()

    def take(self, name):
        self.read.add(name)
        return self.raw.get(name)

    def refuse(self, name, value, allowed):
        raise Refusal(f"{self.key}{name}: {json.dumps(value)} is not {allowed}")

    def number(self, name, default, low, high, whole=False, open_below=False):
        value = self.take(name)
        value = default if value is None else value
        below = isinstance(value, (int, float)) and (value <= low if open_below else value < low)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value) or below or value > high:
            self.refuse(name, value, f"a number from {low}{' (exclusive)' if open_below else ''} to {high}")
        if whole and value != int(value):
            self.refuse(name, value, "a whole number")
        return int(value) if whole else value

    def choice(self, name, default, allowed):
        value = self.take(name)
        value = default if value is None else value
        if not any(value == one and type(value) is type(one) for one in allowed):
            self.refuse(name, value, "one of " + ", ".join(json.dumps(one) for one in allowed))
        return value

    def child(self, name):
        return Reader(self.take(name) or {}, f"{self.key}{name}.")

    def end(self):
        for name in self.raw:
            if name not in self.read:
                raise Refusal(f"{self.key}{name}: there is no such key")


def default_step(epsilon, steps):
    """Step size that follows from radius and steps: ε/4 from 5 steps on, else 1.25·ε/steps."""
    return float(f"{1.25 * epsilon / min(max(steps, 1), 5) * (1 + 1e-12):.8g}")


def read_attack(reader, norm, epsilon, steps):
    norm = reader.choice("norm", norm, ("inf", 2))
    epsilon = reader.number("epsilon", epsilon, 0, 1e9)
    if epsilon >= DIAMETERS[norm]:
        reader.refuse("epsilon", epsilon, f"below {DIAMETERS[norm]}: such a ball holds every image")
    steps = reader.number("steps", steps, 1, 1000, whole=True)
    step = reader.number("stepSize", default_step(epsilon, steps), 0, 100, open_below=epsilon > 0)
    return {"norm": norm, "epsilon": epsilon, "steps": steps, "stepSize": step}


def read_document(text, name):
    """The training document with every default filled in."""
    try:
        whole = Reader(json.loads(without_comments(text)), "")
    except ValueError as error:
        raise Refusal(f"{name} is no JSON: {error}") from None
    whole.choice("smoothscape", None, (1,))
    whole.choice("kind", None, ("training",))
    data = whole.child("data")
    if data.raw.get("source") == "shapes":
        raise Refusal('data.source: "shapes" are drawn by the page alone; take photographs here')
    source = data.choice("source", "cifar10", tuple(COUNTS))
    train, test = (min(default, most) for default, most in zip((2000, 500), COUNTS[source]))
    document = {"smoothscape": 1, "kind": "training"}
    document["data"] = {
        "source": source,
        "train": data.number("train", train, 1, COUNTS[source][0], whole=True),
        "test": data.number("test", test, 1, COUNTS[source][1], whole=True),
    }
    data.end()
    net = whole.child("net")
    document["net"] = {"name": net.choice("name", "small-cnn", NETS)}
    net.end()
    method = document["method"] = whole.choice("method", "at", ("standard", "at", "trades"))
    attack = whole.child("attack")
    document["attack"] = read_attack(attack, "inf", 0.031372549, 10)
    if method == "trades":
        document["attack"]["beta"] = attack.number("beta", 6, 0, 1000)
    attack.end()
    document["awp"] = None
    if whole.take("awp") is not None:
        awp = whole.child("awp")
        document["awp"] = {"size": awp.number("size", 0.01, 0, 1), "warmup": awp.number("warmup", 0, 0, 100000, whole=True)}
        awp.end()
    document["optimiser"] = read_optimiser(whole.child("optimiser"))
    schedule = whole.child("schedule")
    milestones = schedule.take("milestones")
    document["schedule"] = {
        "milestones": [0.5, 0.75] if milestones is None else milestones,
        "factor": schedule.number("factor", 0.1, 0, 1, open_below=True),
    }
    shares = document["schedule"]["milestones"]
    if not isinstance(shares, list) or not all(type(one) in (int, float) and 0 <= one <= 1 for one in shares) or sorted(set(shares)) != shares:
        schedule.refuse("milestones", milestones, "a rising list of shares from 0 to 1")
    schedule.end()
    document["epochs"] = whole.number("epochs", 10, 1, 100000, whole=True)
    document["batch"] = whole.number("batch", 128, 1, 4096, whole=True)
    seeds = whole.take("seeds")
    seeds = document["seeds"] = [1] if seeds is None else seeds
    if not isinstance(seeds, list) or not seeds or not all(type(one) is int and one >= 0 for one in seeds) or len(set(seeds)) < len(seeds):
        whole.refuse("seeds", seeds, "a list of different whole numbers from 0")
    evaluate = whole.child("evaluate")
    every = evaluate.number("every", 1, 1, 100000, whole=True)
    judged = read_attack(evaluate, document["attack"]["norm"], document["attack"]["epsilon"], 20)
    most = document["data"]["test"]
    count = evaluate.number("count", min(500, most), 1, most, whole=True)
    auto = evaluate.take("autoattack") or False
    if auto:
        print("evaluate.autoattack: this file measures by PGD; judge its weights by AutoAttack in the page.", file=sys.stderr)
    document["evaluate"] = {"every": every, **judged, "count": count, "autoattack": auto}
    evaluate.end()
    whole.end()
    return document


def read_optimiser(reader):
    name = reader.choice("name", "sgd", ("sgd", "entropy-sgd", "entropy-sgd-2"))
    chosen = {
        "name": name,
        "lr": reader.number("lr", 0.1, 0, 100, open_below=True),
        "momentum": reader.number("momentum", 0.9, 0, 1),
        "nesterov": reader.choice("nesterov", name != "sgd", (True, False)),
        "weightDecay": reader.number("weightDecay", 0.0005, 0, 10),
    }
    if name != "sgd":
        chosen["gamma"] = reader.number("gamma", 0.03, 0, 1e6, open_below=True)
        chosen["scoping"] = reader.number("scoping", 0, 0, 1)
        chosen["innerLr"] = reader.number("innerLr", 0.1, 0, 100, open_below=True)
        chosen["noise"] = reader.number("noise", 0.0001, 0, 100)
        chosen["alpha"] = reader.number("alpha", 0.75, 0, 1)
        chosen["L"] = reader.number("L", 20, 1, 10000, whole=True)
        for key, low in (("warmup", 0), ("until", 1)):
            if reader.raw.get(key) is not None:
                chosen[key] = reader.number(key, None, low, 100000, whole=True)
        if reader.raw.get("form") is not None:
            chosen["form"] = reader.choice("form", "paper", ("paper", "published", "code"))
    reader.end()
    return chosen


def learning_rate(document, epoch):
    """Learning rate in an epoch (from 0): multiplied by `factor` at each milestone, a share of all epochs."""
    passed = sum(epoch >= share * document["epochs"] for share in document["schedule"]["milestones"])
    return document["optimiser"]["lr"] * document["schedule"]["factor"] ** passed


def optimiser_name(document, epoch):
    """EntropySGD may begin after a warm-up by SGD, and be followed by SGD ("tuned")."""
    chosen = document["optimiser"]
    plain = epoch < chosen.get("warmup", 0) or epoch >= chosen.get("until", math.inf)
    return "sgd" if plain else chosen["name"]


def evaluation_attack(document):
    return {key: document["evaluate"][key] for key in ("norm", "epsilon", "steps", "stepSize")}


def weak_points(document):
    """What weakens the attacks of a document although it is allowed, one sentence each."""
    found = []
    for key, attack in (("attack", document["attack"]), ("evaluate", document["evaluate"])):
        covered = attack["steps"] * attack["stepSize"]
        if (key == "evaluate" or document["method"] != "standard") and covered < attack["epsilon"]:
            found.append(
                f"{key}.stepSize: {attack['stepSize']:.4g} times {attack['steps']} steps covers {covered:.4g},"
                f" less than ε = {attack['epsilon']:.4g}: the attack cannot cross the ball"
            )
        if (key == "evaluate" or document["method"] != "standard") and attack["steps"] > 1 and attack["stepSize"] > 2 * attack["epsilon"] > 0:
            found.append(f"{key}.stepSize: {attack['stepSize']:.4g} is more than the width of the ball: every step leaves the ball")
    return found


# ---------------------------------------------------------------------------------------------------- processes and chance


class Processes:
    """The processes of torchrun, or this one alone."""

    def __init__(self):
        self.count = int(os.environ.get("WORLD_SIZE", "1"))
        self.rank = int(os.environ.get("RANK", "0"))
        cuda = torch.cuda.is_available()
        self.device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0"))) if cuda else torch.device("cpu")
        if cuda:
            torch.cuda.set_device(self.device)
        if self.count > 1:
            dist.init_process_group("nccl" if cuda else "gloo")

    def sum(self, tensor):
        """The sum over all processes, on each of them."""
        if self.count == 1:
            return tensor
        total = tensor.detach().clone()
        dist.all_reduce(total)
        return total

    def part(self, start, stop):
        """The range of this process within start … stop − 1; it may be empty."""
        size = stop - start
        return start + size * self.rank // self.count, start + size * (self.rank + 1) // self.count

    def require_equal(self, weights):
        """Stops the run unless every process holds the same weights."""
        mine = sum((w.double() * torch.arange(1, w.numel() + 1, device=w.device).view_as(w)).sum() for w in weights)
        if float((self.sum(mine) - self.count * mine).abs()) > 1e-9 * float(mine.abs()):
            raise Refusal("The weights of the processes differ: are all GPUs of one kind?")


def generator(*address, device="cpu"):
    """The random stream at an address such as (seed, "batches", epoch)."""
    digest = hashlib.sha256("|".join(map(str, address)).encode()).digest()
    return torch.Generator(device=device).manual_seed(int.from_bytes(digest[:8], "little") >> 2)


def random_start(stream, ball, n):
    """Start of an attack for n images: uniform in the cube (L∞), or a uniform direction of uniform length (L2)."""
    if ball["norm"] == "inf":
        return (2 * torch.rand(n, 3, 32, 32, generator=stream, dtype=torch.float64) - 1) * ball["epsilon"]
    direction = torch.randn(n, 3, 32, 32, generator=stream, dtype=torch.float64)
    length = torch.rand(n, 1, 1, 1, generator=stream, dtype=torch.float64) * ball["epsilon"]
    return direction / direction.flatten(1).norm(dim=1).view(n, 1, 1, 1) * length


# ---------------------------------------------------------------------------------------------------- images

ADDRESSES = {
    "cifar10": "cifar-10-binary.tar.gz or cifar-10-python.tar.gz from https://www.cs.toronto.edu/~kriz/cifar.html",
    "cifar100": "cifar-100-binary.tar.gz or cifar-100-python.tar.gz from https://www.cs.toronto.edu/~kriz/cifar.html",
    "svhn": "train_32x32.mat and test_32x32.mat from http://ufldl.stanford.edu/housenumbers",
}
# Archive, folder in it, files of each split, bytes of labels before the pixels of a record (binary version only).
CIFAR = {
    "cifar10": (
        ("cifar-10-binary.tar.gz", "cifar-10-batches-bin", [f"data_batch_{i}.bin" for i in range(1, 6)], ["test_batch.bin"], 1),
        ("cifar-10-python.tar.gz", "cifar-10-batches-py", [f"data_batch_{i}" for i in range(1, 6)], ["test_batch"], 0),
    ),
    "cifar100": (
        ("cifar-100-binary.tar.gz", "cifar-100-binary", ["train.bin"], ["test.bin"], 2),
        ("cifar-100-python.tar.gz", "cifar-100-python", ["train"], ["test"], 0),
    ),
}
CIFAR10_MOMENTS = ([0.4914, 0.4822, 0.4465], [0.2471, 0.2435, 0.2616])
ORDER_SEED = 2009


class ArraysOnly(pickle.Unpickler):
    """Unpickler of NumPy arrays alone: a pickle could else run any code."""

    def find_class(self, module, name):
        if (module.split(".")[0], name) in {("numpy", "_reconstruct"), ("numpy", "ndarray"), ("numpy", "dtype"), ("_codecs", "encode")}:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no array")


def cifar_files(folder, forms):
    """Bytes of the files of each split, from the unpacked folder or the archive; None where neither is there."""
    for archive, inner, train, test, labels in forms:
        for place in (folder, os.path.join(folder, inner)):
            if all(os.path.isfile(os.path.join(place, name)) for name in train + test):
                contents = {name: open(os.path.join(place, name), "rb").read() for name in train + test}
                return [contents[name] for name in train], [contents[name] for name in test], labels
        path = os.path.join(folder, archive)
        if os.path.isfile(path):
            with tarfile.open(path) as opened:
                members = {os.path.basename(one.name): one for one in opened.getmembers() if one.isfile()}
                missing = [name for name in train + test if name not in members]
                if missing:
                    raise Refusal(f"{path} holds no {missing[0]}")
                contents = {name: opened.extractfile(members[name]).read() for name in train + test}
            return [contents[name] for name in train], [contents[name] for name in test], labels
    return None


def cifar_batch(content, label_bytes):
    """Pixels [n, 3, 32, 32] and labels of one file; the fine labels of CIFAR-100."""
    if label_bytes:
        if len(content) % (3072 + label_bytes):
            raise Refusal(f"A file of CIFAR has {len(content)} bytes, which is no whole number of records")
        records = np.frombuffer(content, np.uint8).reshape(-1, 3072 + label_bytes)
        return records[:, label_bytes:].reshape(-1, 3, 32, 32), records[:, label_bytes - 1].astype(np.int64)
    batch = ArraysOnly(io.BytesIO(content), encoding="bytes").load()
    labels = batch.get(b"labels", batch.get(b"fine_labels"))
    return np.asarray(batch[b"data"], np.uint8).reshape(-1, 3, 32, 32), np.asarray(labels, np.int64)


MAT_TYPES = {1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 9: "f8", 12: "i8", 13: "u8", 16: "u1"}


def mat_variables(path):
    """Numeric variables of a MATLAB file of version 5, compressed or not, by name."""
    with open(path, "rb") as file:
        content = file.read()
    order = {b"IM": "<", b"MI": ">"}.get(content[126:128])
    if order is None:
        raise Refusal(f"{path} is no MATLAB file of version 5")
    variables, at = {}, 128
    while at < len(content):
        kind, size = struct.unpack_from(order + "II", content, at)
        if at + 8 + size > len(content):
            raise Refusal(f"{path} is cut short")
        element = zlib.decompress(content[at + 8 : at + 8 + size]) if kind == 15 else content[at : at + 8 + size]
        parts, inner = [], 8
        while inner < len(element) and len(parts) < 4:  # flags, dimensions, name, numbers
            kind, size = struct.unpack_from(order + "II", element, inner)
            short = kind >> 16 > 0  # data of up to four bytes stand within the tag
            kind, size, begin = (kind & 0xFFFF, kind >> 16, inner + 4) if short else (kind, size, inner + 8)
            parts.append((kind, element[begin : begin + size]))
            inner += 8 if short else 8 + (size + 7) // 8 * 8
        if len(parts) == 4 and parts[3][0] in MAT_TYPES:
            (_, _), (dims_kind, dims), (_, name), (kind, numbers) = parts
            shape = np.frombuffer(dims, order + MAT_TYPES[dims_kind])
            variables[name.decode()] = np.frombuffer(numbers, order + MAT_TYPES[kind]).reshape(shape, order="F")
        at += 8 + struct.unpack_from(order + "I", content, at + 4)[0]
    return variables


def svhn_split(folder, split):
    path = os.path.join(folder, f"{split}_32x32.mat")
    if not os.path.isfile(path):
        return None
    variables = mat_variables(path)
    if "X" not in variables or "y" not in variables:
        raise Refusal(f"{path} has no X and y")
    pixels = np.ascontiguousarray(variables["X"].transpose(3, 2, 0, 1)).astype(np.uint8)
    return pixels, variables["y"].reshape(-1).astype(np.int64) % 10  # 10 stands for the digit 0


def shard_split(folder, split, count):
    """The first `count` images of a folder of shards: labels, original indices, then planes as differences from their prediction."""
    pixels, labels = [], []
    for shard in split["shards"]:
        if sum(map(len, labels)) >= count:
            break
        path = os.path.join(folder, shard["file"])
        with open(path, "rb") as file:
            deflated = file.read()
        digest = hashlib.sha256(deflated).digest()
        wanted = shard.get("integrity") or "sha256-" + base64.b64encode(bytes.fromhex(shard["sha256"])).decode()
        if wanted != "sha256-" + base64.b64encode(digest).decode():
            raise Refusal(f"{path} is damaged: its checksum is not the one in the manifest")
        content, n = np.frombuffer(zlib.decompress(deflated, -15), np.uint8), shard["count"]
        planes = content[3 * n :].reshape(3, n, 32, 32).copy()
        for row in range(32):
            for column in range(32):  # median edge detection (Weinberger, Seroussi and Sapiro 2000), modulo 256
                left = planes[:, :, row, column - 1].astype(np.int16) if column else None
                above = planes[:, :, row - 1, column].astype(np.int16) if row else None
                if row and column:
                    corner = planes[:, :, row - 1, column - 1].astype(np.int16)
                    low, high = np.minimum(left, above), np.maximum(left, above)
                    guess = np.where(corner >= high, low, np.where(corner <= low, high, left + above - corner))
                else:
                    guess = above if row else left if column else 0
                planes[:, :, row, column] = (planes[:, :, row, column] + guess) & 255
        green, red, blue = planes[0], planes[1] + planes[0], planes[2] + planes[0]
        pixels.append(np.stack([red, green, blue], 1))
        labels.append(content[:n].astype(np.int64))
    return np.concatenate(pixels)[:count], np.concatenate(labels)[:count]


def split_mix(seed):
    """SplitMix32, as the page has it: the order of a data set is the same there and here."""
    state, word = seed, 0xFFFFFFFF
    while True:
        state = (state + 0x9E3779B9) & word
        mixed = ((state ^ (state >> 16)) * 0x21F0AAAD) & word
        mixed = ((mixed ^ (mixed >> 15)) * 0x735A2D97) & word
        yield (mixed ^ (mixed >> 15)) / 2**32


def stratified_order(labels, classes):
    """A permutation of all images whose every prefix is as balanced as the labels permit."""
    chance = split_mix(ORDER_SEED)

    def shuffled(items):
        for i in range(len(items) - 1, 0, -1):
            j = int(next(chance) * (i + 1))
            items[i], items[j] = items[j], items[i]
        return items

    by_class = [shuffled(np.flatnonzero(labels == label).tolist()) for label in range(classes)]
    order, place = [], 0
    while len(order) < len(labels):
        order += shuffled([images[place] for images in by_class if place < len(images)])
        place += 1
    return order


class Images:
    """Training and test images on the device as bytes [n, 3, 32, 32], their labels, and the moments that standardise pixels."""

    def __init__(self, data, folder, device):
        if not os.path.isdir(folder):
            raise Refusal(f"--data {folder}: there is no such folder")
        source = "cifar10" if data["source"] == "cifar10-full" else data["source"]
        self.classes = 100 if source == "cifar100" else 10
        counts = {"train": data["train"], "test": data["test"]}
        manifest = os.path.join(folder, "manifest.json")
        if source == "cifar10" and os.path.isfile(manifest):
            with open(manifest, encoding="utf-8") as file:
                listed = json.load(file)
            for split, count in counts.items():
                if count > listed[split]["count"]:
                    raise Refusal(f"data.{split}: {count} is more than the {listed[split]['count']} images of {folder}")
            splits = {split: shard_split(folder, listed[split], count) for split, count in counts.items()}
            self.mean, self.std = CIFAR10_MOMENTS
        else:
            try:
                splits = self.whole(source, folder)
            except (tarfile.TarError, zlib.error, pickle.UnpicklingError, struct.error, EOFError, ValueError, KeyError) as error:
                raise Refusal(f"--data {folder}: the files of {source} are damaged ({type(error).__name__}: {error})") from None
            self.mean, self.std = CIFAR10_MOMENTS if source == "cifar10" else self.moments(splits["train"][0])
            for split, count in counts.items():
                pixels, labels = splits[split]
                if count > len(labels):
                    raise Refusal(f"data.{split}: {count} is more than the {len(labels)} images in {folder}")
                first = stratified_order(labels, self.classes)[:count]
                splits[split] = (pixels[first], labels[first])
        self.pixels = {split: torch.from_numpy(np.ascontiguousarray(pixels)).to(device) for split, (pixels, _) in splits.items()}
        self.labels = {split: torch.from_numpy(np.ascontiguousarray(labels)).to(device) for split, (_, labels) in splits.items()}

    @staticmethod
    def whole(source, folder):
        if source == "svhn":
            splits = {split: svhn_split(folder, split) for split in ("train", "test")}
            found = None if None in splits.values() else splits
        else:
            found = cifar_files(folder, CIFAR[source])
            if found is not None:
                train, test, label_bytes = found
                read = [[cifar_batch(content, label_bytes) for content in contents] for contents in (train, test)]
                found = {
                    split: (np.concatenate([pixels for pixels, _ in parts]), np.concatenate([labels for _, labels in parts]))
                    for split, parts in zip(("train", "test"), read)
                }
        if found is None:
            raise Refusal(f"--data {folder} holds no images of {source}: put {ADDRESSES[source]} there")
        return found

    @staticmethod
    def moments(pixels):
        """Mean and standard deviation of each channel of pixels/255, exactly, from the histogram of the bytes."""
        mean, std = [], []
        for channel in range(3):
            histogram = np.bincount(pixels[:, channel].reshape(-1), minlength=256) / (pixels.size / 3)
            middle = float((histogram * np.arange(256)).sum())
            mean.append(middle / 255)
            std.append(math.sqrt(float((histogram * (np.arange(256) - middle) ** 2).sum())) / 255)
        return mean, std

    def batch(self, split, indices, dtype):
        """Pixels in [0, 1] and labels."""
        return self.pixels[split][indices].to(dtype) / 255, self.labels[split][indices]


# ---------------------------------------------------------------------------------------------------- networks

NORM_EPSILON, NORM_MOMENTUM = 1e-5, 0.1


class WholeBatchNorm(torch.autograd.Function):
    """Batch norm with mean and variance of the whole batch, of which this process has a part (Ioffe and Szegedy 2015)."""

    @staticmethod
    def forward(ctx, h, gamma, beta, n, processes):
        mean = processes.sum(h.sum((0, 2, 3))) / n
        centred = h - mean.view(1, -1, 1, 1)
        variance = processes.sum((centred * centred).sum((0, 2, 3))) / n
        inverse = (variance + NORM_EPSILON).rsqrt()
        ctx.save_for_backward(h, gamma, mean, inverse)
        ctx.n, ctx.processes = n, processes
        ctx.mark_non_differentiable(mean, variance)
        return centred * (gamma * inverse).view(1, -1, 1, 1) + beta.view(1, -1, 1, 1), mean, variance

    @staticmethod
    def backward(ctx, g, *_):
        h, gamma, mean, inverse = ctx.saved_tensors
        unit = (h - mean.view(1, -1, 1, 1)) * inverse.view(1, -1, 1, 1)
        own = torch.stack([g.sum((0, 2, 3)), (g * unit).sum((0, 2, 3))])
        shift, slope = (ctx.processes.sum(own) / ctx.n).view(2, 1, -1, 1, 1)
        back = (g - shift - unit * slope) * (gamma * inverse).view(1, -1, 1, 1)
        return back, own[1], own[0], None, None


class Outline:
    """Layers that only list the tensors of a network: name, shape in the layout of the files, first values. h is a number of channels."""

    def __init__(self):
        self.weights, self.statistics = [], []

    def standardise(self, x):
        return 3

    def bare(self, name, h, filters, size, stride):
        self.weights.append((f"{name}/w", (size, size, h, filters), "he"))
        return filters

    def conv(self, name, h, filters, size, stride):
        self.bare(name, h, filters, size, stride)
        self.weights.append((f"{name}/b", (filters,), "zeros"))
        return filters

    def norm(self, name, h):
        self.weights += [(f"{name}/gamma", (h,), "ones"), (f"{name}/beta", (h,), "zeros")]
        self.statistics += [(f"{name}/mean", (h,), "zeros"), (f"{name}/var", (h,), "ones")]
        return h

    def relu(self, h):
        return h

    def add(self, a, b):
        return a

    def pool(self, h):
        return h

    def dense(self, name, h, units):
        self.weights += [(f"{name}/w", (h, units), "he"), (f"{name}/b", (units,), "zeros")]
        return units


class Layers:
    """Layers on tensors. Mode 'train': batch statistics, running ones updated; 'batch': running ones fixed; 'eval': running ones used."""

    def __init__(self, model, weights, statistics, mode, images):
        self.model, self.mode, self.images = model, mode, images
        self.weights = dict(zip(model.weight_names, weights))
        self.statistics = dict(zip(model.statistic_names, statistics))

    def standardise(self, x):
        return (x - self.model.mean) / self.model.std

    def bare(self, name, h, filters, size, stride, bias=None):
        if size == 3:  # TensorFlow's "same": at stride 2 on even sizes zeros stand below and on the right only
            h = F.pad(h, (1, 1, 1, 1) if stride == 1 else (0, 1, 0, 1))
        return F.conv2d(h, self.weights[f"{name}/w"], bias, stride)

    def conv(self, name, h, filters, size, stride):
        return self.bare(name, h, filters, size, stride, self.weights[f"{name}/b"])

    def norm(self, name, h):
        gamma, beta = self.weights[f"{name}/gamma"], self.weights[f"{name}/beta"]
        mean, variance = self.statistics[f"{name}/mean"], self.statistics[f"{name}/var"]
        if self.mode == "eval":
            return F.batch_norm(h, mean, variance, gamma, beta, False, 0, NORM_EPSILON)
        n = self.images * h.shape[2] * h.shape[3]
        out, batch_mean, batch_variance = WholeBatchNorm.apply(h, gamma, beta, n, self.model.processes)
        if self.mode == "train":  # as in PyTorch: biased variance to normalise, unbiased for the running variance
            self.statistics[f"{name}/mean"] = (1 - NORM_MOMENTUM) * mean + NORM_MOMENTUM * batch_mean
            self.statistics[f"{name}/var"] = (1 - NORM_MOMENTUM) * variance + NORM_MOMENTUM * n / (n - 1) * batch_variance
        return out

    def relu(self, h):
        return F.relu(h)

    def add(self, a, b):
        return a + b

    def pool(self, h):
        return h.mean((2, 3))

    def dense(self, name, h, units):
        return F.linear(h, self.weights[f"{name}/w"], self.weights[f"{name}/b"])


def conv_norm(net, conv, norm, h, filters, size, stride):
    return net.norm(norm, net.bare(conv, h, filters, size, stride))


def small_cnn(net, x, classes):
    h = net.relu(net.conv("conv1", net.standardise(x), 16, 3, 1))
    h = net.relu(net.conv("conv2", h, 32, 3, 2))
    h = net.relu(net.conv("conv3", h, 64, 3, 2))
    return net.dense("dense", net.pool(h), classes)


def small_cnn_bn(net, x, classes):
    h = net.relu(conv_norm(net, "conv1", "bn1", net.standardise(x), 16, 3, 1))
    h = net.relu(conv_norm(net, "conv2", "bn2", h, 32, 3, 2))
    h = net.relu(conv_norm(net, "conv3", "bn3", h, 64, 3, 2))
    return net.dense("dense", net.pool(h), classes)


def resnet_8(net, x, classes):
    """Residual blocks relu(h + BN(conv(relu(BN(conv h))))) of 16, 32 and 64 filters (He et al. 2016a)."""
    h = net.relu(conv_norm(net, "conv", "bn", net.standardise(x), 16, 3, 1))
    for name, filters, stride in (("block1", 16, 1), ("block2", 32, 2), ("block3", 64, 2)):
        inner = net.relu(conv_norm(net, f"{name}/conv1", f"{name}/bn1", h, filters, 3, stride))
        outer = conv_norm(net, f"{name}/conv2", f"{name}/bn2", inner, filters, 3, 1)
        short = h if stride == 1 else conv_norm(net, f"{name}/short", f"{name}/bn3", h, filters, 1, stride)
        h = net.relu(net.add(outer, short))
    return net.dense("dense", net.pool(h), classes)


def preact_resnet(stem, groups, blocks):
    """Pre-activation residual blocks (He et al. 2016b), every group but the first halving the image."""

    def body(net, x, classes):
        h, channels = net.bare("conv", net.standardise(x), stem, 3, 1), stem
        for group, filters in enumerate(groups, 1):
            for block in range(1, blocks + 1):
                name, stride = f"group{group}/block{block}", 2 if block == 1 and group > 1 else 1
                active = net.relu(net.norm(f"{name}/bn1", h))
                changes = stride == 2 or channels != filters
                short = net.bare(f"{name}/short", active, filters, 1, stride) if changes else h
                inner = net.relu(net.norm(f"{name}/bn2", net.bare(f"{name}/conv1", active, filters, 3, stride)))
                h, channels = net.add(net.bare(f"{name}/conv2", inner, filters, 3, 1), short), filters
        return net.dense("dense", net.pool(net.relu(net.norm("bn", h))), classes)

    return body


BODIES = {
    "small-cnn": small_cnn,
    "small-cnn-bn": small_cnn_bn,
    "resnet-8": resnet_8,
    "preact-resnet-18": preact_resnet(64, (64, 128, 256, 512), 2),
    "wrn-34-10": preact_resnet(16, (160, 320, 640), 5),
}


def from_file(values):
    """An array in the layout of the files ([kh, kw, in, out], [in, out]) in PyTorch's ([out, in, kh, kw], [out, in])."""
    tensor = torch.as_tensor(values)
    return tensor.permute(3, 2, 0, 1).contiguous() if tensor.ndim == 4 else tensor.t().contiguous() if tensor.ndim == 2 else tensor


def to_file(tensor):
    tensor = tensor.detach().cpu()
    tensor = tensor.permute(2, 3, 1, 0) if tensor.ndim == 4 else tensor.t() if tensor.ndim == 2 else tensor
    return np.ascontiguousarray(tensor.numpy(), np.float32)


class Model:
    """A network for one data set: the list of its tensors, first values, and the forward pass."""

    def __init__(self, name, classes, mean, std, processes, dtype=torch.float32):
        self.body, self.classes, self.processes, self.dtype = BODIES[name], classes, processes, dtype
        self.mean = torch.tensor(mean, dtype=dtype, device=processes.device).view(1, 3, 1, 1)
        self.std = torch.tensor(std, dtype=dtype, device=processes.device).view(1, 3, 1, 1)
        outline = Outline()
        self.body(outline, 3, classes)
        self.weight_specs, self.statistic_specs = outline.weights, outline.statistics
        self.weight_names = [name for name, _, _ in self.weight_specs]
        self.statistic_names = [name for name, _, _ in self.statistic_specs]

    def load(self, arrays):
        """Arrays in the layout of the files as tensors on the device."""
        return [from_file(values).to(self.processes.device, self.dtype) for values in arrays]

    def initial_weights(self, seed):
        """He normal (He et al. 2015: variance 2/fan-in), ones and zeros, each tensor from a stream of its own."""
        values = []
        for i, (_, shape, init) in enumerate(self.weight_specs):
            if init == "he":
                drawn = torch.randn(shape, generator=generator(seed, "weights", i), dtype=torch.float64)
                values.append(drawn * math.sqrt(2 / math.prod(shape[:-1])))
            else:
                values.append(torch.full(shape, 1.0 if init == "ones" else 0.0))
        return self.load(values)

    def initial_statistics(self):
        return self.load([np.full(shape, 1.0 if init == "ones" else 0.0) for _, shape, init in self.statistic_specs])

    def forward(self, weights, statistics, x, mode, images):
        """Logits of this process's images, and the statistics after this pass; `images`: those of the whole batch."""
        layers = Layers(self, weights, statistics, mode, images)
        logits = self.body(layers, x, self.classes)
        return logits, [layers.statistics[name].detach() for name in self.statistic_names]


# ---------------------------------------------------------------------------------------------------- attacks and losses


def error_log_odds(logits, labels):
    """log Σ_{j≠y} exp(z_j) − z_y of each image: rises with the cross-entropy, and does not saturate in float32."""
    own = F.one_hot(labels, logits.shape[1]).bool()
    return logits.masked_fill(own, -math.inf).logsumexp(1) - logits[own]


def kl_each(natural, attacked):
    """Kullback–Leibler divergence Σ p (log p − log q) of each image, of logits relative to the likeliest class, at which float32 rounds q − p off."""
    likeliest = natural.argmax(1, keepdim=True)
    others = torch.ones_like(natural).scatter(1, likeliest, 0)
    p, q = (F.log_softmax((z - z.gather(1, likeliest)) * others, 1) for z in (natural, attacked))
    return (p.exp() * (p - q)).sum(1)


def unit_images(d):
    """d/‖d‖ of each image, whatever the size of d; 0 where d is 0."""
    largest = d.abs().flatten(1).amax(1).view(-1, 1, 1, 1)
    scaled = d / torch.where(largest > 0, largest, torch.ones_like(largest))
    return scaled / scaled.flatten(1).norm(dim=1).view(-1, 1, 1, 1).clamp(min=1)


def to_box(d, x):
    """Projection on the perturbations with x + d in [0, 1]."""
    return torch.minimum(torch.maximum(d, -x), 1 - x)


def pgd(objective, x, start, attack):
    """Projected gradient ascent (Madry et al. 2018), the last iterate; and which images had no gradient in the last step."""
    delta, stalled = start, torch.zeros(len(x), dtype=torch.bool, device=x.device)
    if len(x) == 0:
        return x, stalled
    for _ in range(attack["steps"]):
        moving = delta.detach().requires_grad_()
        (g,) = torch.autograd.grad(objective(x + moving).sum(), moving)
        stalled = g.abs().flatten(1).amax(1) < 2.0**-126
        if attack["norm"] == "inf":
            delta = (delta + attack["stepSize"] * g.sign()).clamp(-attack["epsilon"], attack["epsilon"])
        else:
            delta = delta + attack["stepSize"] * unit_images(g)
            length = delta.flatten(1).norm(dim=1).view(-1, 1, 1, 1).clamp(min=2.0**-126)
            delta = delta * (attack["epsilon"] / length).clamp(max=1)
        delta = to_box(delta, x)
    return (x + delta).detach().clamp(0, 1), stalled


def attack_batch(model, document, weights, statistics, x, y, images, start):
    """The images that a method trains on: its inner attack in mode 'eval', from the start given; none for the standard method."""
    method = document["method"]
    if method == "standard":
        return x

    def logits(pixels):
        return model.forward(weights, statistics, pixels, "eval", images)[0]

    if method == "at":
        return pgd(lambda pixels: error_log_odds(logits(pixels), y), x, to_box(start, x), document["attack"])[0]
    natural = logits(x).detach()
    return pgd(lambda pixels: kl_each(natural, logits(pixels)), x, start, document["attack"])[0]


def value_and_gradients(model, loss, weights):
    """Loss and gradients of the whole batch, added over the processes."""
    leaves = [w.detach().requires_grad_() for w in weights]
    value = loss(leaves)
    flat = torch.cat([g.reshape(-1) for g in torch.autograd.grad(value, leaves)] + [value.detach().reshape(1)])
    flat = model.processes.sum(flat)
    sizes = [w.numel() for w in weights]
    return flat[-1], [g.view_as(w) for g, w in zip(flat[:-1].split(sizes), weights)]


def weight_perturbation(weights, gradients, size):
    """AWP (Wu et al. 2020): v = size·‖w‖·g/‖g‖ of filters and matrices; None for biases, γ and β."""
    return [size * w.norm() * g / g.norm().clamp(min=2.0**-126) if w.ndim > 1 else None for w, g in zip(weights, gradients)]


def training_gradient(model, document, epoch, weights, statistics, x, y, attacked, images):
    """Loss, gradients and statistics of one call; under AWP the gradient is taken at w + v, which also decays."""
    method, awp = document["method"], document["awp"]
    after = statistics

    def loss(w, mode):
        nonlocal after
        after = statistics

        def logits(pixels):
            nonlocal after
            out, after = model.forward(w, after, pixels, mode, images)
            return out

        if method == "trades":
            natural = logits(x)
            apart = kl_each(natural, logits(attacked)).sum()
            return (F.cross_entropy(natural, y, reduction="sum") + document["attack"]["beta"] * apart) / images
        return F.cross_entropy(logits(attacked), y, reduction="sum") / images

    if awp is None or epoch < awp["warmup"] or awp["size"] == 0:
        value, gradients = value_and_gradients(model, lambda w: loss(w, "train"), weights)
        return value, gradients, after
    _, ascent = value_and_gradients(model, lambda w: loss(w, "batch"), weights)
    v = weight_perturbation(weights, ascent, awp["size"])
    moved = [w if d is None else w + d for w, d in zip(weights, v)]
    value, gradients = value_and_gradients(model, lambda w: loss(w, "train"), moved)
    decay = document["optimiser"]["weightDecay"]
    return value, [g if d is None else g + decay * d for g, d in zip(gradients, v)], after


# ---------------------------------------------------------------------------------------------------- optimisers

MIN_DENOMINATOR = 0.1


def hyperparameters(document, epoch):
    """The optimiser's numbers in an epoch; EntropySGD has Nesterov's momentum unless the document says otherwise, SGD has not."""
    defaults = {"gamma": 0.03, "scoping": 0, "innerLr": 0.1, "noise": 1e-4, "alpha": 0.75, "L": 20, "form": "paper"}
    return {**defaults, **document["optimiser"], "lr": learning_rate(document, epoch)}


def momentum_step(d, previous, momentum, nesterov):
    """b ← μb + d (b = d at first); the step is b, or d + μb with Nesterov."""
    if momentum == 0:
        return d, None
    velocity = [momentum * b + g for b, g in zip(previous, d)] if previous else d
    return ([g + momentum * b for g, b in zip(d, velocity)] if nesterov else velocity), velocity


class Sgd:
    """SGD as in PyTorch: d = g + λw, momentum, w ← w − ηd."""

    def __init__(self, weights):
        self.lists, self.count = {"weights": weights}, 0

    def centre(self):
        return self.lists["weights"]

    gradient_point = centre

    def update(self, gradients, values, noise):
        weights = self.lists["weights"]
        decayed = [g + values["weightDecay"] * w for g, w in zip(gradients, weights)]
        step, velocity = momentum_step(decayed, self.lists.get("velocity"), values["momentum"], values["nesterov"])
        self.lists["weights"] = [w - values["lr"] * d for w, d in zip(weights, step)]
        if velocity:
            self.lists["velocity"] = velocity
        self.count += 1


class EntropySgd:
    """EntropySGD (Chaudhari et al. 2017), one call a gradient: L calls walk around the centre, then the centre steps to their mean.

    Averages are of θ′ − θ: m₂ − μ² of raw weights would cancel to noise. Second order (the paper's Eq. 77) divides by 1 − γs.
    """

    def __init__(self, weights, order):
        self.order, self.count = order, 0
        self.lists = {"centre": weights, "walk": weights, "mean": [torch.zeros_like(w) for w in weights]}
        if order == 2:
            self.lists["square"] = [torch.zeros_like(w) for w in weights]

    def centre(self):
        return self.lists["centre"]

    def gradient_point(self):
        return self.lists["walk"]

    def update(self, gradients, values, noise):
        extra = 1 if values["form"] == "code" else 0
        calls = values["L"] + extra
        phase, gamma = self.count % calls, values["gamma"] * (1 + values["scoping"]) ** (self.count // calls)
        self.count += 1
        if phase < extra:  # the unused call of the authors' code; its first gradient begins the outer momentum
            if values["momentum"] > 0 and "velocity" not in self.lists:
                self.lists["velocity"] = gradients
            return
        self.inner_step(gradients, values, gamma, phase == extra, noise)
        if phase == calls - 1:
            self.outer_step(values, gamma)

    def inner_step(self, gradients, values, gamma, first, noise):
        """θ′ ← θ′ − η′(g + λθ′, with momentum, − γ(θ − θ′)) + noise; then the averages."""
        published, rate = values["form"] == "published", values["innerLr"]
        centre, walk = self.lists["centre"], self.lists["walk"]
        decay, momentum = (0, 0) if published else (values["weightDecay"], values["momentum"])
        decayed = [g + decay * w for g, w in zip(gradients, walk)]
        step, velocity = momentum_step(decayed, None if first else self.lists.get("inner"), momentum, values["nesterov"])
        moved = [w - rate * (d - gamma * (c - w)) for w, d, c in zip(walk, step, centre)]
        deviation = values["noise"] * math.sqrt(rate if published else 2 * rate)
        if deviation > 0:
            moved = [w + deviation * z for w, z in zip(moved, noise())]
        share = values["alpha"] if published else 1 - values["alpha"]
        offset = [w - c for w, c in zip(moved, centre)]
        for name, samples in (("mean", offset), ("square", [u * u for u in offset])):
            if name in self.lists:
                old = self.lists[name]
                self.lists[name] = [share * s if first else (1 - share) * m + share * s for m, s in zip(old, samples)]
        self.lists["walk"] = moved
        if velocity:
            self.lists["inner"] = velocity

    def variance(self):
        return [m2 - m * m for m2, m in zip(self.lists["square"], self.lists["mean"])]

    def outer_step(self, values, gamma):
        """θ ← θ − η(θ − μ): published with a factor γ; second order divided by 1 − γs; else with decay and momentum."""
        published, centre, mean = values["form"] == "published", self.lists["centre"], self.lists["mean"]
        if self.order == 2:
            direction = [-m / (1 - gamma * s).clamp(min=MIN_DENOMINATOR) for m, s in zip(mean, self.variance())]
        else:
            direction = [(-gamma if published else -1) * m for m in mean]
        decay, momentum = (0, 0) if published else (values["weightDecay"], values["momentum"])
        decayed = [d + decay * c for d, c in zip(direction, centre)]
        step, velocity = momentum_step(decayed, self.lists.get("velocity"), momentum, values["nesterov"])
        self.lists["centre"] = self.lists["walk"] = [c - values["lr"] * d for c, d in zip(centre, step)]
        if velocity:
            self.lists["velocity"] = velocity


def new_optimiser(name, weights):
    return Sgd(weights) if name == "sgd" else EntropySgd(weights, 2 if name == "entropy-sgd-2" else 1)


# ---------------------------------------------------------------------------------------------------- files


def replace_file(path, content):
    """Writes a file whole or not at all."""
    with open(path + ".part", "wb") as file:
        file.write(content)
    os.replace(path + ".part", path)


def safetensors_bytes(tensors, metadata):
    """Named float32 arrays in the safetensors format: length of the header, header in JSON, values."""
    header, offset = {"__metadata__": metadata}, 0
    for name, values in tensors:
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [offset, offset + 4 * values.size]}
        offset += 4 * values.size
    text = json.dumps(header, ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    return b"".join([struct.pack("<Q", len(text)), text, *(np.ascontiguousarray(values, "<f4").tobytes() for _, values in tensors)])


def read_safetensors(path):
    """Arrays by name, and the metadata; of files as this program and the page write them."""
    with open(path, "rb") as file:
        content = file.read()
    length = struct.unpack_from("<Q", content)[0] if len(content) >= 8 else -1
    if length < 0 or 8 + length > len(content):
        raise Refusal(f"{path} is no safetensors file, or was cut off")
    header, tensors = json.loads(content[8 : 8 + length]), {}
    metadata = header.pop("__metadata__", {})
    for name, entry in header.items():
        start, stop = entry["data_offsets"]
        if 8 + length + stop > len(content) or entry["dtype"] != "F32":
            raise Refusal(f"{path}: the tensor {name} is cut off, or not F32")
        tensors[name] = np.frombuffer(content, "<f4", (stop - start) // 4, 8 + length + start).reshape(entry["shape"]).copy()
    return tensors, metadata


COLUMNS = {
    "epoch": "epoch",
    "seconds": "seconds",
    "lr": "lr",
    "train_loss": "trainLoss",
    "train_clean": "trainClean",
    "train_robust": "trainRobust",
    "test_clean": "testClean",
    "test_robust": "testRobust",
}


def choice_of(document):
    return {key: value for key, value in document.items() if key not in ("smoothscape", "kind")}


def shortest(value):
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def metrics_csv(runs):
    rows = [",".join(["seed", *COLUMNS])]
    for seed, metrics in runs:
        rows += [",".join([str(seed), *(shortest(row[name]) for name in COLUMNS.values())]) for row in metrics]
    return "\n".join(rows + [""]).encode()


def summary_json(document, runs, backend):
    """Mean and standard deviation over seeds at the epoch of best robust test accuracy, and all that made them."""
    best = [(seed, max(metrics, key=lambda row: (row["testRobust"], -row["epoch"]))) for seed, metrics in runs if metrics]
    mean = {key: moments.fmean(row[name] for _, row in best) for key, name in COLUMNS.items()}
    std = {key: moments.stdev(row[name] for _, row in best) if len(best) > 1 else None for key, name in COLUMNS.items()}
    stalled = [row["testStalled"] for _, row in best if row["testStalled"] > 0]
    warnings = weak_points(document) + [
        f"Gradients: on {100 * share:.3g} % of the test images the gradient of the attack was zero, so their robustness was not tested"
        for share in stalled
    ]
    summary = {
        "smoothscape": 1,
        "version": f"PyTorch {torch.__version__}",
        "backend": backend,
        "evaluation": {"attack": "pgd", **evaluation_attack(document), "start": "random", "count": document["evaluate"]["count"]},
        "warnings": warnings,
        "early_stopping": "the first epoch of the highest test_robust",
        "mean": mean,
        "std": std,
        "seeds": [
            {"seed": seed, **{key: row[name] for key, name in COLUMNS.items()}, "test_zero_gradient": row["testStalled"]} for seed, row in best
        ],
        "document": document,
    }
    return (json.dumps(summary, indent=2, ensure_ascii=False) + "\n").encode()


# ---------------------------------------------------------------------------------------------------- training


class Run:
    """The training of one seed: its tensors, its place in the schedule, its metrics."""

    def __init__(self, document, seed, images, processes, dtype, backend):
        self.document, self.seed, self.images, self.processes, self.backend = document, seed, images, processes, backend
        self.model = Model(document["net"]["name"], images.classes, images.mean, images.std, processes, dtype)
        self.name = optimiser_name(document, 0)
        self.optimiser = new_optimiser(self.name, self.model.initial_weights(seed))
        self.statistics = self.model.initial_statistics()
        self.epoch, self.seconds, self.metrics, self.best = 0, 0.0, [], None

    # ---- files

    def header(self, whole, epoch, **more):
        base = {"version": 1, "whole": whole, "training": choice_of(self.document), "seed": self.seed, "backend": self.backend}
        return {"smoothscape": json.dumps({**base, "epoch": epoch, "metrics": self.metrics, **more}, ensure_ascii=False)}

    def weights_file(self):
        epoch, _, weights, statistics = self.best
        names = self.model.weight_names + self.model.statistic_names
        return safetensors_bytes(list(zip(names, weights + statistics)), self.header(False, epoch))

    def state_file(self):
        names, statistic_names, tensors = self.model.weight_names, self.model.statistic_names, []
        for kind, values in self.optimiser.lists.items():
            tensors += [(f"list/{kind}/{name}", to_file(value)) for name, value in zip(names, values)]
        tensors += [(f"statistics/{name}", to_file(value)) for name, value in zip(statistic_names, self.statistics)]
        more = {}
        if self.best:
            epoch, robust, weights, statistics = self.best
            tensors += [(f"best/{name}", value) for name, value in zip(names, weights)]
            tensors += [(f"best-statistics/{name}", value) for name, value in zip(statistic_names, statistics)]
            more = {"best": {"epoch": epoch, "testRobust": robust}}
        place = {"call": 0, "lossSum": 0, "seconds": self.seconds, "optimiser": self.name, "count": self.optimiser.count}
        return safetensors_bytes(tensors, self.header(True, self.epoch, **place, **more))

    def resume(self, path):
        """Goes on from a state of this document, or of one with fewer epochs."""
        tensors, metadata = read_safetensors(path)
        header = json.loads(metadata.get("smoothscape", "{}"))
        if not header.get("whole") or header.get("seed") != self.seed or header.get("call", 0) != 0:
            raise Refusal(f"{path} is no state of seed {self.seed} at the end of an epoch")
        own, asked = ({**training, "seeds": None} for training in (header["training"], choice_of(self.document)))
        differing = sorted(key for key in {*own, *asked} if own.get(key) != asked.get(key) and key != "epochs")
        if differing or own["epochs"] > asked["epochs"]:
            key = (differing or ["epochs"])[0]
            raise Refusal(f"{path} is of another document ({key}: {json.dumps(own.get(key))}, here {json.dumps(asked.get(key))})")
        self.epoch, self.seconds, self.metrics, self.name = header["epoch"], header["seconds"], header["metrics"], header["optimiser"]

        def named(prefix, names):
            missing = [name for name in names if f"{prefix}/{name}" not in tensors]
            if missing:
                raise Refusal(f"{path} holds no {prefix}/{missing[0]}")
            return [tensors[f"{prefix}/{name}"] for name in names]

        kinds = dict.fromkeys(name.split("/")[1] for name in tensors if name.startswith("list/"))
        self.optimiser = new_optimiser(self.name, self.optimiser.centre())
        self.optimiser.lists = {kind: self.model.load(named(f"list/{kind}", self.model.weight_names)) for kind in kinds}
        self.optimiser.count = header["count"]
        self.statistics = self.model.load(named("statistics", self.model.statistic_names))
        if "best" in header:
            best = header["best"]
            kept = [named("best", self.model.weight_names), named("best-statistics", self.model.statistic_names)]
            self.best = (best["epoch"], best["testRobust"], *kept)

    # ---- one epoch

    def train_epoch(self):
        """Gradient calls on every batch of a fresh random order; the mean loss."""
        document, model, count = self.document, self.model, len(self.images.labels["train"])
        name = optimiser_name(document, self.epoch)
        if name != self.name:
            self.name, self.optimiser = name, new_optimiser(name, self.optimiser.centre())
        values = hyperparameters(document, self.epoch)
        order = torch.randperm(count, generator=generator(self.seed, "batches", self.epoch)).to(self.processes.device)
        total = 0.0
        for call, start in enumerate(range(0, count, document["batch"])):
            stop = min(count, start + document["batch"])
            images, (first, last) = stop - start, self.processes.part(start, stop)
            x, y = self.images.batch("train", order[first:last], model.dtype)
            weights = self.optimiser.gradient_point()
            begin = self.start(generator(self.seed, "start", self.epoch, call), images)[first - start : last - start].to(x)
            attacked = attack_batch(model, document, weights, self.statistics, x, y, images, begin)
            loss, gradients, self.statistics = training_gradient(
                model, document, self.epoch, weights, self.statistics, x, y, attacked, images
            )
            if not math.isfinite(float(loss)):
                raise Refusal(f"The training loss is {float(loss)} in epoch {self.epoch + 1}: a smaller learning rate may help")
            stream = generator(self.seed, "noise", self.epoch, call, device=self.processes.device)
            with torch.no_grad():
                self.optimiser.update(gradients, values, lambda: [torch.empty_like(w).normal_(generator=stream) for w in weights])
            total += float(loss) * images
        self.processes.require_equal(self.optimiser.centre())
        return total / count

    def start(self, stream, n):
        """The first perturbation of the training attack; TRADES starts from a little noise, where its gradient is not 0."""
        if self.document["method"] == "trades":
            return 0.001 * torch.randn(n, 3, 32, 32, generator=stream, dtype=torch.float64)
        return random_start(stream, self.document["attack"], n)

    # ---- evaluation

    def evaluation_statistics(self):
        """Under EntropySGD running statistics belong to the walk: one pass over the training images at the centre makes them anew."""
        current, count, batch = self.statistics, len(self.images.labels["train"]), self.document["batch"]
        if not current or self.name == "sgd":
            return current
        with torch.no_grad():
            for start in range(0, count, batch):
                stop = min(count, start + batch)
                x, _ = self.images.batch("train", slice(*self.processes.part(start, stop)), self.model.dtype)
                _, current = self.model.forward(self.optimiser.centre(), current, x, "train", stop - start)
        return current

    def accuracy(self, split, count, statistics):
        """Shares right without and under the attack, and share without a gradient; one random start an image."""
        document, weights, attack = self.document, self.optimiser.centre(), evaluation_attack(self.document)

        def logits(pixels):
            return self.model.forward(weights, statistics, pixels, "eval", 1)[0]

        right = torch.zeros(3, dtype=torch.float64, device=self.processes.device)
        for start in range(0, count, document["batch"]):
            first, last = self.processes.part(start, min(count, start + document["batch"]))
            if first == last:
                continue
            x, y = self.images.batch(split, slice(first, last), self.model.dtype)
            begin = torch.cat([random_start(generator(self.seed, "judge", image), attack, 1) for image in range(first, last)]).to(x)
            attacked, stalled = pgd(lambda pixels: error_log_odds(logits(pixels), y), x, to_box(begin, x), attack)
            with torch.no_grad():
                found = [(logits(pixels).argmax(1) == y).sum() for pixels in (x, attacked)]
            right += torch.stack([*found, stalled.sum()]).double()
        return [float(n) / count for n in self.processes.sum(right)]

    def evaluate(self, loss, began):
        """A row of metrics; the best epoch so far is kept."""
        document, count = self.document, len(self.images.labels["train"])
        statistics = self.evaluation_statistics()
        test = min(document["evaluate"]["count"], len(self.images.labels["test"]))
        train_clean, train_robust, _ = self.accuracy("train", min((test + 1) // 2, count), statistics)
        test_clean, test_robust, stalled = self.accuracy("test", test, statistics)
        if self.best is None or test_robust > self.best[1]:
            kept = [[to_file(value) for value in values] for values in (self.optimiser.centre(), statistics)]
            self.best = (self.epoch + 1, test_robust, *kept)
        seconds, lr = self.seconds + time.perf_counter() - began, learning_rate(document, self.epoch)
        row = {"epoch": self.epoch + 1, "seconds": seconds, "lr": lr, "trainLoss": loss, "trainClean": train_clean}
        return {**row, "trainRobust": train_robust, "testClean": test_clean, "testRobust": test_robust, "testStalled": stalled}

    def train(self, after_epoch):
        """The epochs that are left; `after_epoch` is called after each."""
        document = self.document
        while self.epoch < document["epochs"]:
            began = time.perf_counter()
            loss = self.train_epoch()
            due = self.epoch + 1 == document["epochs"] or (self.epoch + 1) % document["evaluate"]["every"] == 0
            if due:
                self.metrics = [*self.metrics, self.evaluate(loss, began)]
            self.epoch, self.seconds = self.epoch + 1, self.seconds + time.perf_counter() - began
            after_epoch(due)


def train_all(arguments, processes):
    text, name = DOCUMENT, "The document in this file"
    if arguments.document:
        name = arguments.document
        try:
            with open(name, encoding="utf-8-sig") as file:
                text = file.read()
        except OSError as error:
            raise Refusal(f"{name} cannot be read: {error.strerror}") from None
    document = read_document(text, name)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = arguments.tf32
    torch.backends.cudnn.deterministic = True  # a resumed run is the run that was not interrupted
    dtype = torch.float64 if arguments.double else torch.float32
    images = Images(document["data"], arguments.data, processes.device)
    writes = processes.rank == 0
    if writes:
        os.makedirs(arguments.out, exist_ok=True)
    backend, done = f"pytorch {processes.device.type}", []
    for seed in document["seeds"]:
        run = Run(document, seed, images, processes, dtype, backend)
        if arguments.resume:
            state = os.path.join(arguments.resume, f"state-{seed}.safetensors")
            if os.path.isfile(state):
                run.resume(state)

        def after_epoch(evaluated):
            if not writes:
                return
            replace_file(os.path.join(arguments.out, f"state-{seed}.safetensors"), run.state_file())
            replace_file(os.path.join(arguments.out, "metrics.csv"), metrics_csv([*done, (seed, run.metrics)]))
            if evaluated:
                row = run.metrics[-1]
                print(
                    f"seed {seed}, epoch {row['epoch']} of {document['epochs']}: loss {row['trainLoss']:.4f}, clean {row['testClean']:.2%},"
                    f" robust {row['testRobust']:.2%}, {row['seconds']:.0f} s",
                    file=sys.stderr,
                    flush=True,
                )

        run.train(after_epoch)
        done.append((seed, run.metrics))
        if writes:
            replace_file(os.path.join(arguments.out, f"weights-{seed}.safetensors"), run.weights_file())
    if writes:
        replace_file(os.path.join(arguments.out, "metrics.csv"), metrics_csv(done))
        replace_file(os.path.join(arguments.out, "summary.json"), summary_json(document, done, backend))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("document", nargs="?", help="training document in JSON, instead of the one in this file")
    parser.add_argument("--data", required=True, metavar="DIR", help="folder of the images")
    parser.add_argument("--out", required=True, metavar="DIR", help="folder of the results")
    parser.add_argument("--resume", metavar="DIR", help="folder with state-<seed>.safetensors to go on from")
    parser.add_argument("--tf32", action="store_true", help="let GPUs round products to TF32")
    parser.add_argument("--double", action="store_true", help="compute in float64")
    arguments = parser.parse_args()
    try:
        processes = Processes()
        train_all(arguments, processes)
    except Refusal as refusal:
        print(f"train.py: {refusal}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"train.py: {error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    finally:
        if dist.is_available() and dist.is_initialized():
            dist.destroy_process_group()
    return 0


if __name__ == "__main__":
    sys.exit(main())
