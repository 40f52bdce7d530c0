#!/usr/bin/env python3
"""Computes a surface of Smoothscape anew, by other ways than the page, and prints how far the page's numbers are from it.

    python3 surface.py                     compares the numbers that stand below
    python3 surface.py FILE.csv|FILE.npz   compares an exported file of the same surface
    python3 surface.py [FILE] --nodes 4    ... at 4 of its nodes

The exact attack is searched densely over the scores that it can reach, EntropySGD and the Gaussian mean are integrated
over adaptive squares by Gauss-Legendre rules, the worst case over a ball is searched on a polar lattice.
Needs Python 3.8 and NumPy, nothing else.
"""

import argparse
import functools
import json
import sys

import numpy as np

# The surface, as a document of Smoothscape.
DOCUMENT = r"""
{"model": "linear", "points": [{"x": [1, 1], "y": 1}], "attack": {"norm": "inf", "epsilon": 0.5, "solver": "exact"},
 "smoothing": {"kind": "none"}, "grid": {"theta1": [-3, 3], "theta2": [-3, 3], "n": 101}, "seed": 1}
"""
# What the page says of its numbers.
PAGE = "no page has computed this surface yet"
# The page's numbers: theta1, theta2, loss.
SAMPLES = []


def phi(z):
    """The activation of the model f(x) = phi(theta . x)."""
    return z


EVERY_NODE = 1 << 30
INTEGRAL_NODES = 25  # nodes of a file that are compared where each costs an integral, a search or an iteration
CHUNK = 1 << 18  # weights at a time

np.seterr(all="ignore")  # a formula may overflow beyond the weights that are asked for
document = json.loads(DOCUMENT)
attack, smoothing = document["attack"], document["smoothing"]
epsilon = 0.0 if attack["norm"] == "none" else float(attack["epsilon"])


def exponent(norm):
    return np.inf if norm in ("inf", "none") else float(norm)


def absolute(u):
    """|u|, also of a complex number whose imaginary part is a step of differentiation; its slope at 0 is 0."""
    return u * np.sign(np.real(u))


def length(a, b, p):
    """The L_p norm of (a, b), scaled so that no power overflows."""
    a, b = np.abs(a), np.abs(b)
    big = np.maximum(a, b)
    if p == np.inf:
        return big
    small = np.minimum(a, b) / np.where(big > 0, big, 1)
    return big * (1 + small**p) ** (1 / p)


def dual_exponent(p):
    return 1.0 if p == np.inf else np.inf if p == 1 else p / (p - 1)


# --- the exact attack: the greatest of f on an interval, from a dense search ---


def golden_section(f, lo, hi, steps=70):
    """Where f is greatest in each of many intervals in which it has one peak (Kiefer 1953)."""
    ratio = (np.sqrt(5) - 1) / 2
    a, b = hi - ratio * (hi - lo), lo + ratio * (hi - lo)
    fa, fb = f(a), f(b)
    for _ in range(steps):
        left = fa > fb
        lo, hi = np.where(left, lo, a), np.where(left, b, hi)
        a, b = hi - ratio * (hi - lo), lo + ratio * (hi - lo)
        fa, fb = f(a), f(b)
    return (lo + hi) / 2


@functools.lru_cache(maxsize=None)
def peaks(sign, reach):
    """The local maxima of sign * phi on [-reach, reach], ascending, and a sparse table of their greatest values over runs of 1, 2, 4, ..."""

    def f(z):
        return sign * phi(z)

    z = np.linspace(-reach, reach, (1 << 16) + 1)
    z = np.union1d(z, np.sinh(np.linspace(-np.arcsinh(1e3 * reach), np.arcsinh(1e3 * reach), (1 << 16) + 1)) / 1e3)
    v = f(z)
    at = np.nonzero((v[1:-1] > v[:-2]) & (v[1:-1] >= v[2:]))[0] + 1
    top = golden_section(f, z[at - 1], z[at + 1])
    best = np.where(f(top) > v[at], top, z[at])
    runs = [f(best)]
    while len(runs[-1]) > 1 and 2 ** len(runs) <= len(best):
        half, run = 2 ** (len(runs) - 1), runs[-1]
        runs.append(np.maximum(run[: len(run) - half], run[half:]))
    table = np.full((len(runs), len(best) + 1), -np.inf)
    for level, run in zip(table, runs):
        level[: len(run)] = run
    return best, table


