#!/usr/bin/env python3
"""One step of the maths in PyTorch, in process: what `bayesagg bench --yardstick` compares a server with.

The same step as the server's, batch posterior to direction, in float32 on one device, without a wire and without keeping
evidence. Shapes as `bayesagg bench` writes them: kind:NxDxK, kind one of gaussian, bernoulli, categorical, robust-gaussian
and robust-bernoulli. Prints one JSON object a shape, with median_ms and min_ms. Needs torch and numpy.
"""

import argparse
import json
import math
import statistics
import time

import numpy
import torch

FLOOR = 1e-8
GAIN = 10.0
EXPONENT = 0.75


def hermite(device):
    """Nodes and weights of the standard normal."""
    nodes, weights = numpy.polynomial.hermite_e.hermegauss(20)
    weights = weights / weights.sum()
    return [torch.tensor(v, dtype=torch.float32, device=device) for v in (nodes, weights)]


def weighted(pairs, like):
    """Sum of weight times gradient over rows, divided by the weights' sum and by the examples."""
    top, bottom = torch.zeros_like(like), torch.zeros_like(like)
    for mean, variance in pairs:
        weight = variance.clamp_min(FLOOR).pow(-EXPONENT)
        top.addcmul_(weight, mean)
        bottom.add_(weight)
    return top / bottom / like.shape[0]


def with_ones(h):
    return torch.cat([h, h.new_ones(h.shape[0], 1)], dim=1)


def gaussian(n, d, k, device):
    h, y = torch.randn(n, d, device=device), torch.randn(n, k, device=device)
    past = torch.randn(4 * d, d, device=device)
    prior = past.T @ past + 1000 * torch.eye(d, device=device)
    known = 0.1 * torch.randn(d, k, device=device)

    def step():
        factor = torch.linalg.cholesky(prior + h.T @ h)
        means = torch.cholesky_solve(prior @ known + h.T @ y, factor)
        sigma = torch.cholesky_inverse(factor)
        c = h @ sigma
        v = (c * h).sum(dim=1, keepdim=True)
        spread = sigma.diagonal()
        errors = h @ means - y

        def rows():
            for r in range(k):
                mu, a = means[:, r], errors[:, r : r + 1]
                variance = 4 * (mu.square() * v + (a.square() + v) * spread + 2 * a * mu * c + c.square())
                yield 2 * (c + a * mu), variance

        return weighted(rows(), h)

    return step


def bernoulli(n, d, k, device):
    h = torch.randn(n, d, device=device)
    y = torch.randint(2, (n, k), device=device).float()
    heads = 0.1 * torch.randn(k, d + 1, device=device)
    past = torch.randn(4 * d, d + 1, device=device)
    prior = (past.T @ past / 4 + 2000 * torch.eye(d + 1, device=device)).repeat(k, 1, 1)
    known = 0.9 * heads
    nodes, weights = hermite(device)

    def step():
        x = with_ones(h)
        p = torch.sigmoid(x @ heads.T)
        scaled = x * (p * (1 - p)).T.sqrt().unsqueeze(2)
        factor = torch.linalg.cholesky(torch.baddbmm(prior, scaled.mT, scaled))
        pull = (p - y).T @ x + (prior @ (heads - known).unsqueeze(2)).squeeze(2)
        means = heads - torch.cholesky_solve(pull.unsqueeze(2), factor).squeeze(2)
        sigma = torch.cholesky_inverse(factor)
        c = x @ sigma
        v = (c * x).sum(dim=2)
        offsets = v.sqrt().unsqueeze(2) * nodes
        r = torch.sigmoid((means @ x.T).unsqueeze(2) + offsets) - y.T.unsqueeze(2)
        first, slope = (r * weights).sum(2), (r * offsets * weights).sum(2)
        square = r.square() * weights
        zero, one, two = square.sum(2), (square * offsets).sum(2), (square * offsets.square()).sum(2)
        spread = sigma.diagonal(dim1=1, dim2=2)

        def rows():
            for b in range(k):
                own, mu = c[b, :, :d], means[b, :d]
                lean = own / v[b].unsqueeze(1)
                mean = mu * first[b].unsqueeze(1) + lean * slope[b].unsqueeze(1)
                second = mu.square() * zero[b].unsqueeze(1) + 2 * mu * lean * one[b].unsqueeze(1)
                second = second + lean.square() * two[b].unsqueeze(1)
                second = second + (spread[b, :d] - lean * own) * zero[b].unsqueeze(1)
                yield mean, second - mean.square()

        return weighted(rows(), h)

    return step


