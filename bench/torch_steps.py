"""One training step of small-cnn in PyTorch on the processor, batch 64: plain, and with PGD-10 before it (AT).

Prints medians in milliseconds after a warm-up."""

import json
import statistics
import time

import torch
import torch.nn.functional as F

EPSILON, STEP = 8 / 255, 2 / 255
MEAN = torch.tensor([0.4914, 0.4822, 0.4465]).view(1, 3, 1, 1)
STD = torch.tensor([0.2471, 0.2435, 0.2616]).view(1, 3, 1, 1)


class SmallCnn(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = torch.nn.ModuleList([torch.nn.Conv2d(3, 16, 3, 1), torch.nn.Conv2d(16, 32, 3, 2), torch.nn.Conv2d(32, 64, 3, 2)])
        self.dense = torch.nn.Linear(64, 10)

    def forward(self, x):
        h = (x - MEAN) / STD
        for conv in self.convs:
            h = F.relu(conv(F.pad(h, (1, 1, 1, 1) if conv.stride[0] == 1 else (0, 1, 0, 1))))
        return self.dense(h.mean((2, 3)))


def attack(net, x, y):
    start = torch.empty_like(x).uniform_(-EPSILON, EPSILON)
    delta = torch.min(torch.max(start, -x), 1 - x)
    for _ in range(10):
        moved = (x + delta).requires_grad_()
        (grad,) = torch.autograd.grad(F.cross_entropy(net(moved), y), moved)
        delta = (delta + STEP * grad.sign()).clamp(-EPSILON, EPSILON)
        delta = torch.min(torch.max(delta, -x), 1 - x)
    return x + delta


def timed(adversarial, count):
    torch.manual_seed(1)
    net = SmallCnn()
    sgd = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4)
    x, y = torch.rand(64, 3, 32, 32), torch.randint(0, 10, (64,))
    times = []
    for _ in range(count + 3):
        began = time.perf_counter()
        seen = attack(net, x, y) if adversarial else x
        sgd.zero_grad()
        F.cross_entropy(net(seen), y).backward()
        sgd.step()
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times[3:])


print(json.dumps({"threads": torch.get_num_threads(), "version": torch.__version__, "plain": timed(False, 30), "at": timed(True, 10)}))
