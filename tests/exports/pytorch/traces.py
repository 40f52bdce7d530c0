"""Results of train.py on the batches, weights and starts of tests/data/nets, as JSON by the ids of nets.json.

usage: python3 traces.py TRAIN.py FOLDER"""

import importlib.util
import json
import sys

import numpy as np
import torch
import torch.nn.functional as F

spec = importlib.util.spec_from_file_location("train", sys.argv[1])
train = importlib.util.module_from_spec(spec)
spec.loader.exec_module(train)

FOLDER = sys.argv[2]
with open(f"{FOLDER}/nets.json", encoding="utf-8") as file:
    NETS = json.load(file)
SAMPLES = NETS["sample_indices"]
LINF = {"norm": "inf", "epsilon": 8 / 255, "steps": 10, "stepSize": 2 / 255}
MODELS = {
    kind: train.Model(name, 10, *train.CIFAR10_MOMENTS, train.Processes()) for kind, name in (("cnn", "small-cnn"), ("bn", "small-cnn-bn"))
}
results = {}


def arrays(name):
    listed = NETS["bins"][name]
    floats = np.fromfile(f"{FOLDER}/{listed['file']}", "<f4")
    return {one["name"]: floats[one["offset"] :][: int(np.prod(one["shape"]))].reshape(one["shape"]) for one in listed["tensors"]}


PIXELS = np.fromfile(f"{FOLDER}/images.u8.bin", np.uint8).reshape(32, 32, 32, 3)
STARTS = {name: torch.from_numpy(values.transpose(0, 3, 1, 2).copy()) for name, values in arrays("starts").items()}
X = torch.from_numpy(PIXELS.transpose(0, 3, 1, 2).copy()).float() / 255
Y = torch.tensor(NETS["labels"])
A, B = (X[:16], Y[:16], STARTS["deltaA_linf"]), (X[16:], Y[16:], STARTS["deltaB_linf"])


def weights(kind):
    held = arrays(f"weights_{kind}")
    return MODELS[kind].load([held[name] for name in MODELS[kind].weight_names])


def settled():
    """Running statistics after two training passes."""
    held = arrays("weights_bn")
    return MODELS["bn"].load([held[name] for name in MODELS["bn"].statistic_names])


def put(key, values):
    results[key] = [float(v) for v in (torch.stack(list(values)) if isinstance(values, (list, tuple)) else values).detach().reshape(-1)]


def norms(key, tensors):
    put(key, [t.norm() for t in tensors])


def sample(key, kind, tensors):
    for name, tensor in zip(MODELS[kind].weight_names, tensors):
        results[f"{key}/{name}"] = [float(v) for v in train.to_file(tensor).reshape(-1)[SAMPLES[kind][name]]]


def logits(kind, w, x, mode="eval", statistics=()):
    return MODELS[kind].forward(w, statistics, x, mode, len(x))[0]


def document(method="at", attack=LINF, awp=0, weight_decay=0.0, beta=6):
    chosen = {"size": awp, "warmup": 0} if awp else None
    return {"method": method, "attack": {**attack, "beta": beta}, "awp": chosen, "optimiser": {"weightDecay": weight_decay}}


def perturbed(key, x, loss, start, attack, attacked):
    """Loss at the start and after every step, by attacks of 0, 1, 2 … steps; the perturbation after the last."""
    put(f"{key}", [loss(attacked({**attack, "steps": k}, start)) for k in range(attack["steps"] + 1)])
    return (attacked(attack, start) - x).permute(0, 2, 3, 1)


def clean():
    for name, (x, y, _) in (("A", A), ("B", B)):
        key = f"cnn.clean{name}"
        z = logits("cnn", weights("cnn"), x)
        put(f"{key}.logits", z), put(f"{key}.ce", F.cross_entropy(z, y)), put(f"{key}.ce_per_image", F.cross_entropy(z, y, reduction="none"))
        _, g, _ = train.training_gradient(MODELS["cnn"], document("standard"), 0, weights("cnn"), [], x, y, x, 16)
        norms(f"{key}.grad_norms", g), sample(f"{key}.grad_sample", "cnn", g)