def categorical(n, d, k, device):
    h, y = torch.randn(n, d, device=device), torch.randint(k, (n,), device=device)
    heads = 0.1 * torch.randn(k, d + 1, device=device)
    past = torch.randn(4 * d, d + 1, device=device)
    prior = torch.kron(torch.eye(k, device=device), past.T @ past / 4 + 200 * torch.eye(d + 1, device=device))
    draws = torch.quasirandom.SobolEngine(k, scramble=True, seed=5).draw(128).clamp(1e-6, 1 - 1e-6)
    normal = (math.sqrt(2) * torch.erfinv(2 * draws - 1)).to(device)
    target = torch.nn.functional.one_hot(y, k).float()

    def step():
        x, q = with_ones(h), d + 1
        p = torch.softmax(x @ heads.T, dim=1)
        blocks = prior.clone().view(k, q, k, q)
        for a in range(k):
            for b in range(a + 1):
                block = (x * (p[:, a] * (float(a == b) - p[:, b])).unsqueeze(1)).T @ x
                blocks[a, :, b] += block
                if a != b:
                    blocks[b, :, a] += block
        factor = torch.linalg.cholesky(blocks.view(k * q, k * q))
        pull = ((p - target).T @ x).flatten() + prior @ (0.1 * heads.flatten())
        means = (heads.flatten() - torch.cholesky_solve(pull.unsqueeze(1), factor).squeeze(1)).view(k, q)
        sigma = torch.cholesky_inverse(factor).view(k, q, k, q)
        cross = torch.einsum("aibj,nj->naib", sigma, x)
        low = torch.linalg.cholesky(torch.einsum("naib,ni->nab", cross, x))
        offsets = normal @ low.mT
        r = torch.softmax((x @ means.T).unsqueeze(1) + offsets, dim=2) - target.unsqueeze(1)
        lean = torch.cholesky_solve(cross.flatten(1, 2).mT, low).mT.view(n, k, q, k)
        phi = torch.cat([r, (r.unsqueeze(3) * offsets.unsqueeze(2)).flatten(2)], dim=2)
        plain = means[:, :d].T.expand(n, d, k)
        slopes = lean[:, :, :d].transpose(1, 2).reshape(n, d, k * k)
        coefficients = torch.cat([plain, slopes], dim=2)
        centre = phi.mean(dim=1)
        deviations = phi - centre.unsqueeze(1)
        covariance = deviations.mT @ deviations / phi.shape[1]
        mean = (coefficients @ centre.unsqueeze(2)).squeeze(2)
        own = torch.stack([sigma[a, range(d), :, range(d)] for a in range(k)])
        left = own.transpose(0, 1) - torch.einsum("naib,ncib->niac", lean[:, :, :d], cross[:, :, :d])
        spread = torch.einsum("niac,nac->ni", left, r.mT @ r / r.shape[1])
        return weighted([(mean, ((coefficients @ covariance) * coefficients).sum(2) + spread)], h)

    return step


def robust_gaussian(n, d, k, device):
    h, y = torch.randn(n, d, device=device), torch.randn(n, k, device=device)
    heads = 0.1 * torch.randn(k, d + 1, device=device)
    past = torch.randn(4 * d, d, device=device)
    kept = past.T @ past + torch.eye(d, device=device)

    def step():
        factor = torch.linalg.cholesky(kept + h.T @ h)
        errors = h @ heads[:, :d].T + heads[:, d] - y
        weights = errors.square().mean(dim=0).clamp_min(FLOOR).reciprocal()
        smooth = torch.cholesky_solve(h.T, factor).T
        return 2 / n * ((errors * weights) @ heads[:, :d] + GAIN * k * smooth)

    return step


def robust_bernoulli(n, d, k, device):
    h = torch.randn(n, d, device=device)
    y = torch.randint(2, (n, k), device=device).float()
    heads = 0.1 * torch.randn(k, d + 1, device=device)
    past = torch.randn(4 * d, d + 1, device=device)
    kept = (past.T @ past / 4 + torch.eye(d + 1, device=device)).repeat(k, 1, 1)
    nodes, node_weights = hermite(device)

    def step():
        x = with_ones(h)
        z = x @ heads.T
        p = torch.sigmoid(z)
        losses = torch.nn.functional.binary_cross_entropy_with_logits(z, y, reduction="none").mean(dim=0)
        weights = losses.clamp_min(FLOOR).reciprocal().unsqueeze(1)
        scaled = x * (p * (1 - p)).T.sqrt().unsqueeze(2)
        factor = torch.linalg.cholesky(torch.baddbmm(kept, scaled.mT, scaled))
        c = torch.cholesky_solve(x.T.expand(k, -1, -1), factor).mT
        v = (c * x).sum(dim=2)
        offsets = v.sqrt().unsqueeze(2) * nodes
        r = torch.sigmoid(z.T.unsqueeze(2) + offsets) - y.T.unsqueeze(2)
        first, slope = (r * node_weights).sum(2), (r * offsets * node_weights).sum(2) / v
        point = (p - y).T
        factors = weights * (point + GAIN * (first - point))
        return (factors.T @ heads[:, :d] + torch.einsum("kn,knd->nd", GAIN * weights * slope, c[:, :, :d])) / n

    return step


KINDS = {
    "gaussian": gaussian,
    "bernoulli": bernoulli,
    "categorical": categorical,
    "robust-gaussian": robust_gaussian,
    "robust-bernoulli": robust_bernoulli,
}


def measure(shape, options):
    kind, sizes = shape.split(":")
    torch.manual_seed(0)
    step = KINDS[kind](*map(int, sizes.split("x")), options.device)
    wait = torch.cuda.synchronize if options.device.startswith("cuda") else lambda: None
    times = []
    for _ in range(3 + options.repeats):
        wait()
        start = time.perf_counter()
        step()
        wait()
        times.append(1e3 * (time.perf_counter() - start))
    times = times[3:]
    return {"shape": shape, "median_ms": statistics.median(times), "min_ms": min(times), "device": options.device}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shapes", nargs="+", metavar="SHAPE")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--repeats", type=int, default=15)
    options = parser.parse_args()
    with torch.inference_mode():
        for shape in options.shapes:
            print(json.dumps(measure(shape, options)), flush=True)


if __name__ == "__main__":
    main()