def greatest(sign, lo, hi):
    """The greatest value of sign * phi on [lo, hi]."""
    reach = 2.0 ** np.ceil(np.log2(max(1.0, np.abs(lo).max(), np.abs(hi).max())))
    at, table = peaks(sign, reach)
    first, end = np.searchsorted(at, lo), np.searchsorted(at, hi)
    count = np.maximum(end - first, 0)
    level = np.floor(np.log2(np.maximum(count, 1))).astype(int)
    inside = np.maximum(table[level, first], table[level, np.maximum(end - 2**level, 0)])
    return np.maximum(np.maximum(sign * phi(lo), sign * phi(hi)), np.where(count > 0, inside, -np.inf))


# --- approximate attacks: steps along the gradient ---


def slope(z):
    """phi' by a complex step (Squire and Trapp 1998)."""
    return np.nan_to_num(np.imag(phi(z + 1e-30j)) / 1e-30, nan=0.0)


def steepest(v, p):
    """The step of the unit ball of L_p along which a linear function with gradient v rises most."""
    if p == np.inf:
        return np.sign(v)
    if p == 1:
        first = np.abs(v[0]) >= np.abs(v[1])
        return np.where([first, ~first], np.sign(v), 0)
    q = dual_exponent(p)
    size = length(v[0], v[1], q)
    return np.sign(v) * (np.abs(v) / np.where(size > 0, size, 1)) ** (q - 1)


def projected(d, p):
    """The nearest point of the ball of radius epsilon: a search over angles of its boundary for a general p."""
    size = length(d[0], d[1], p)
    outside = size > epsilon
    if p == np.inf:
        return np.clip(d, -epsilon, epsilon)
    if p == 2:
        return np.where(outside, d * (epsilon / np.where(size > 0, size, 1)), d)

    def nearness(turn):
        c, s = np.cos(turn), np.sin(turn)
        scale = epsilon / length(c, s, p)
        return -((scale * c - np.abs(d[0])) ** 2 + (scale * s - np.abs(d[1])) ** 2)

    turn = golden_section(nearness, np.zeros_like(size), np.full_like(size, np.pi / 2))
    scale = epsilon / length(np.cos(turn), np.sin(turn), p)
    return np.where(outside, np.sign(d) * scale * np.array([np.cos(turn), np.sin(turn)]), d)


def uniform(seed):
    """The page's random numbers: SplitMix32 (Steele, Lea, Flood 2014)."""
    state = seed
    while True:
        state = (state + 0x9E3779B9) & 0xFFFFFFFF
        mixed = ((state ^ (state >> 16)) * 0x21F0AAAD) & 0xFFFFFFFF
        mixed = ((mixed ^ (mixed >> 15)) * 0x735A2D97) & 0xFFFFFFFF
        yield (mixed ^ (mixed >> 15)) / 2**32


def attacked_by_steps(theta, x, y):
    """The greatest -y f that FGSM or PGD (Madry et al. 2018) reaches."""
    p = exponent(attack["norm"])
    clean = theta[0] * x[0] + theta[1] * x[1]
    if attack["solver"] == "fgsm":
        step = epsilon * steepest(-y * slope(clean) * theta, p)
        return -y * phi(clean + theta[0] * step[0] + theta[1] * step[1])
    draw, best = uniform(document["seed"]), np.full_like(clean, -np.inf)
    for restart in range(attack.get("restarts", 1)):
        start = np.array([[epsilon * (2 * next(draw) - 1)] for _ in range(2)]) if restart else np.zeros((2, 1))
        d = projected(np.broadcast_to(start, theta.shape), p)
        for _ in range(attack.get("steps", 100) + 1):
            z = clean + theta[0] * d[0] + theta[1] * d[1]
            best = np.maximum(best, -y * phi(z))
            d = projected(d + attack.get("stepSize", epsilon / 25) * steepest(-y * slope(z) * theta, p), p)
    return best