def attacks():
    for kind, statistics, batch, key in (("cnn", [], A, "cnn.pgd_linfA"), ("cnn", [], B, "cnn.pgd_linfB"), ("bn", settled(), A, "bn.pgd_linfA_eval")):
        x, y, start = batch
        w = weights(kind)
        run = lambda attack, begin: train.attack_batch(MODELS[kind], document("at", attack), w, statistics, x, y, 16, begin)
        delta = perturbed(f"{key}.loss", x, lambda seen: F.cross_entropy(logits(kind, w, seen, statistics=statistics), y), start, LINF, run)
        put(f"{key}.delta_full", delta), put(f"{key}.delta_sample", delta.reshape(-1)[NETS["xsample_indices"]])
    x, y, _ = A
    w, two = weights("cnn"), {"norm": 2, "epsilon": 0.5, "steps": 10, "stepSize": 0.1}
    run = lambda attack, begin: train.attack_batch(MODELS["cnn"], document("at", attack), w, [], x, y, 16, begin)
    delta = perturbed("cnn.pgd_l2A.loss", x, lambda seen: F.cross_entropy(logits("cnn", w, seen), y), STARTS["deltaA_l2"], two, run)
    put("cnn.pgd_l2A.delta_sample", delta.reshape(-1)[NETS["xsample_indices"]])
    put("cnn.pgd_l2A.delta_full", delta), put("cnn.pgd_l2A.delta_norms", delta.flatten(1).norm(dim=1))


def trades():
    x, y, start = A
    w, noisy = weights("cnn"), (x + start).clamp(0, 1)
    ball = {"norm": "inf", "epsilon": 0.031, "steps": 10, "stepSize": 0.003}
    natural = logits("cnn", w, x)
    run = lambda attack, begin: (
        x + begin if attack["steps"] == 0 else train.attack_batch(MODELS["cnn"], document("trades", attack), w, [], x, y, 16, begin)
    )
    far = lambda seen: train.kl_each(natural, logits("cnn", w, seen)).sum()
    delta = perturbed("cnn.trades_attack.kl_sum", x, far, STARTS["trades_noiseA"], ball, run)
    put("cnn.trades_attack.xadv_minus_x_full", delta)
    for key, seen in (("cnn.trades_fixed", noisy), ("cnn.trades_attack", run(ball, STARTS["trades_noiseA"]))):
        loss, g, _ = train.training_gradient(MODELS["cnn"], document("trades"), 0, w, [], x, y, seen, 16)
        put(f"{key}.loss_ce_kl", [loss, F.cross_entropy(natural, y), far(seen) / 16]), norms(f"{key}.grad_norms", g)
        if key == "cnn.trades_fixed":
            sample(f"{key}.grad_sample", "cnn", g)


def awp():
    x, y, start = A
    noisy = (x + start).clamp(0, 1)
    for kind, statistics in (("cnn", []), ("bn", settled())):
        w, key = weights(kind), f"{kind}.awp"
        before, plain, _ = train.training_gradient(MODELS[kind], document(), 0, w, statistics, x, y, noisy, 16)
        after, g, _ = train.training_gradient(MODELS[kind], document(awp=0.01), 0, w, statistics, x, y, noisy, 16)
        v = train.weight_perturbation(w, plain, 0.01)
        put(f"{key}.ce_before_after", [before, after]), norms(f"{key}.v_norms", [d for d in v if d is not None])
        norms(f"{key}.perturbed.grad_norms", g)
        if kind == "cnn":
            sample(f"{key}.perturbed.grad_sample", kind, g)


def trained(key, kind, how, values, calls, order=None):
    """Gradient calls on A, B, A, …; the optimiser, the statistics and the losses."""
    model, statistics = MODELS[kind], settled() if kind == "bn" else []
    optimiser = train.Sgd(weights(kind)) if order is None else train.EntropySgd(weights(kind), order)
    losses, after = [], []
    for call in range(calls):
        x, y, start = A if call % 2 == 0 else B
        point, centre = optimiser.gradient_point(), optimiser.centre()
        seen = train.attack_batch(model, how, point, statistics, x, y, 16, start)
        loss, g, statistics = train.training_gradient(model, how, 0, point, statistics, x, y, seen, 16)
        with torch.no_grad():
            optimiser.update(g, values, lambda: [])
        losses.append(loss)
        if optimiser.centre() is not centre and order is not None:
            after += [F.cross_entropy(logits(kind, optimiser.centre(), b[0]), b[1]) for b in (A, B)]
    now, first = optimiser.centre(), weights(kind)
    norms(f"{key}.weight_norms", now), norms(f"{key}.displacement_norms", [a - b for a, b in zip(now, first)])
    return optimiser, statistics, losses, after


