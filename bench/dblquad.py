"""The paper's way: F = -log of a double integral at one point, by scipy.integrate.dblquad over the whole plane.

Prints the median seconds a point, for the loss written with NumPy, as one would write it first, and unrolled into plain
floating-point arithmetic, the fastest that Python allows. Linear model, x = (1, 1), y = +1, L_inf attack in closed form."""

import json
import math
import statistics
import time

import numpy as np
from scipy.integrate import dblquad

GAMMA, EPSILON = 1.0, 0.5
POINTS = [(0.0, 0.0), (1.5, -0.6), (-2.4, 2.4), (3.0, 3.0), (-1.2, -3.0)]
X = np.array([1.0, 1.0])


def plain(a, b, s, t):
    u = -(s + t) + EPSILON * (abs(s) + abs(t))
    loss = max(u, 0.0) + math.log1p(math.exp(-abs(u)))
    return math.exp(-loss - GAMMA / 2 * ((s - a) ** 2 + (t - b) ** 2))


def vectors(a, b, s, t):
    theta, centre = np.array([s, t]), np.array([a, b])
    loss = np.logaddexp(0.0, -(theta @ X) + EPSILON * np.linalg.norm(theta, 1))
    return np.exp(-loss - GAMMA / 2 * np.sum((theta - centre) ** 2))


def timed(integrand):
    rows = []
    for a, b in POINTS:
        start = time.perf_counter()
        integral, _ = dblquad(lambda t, s: integrand(a, b, s, t), -math.inf, math.inf, -math.inf, math.inf)
        value = -math.log(integral) + math.log(2 * math.pi / GAMMA)
        rows.append({"theta": [a, b], "value": value, "seconds": time.perf_counter() - start})
    return {"seconds": statistics.median(row["seconds"] for row in rows), "rows": rows}


print(json.dumps({"plain": timed(plain), "vectors": timed(vectors)}))