# --- the loss of the surface, and its smoothings ---


def loss(theta1, theta2):
    """The mean over the points of log(1 + exp(-y f)) under the attack."""
    theta = np.array([np.ravel(theta1), np.ravel(theta2)], dtype=float)
    out = np.zeros(theta.shape[1])
    points, counts = np.unique([[*point["x"], point["y"]] for point in document["points"]], axis=0, return_counts=True)
    for start in range(0, len(out), CHUNK):
        part = theta[:, start : start + CHUNK]
        reach = epsilon * length(part[0], part[1], dual_exponent(exponent(attack["norm"])))
        for (x1, x2, y), count in zip(points, counts):
            z = part[0] * x1 + part[1] * x2
            if epsilon > 0 and attack["solver"] != "exact":
                worst = attacked_by_steps(part, (x1, x2), y)
            else:
                worst = greatest(-y, z - reach, z + reach) if epsilon > 0 else -y * phi(z)
            out[start : start + CHUNK] += np.logaddexp(0, worst) * count / counts.sum()
    return out.reshape(np.shape(theta1))


def log_integral(log_density, centre, half, tolerance=1e-10):
    """log of the integral over the square centre +- half: squares are quartered until a rule of 6 x 6 nodes agrees with that of their quarters."""
    nodes, weights = np.polynomial.legendre.leggauss(6)
    u, v = (axis.ravel() for axis in np.meshgrid(nodes, nodes))
    weight = np.outer(weights, weights).ravel()

    def rule(a, b, h):
        density = np.exp(log_density(a[:, None] + h * u, b[:, None] + h * v) - peak)
        return (density * weight).sum(axis=1) * h * h

    h = half / 24
    offsets = np.arange(-23, 24, 2) * h
    a, b = (axis.ravel() for axis in np.meshgrid(centre[0] + offsets, centre[1] + offsets))
    peak = log_density(a[:, None] + h * u, b[:, None] + h * v).max()
    coarse, total = rule(a, b, h), 0.0
    for depth in range(20):
        h /= 2
        a, b = (a[:, None] + h * np.array([-1, 1, -1, 1])).ravel(), (b[:, None] + h * np.array([-1, -1, 1, 1])).ravel()
        fine = rule(a, b, h).reshape(-1, 4)
        sums = fine.sum(axis=1)
        open_ = np.abs(sums - coarse) > tolerance * (total + sums.sum())
        if depth == 0:
            open_[:] = True
        total += sums[~open_].sum()
        keep = np.repeat(open_, 4)
        a, b, coarse = a[keep], b[keep], fine[open_].ravel()
        if len(a) == 0:
            break
    return peak + np.log(total + coarse.sum())


def smoothed_at(theta):
    """The smoothed loss at one theta."""
    kind, (t1, t2) = smoothing["kind"], theta
    if kind == "worst-case":
        return worst_case(t1, t2)
    entropy = kind == "entropy-sgd"
    gamma = float(smoothing["gamma"]) if entropy else 1 / float(smoothing["sigma"]) ** 2
    here = float(loss(np.array([t1]), np.array([t2]))[0])
    # a loss is at least 0: beyond this distance the density is below exp(-60) of its value at theta
    half = np.sqrt(2 * ((here if entropy else 0) + 60) / gamma)

    def log_density(d1, d2):
        value = loss(t1 + d1, t2 + d2)
        return (-value if entropy else np.log(value)) - gamma / 2 * (d1 * d1 + d2 * d2)

    log_z = log_integral(log_density, (0.0, 0.0), half)
    if entropy:
        return -log_z + (np.log(2 * np.pi / gamma) if smoothing.get("normalised", True) else 0)
    return np.exp(log_z + np.log(gamma / (2 * np.pi)))