def sgd():
    values = {"lr": 0.01, "momentum": 0.9, "nesterov": False, "weightDecay": 5e-4}
    at3 = {**LINF, "steps": 3}
    for key, kind, how, calls in (
        ("cnn.sgd", "cnn", document("standard"), 5),
        ("cnn.at", "cnn", document("at", at3), 5),
        ("cnn.at_awp", "cnn", document("at", at3, awp=0.01, weight_decay=5e-4), 3),
        ("bn.sgd", "bn", document("standard"), 5),
        ("bn.at_evalattack", "bn", document("at", at3), 5),
    ):
        optimiser, statistics, losses, _ = trained(key, kind, how, values, calls)
        put(f"{key}.loss_perturbed" if key == "cnn.at_awp" else f"{key}.loss", losses)
        put(f"{key}.final_ce_AB", [F.cross_entropy(logits(kind, optimiser.centre(), b[0], "batch", statistics), b[1]) for b in (A, B)])
        for name, values_of in zip(MODELS[kind].statistic_names, statistics):
            norm, what = name.split("/")
            put(f"{key}.running_{what}/{norm}", values_of)


def entropy():
    at3 = {**LINF, "steps": 3}
    base = {"gamma": 0.03, "scoping": 0, "innerLr": 0.1, "noise": 0, "alpha": 0.75, "L": 5, "nesterov": True}
    code = {**base, "lr": 1, "momentum": 0, "weightDecay": 0, "form": "code"}
    paper = {**code, "form": "paper"}
    for key, how, values, calls, order in (
        ("cnn.ensgd_published", document("standard"), {**code, "form": "published"}, 15, 1),
        ("cnn.ensgd_code_plain", document("standard"), code, 18, 1),
        ("cnn.ensgd_code_nesterov", document("standard"), {**code, "lr": 0.1, "momentum": 0.9, "weightDecay": 5e-4}, 18, 1),
        ("cnn.ensgd_at", document("at", at3), paper, 15, 1),
        ("cnn.ensgd_at_awp", document("at", at3, awp=0.005), paper, 5, 1),
        ("cnn.ensgd2", document("standard"), paper, 15, 2),
        ("cnn.ensgd2_stiff", document("standard"), {**paper, "gamma": 5}, 15, 2),
    ):
        optimiser, _, losses, after = trained(key, "cnn", how, values, calls, order)
        put(f"{key}.inner_loss", losses), put(f"{key}.after_ce_AB", after)
        norms(f"{key}.last_mean_drift_norms", optimiser.lists["mean"])
        if order == 2:
            s = optimiser.variance()
            for name, tensor in zip(MODELS["cnn"].weight_names, s):
                if name in ("conv1/w", "dense/w"):
                    results[f"{key}.variance_sample/{name}"] = [float(v) for v in train.to_file(tensor).reshape(-1)[SAMPLES["cnn"][name]]]
            norms(f"{key}.variance_norms", s), put(f"{key}.max_gamma_s", torch.stack([values["gamma"] * v.max() for v in s]).max())


def batch_norm():
    model, w = MODELS["bn"], weights("bn")
    statistics = model.initial_statistics()
    for name, (x, y, _) in (("A", A), ("B", B)):
        key = f"bn.train{name}"
        put(f"{key}.logits", logits("bn", w, x, "batch", statistics))
        loss, g, statistics = train.training_gradient(model, document("standard"), 0, w, statistics, x, y, x, 16)
        put(f"{key}.ce", loss), norms(f"{key}.grad_norms", g), sample(f"{key}.grad_sample", "bn", g)
        for one, values in zip(model.statistic_names, statistics):
            norm, what = one.split("/")
            put(f"{key}.running_{what}/{norm}", values)
    put("bn.evalA.logits", logits("bn", w, A[0], "eval", settled()))


for part in (clean, attacks, trades, awp, sgd, entropy, batch_norm):
    part()
print(json.dumps(results))