def worst_case(t1, t2):
    """The greatest loss over a ball of weights: a polar lattice, whose 40 highest nodes are searched ever more closely."""
    p, radius = exponent(smoothing["norm"]), float(smoothing["radius"])

    def at(share, turn):
        scale = radius * share / length(np.cos(turn), np.sin(turn), p)
        return loss(t1 + scale * np.cos(turn), t2 + scale * np.sin(turn))

    shares, turns = (axis.ravel() for axis in np.meshgrid(np.linspace(0, 1, 25), np.arange(192) * np.pi / 96))
    top = np.argsort(at(shares, turns))[-40:]
    share, turn = shares[top], turns[top]
    ds, dt = 1 / 24, np.pi / 96
    grid = np.arange(-3, 4) / 3
    for _ in range(28):
        s = np.clip(share[:, None] + ds * np.repeat(grid, 7), 0, 1)
        t = turn[:, None] + dt * np.tile(grid, 7)
        values = at(s, t)
        rows, best = np.arange(len(s)), values.argmax(axis=1)
        share, turn, ds, dt = s[rows, best], t[rows, best], ds / 2, dt / 2
    return values.max()


# --- the comparison ---


def rows_of(path):
    """theta1, theta2 and loss of an exported file, and its document."""
    if path.endswith(".npz"):
        with np.load(path) as arrays:
            text = arrays["document.json"]
            a, b = np.meshgrid(arrays["theta1"], arrays["theta2"])
            rows = np.stack([a.ravel(), b.ravel(), arrays["loss"].ravel()], axis=1)
            return rows, json.loads(text if isinstance(text, bytes) else np.asarray(text).item())
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    stated = [line.split(": ", 1)[1] for line in lines if line.startswith("# document: ")]
    table = [line for line in lines if line and not line.startswith("#")]
    if not table or table[0].split(",")[:3] != ["theta1", "theta2", "loss"]:
        sys.exit(f"{path}: its columns are not theta1,theta2,loss")
    rows = np.array([[float(cell) for cell in line.split(",")[:3]] for line in table[1:]])
    return rows, json.loads(stated[0]) if stated else document


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", nargs="?", help="a CSV or NPZ that the page has exported of this surface")
    parser.add_argument("--nodes", type=int, help="at how many nodes to compare")
    chosen = parser.parse_args()
    rows, stated = rows_of(chosen.file) if chosen.file else (np.array(SAMPLES, dtype=float).reshape(-1, 3), document)
    for key in ("model", "points", "attack", "smoothing", "seed"):
        if stated.get(key) != document.get(key):
            sys.exit(f"{chosen.file}: {key} is {json.dumps(stated.get(key))} there and {json.dumps(document.get(key))} here")
    if len(rows) == 0:
        sys.exit("There are no numbers to compare: name an exported CSV or NPZ")
    quick = smoothing["kind"] == "none" and (attack["solver"] != "pgd" or epsilon == 0)
    count = chosen.nodes or (EVERY_NODE if quick or not chosen.file else INTEGRAL_NODES)
    rows = rows[np.unique(np.linspace(0, len(rows) - 1, min(count, len(rows))).astype(int))]
    values = loss(rows[:, 0], rows[:, 1]) if smoothing["kind"] == "none" else np.array([smoothed_at(row[:2]) for row in rows])
    difference = np.abs(values - rows[:, 2]) / np.maximum(1, np.abs(values))
    worst = difference.argmax()
    print(f"The page: {PAGE}.")
    print(f"Nodes compared: {len(rows)}")
    print(f"Largest difference, relative to max(1, |loss|): {difference[worst]:.3g}")
    print(f"It is at theta = ({rows[worst, 0]}, {rows[worst, 1]}): {float(rows[worst, 2])!r} on the page, {float(values[worst])!r} here")


if __name__ == "__main__":
    main()
