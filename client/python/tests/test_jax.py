from __future__ import annotations

from typing import Any

import numpy as np
import pytest

jax = pytest.importorskip("jax", reason="JAX is not installed")
optax = pytest.importorskip("optax", reason="optax is not installed")

import jax.numpy as jnp  # noqa: E402

import bayesagg  # noqa: E402
from bayesagg import jax as mtl  # noqa: E402


def _params() -> Any:
    random = np.random.default_rng(0)

    def layer(rows: int, cols: int) -> dict[str, Any]:
        return {"kernel": jnp.asarray(random.normal(size=(rows, cols)) * 0.3, jnp.float32), "bias": jnp.zeros(cols)}

    return {"trunk": layer(6, 16), "kind": layer(16, 3), "size": layer(16, 1)}


def _data(n: int) -> tuple[Any, dict[str, Any]]:
    x = np.random.default_rng(1).normal(size=(n, 6)).astype(np.float32)
    return jnp.asarray(x), {"kind": jnp.asarray(x[:, :3].argmax(1)), "size": jnp.asarray(x.sum(1, keepdims=True))}


def _apply(layer: Any, x: Any) -> Any:
    return x @ layer["kernel"] + layer["bias"]


def _own(params: Any, features: Any, labels: Any) -> dict[str, Any]:
    kind = optax.softmax_cross_entropy_with_integer_labels(_apply(params["kind"], features), labels["kind"]).mean()
    return {"kind": kind, "size": jnp.square(_apply(params["size"], features) - labels["size"]).mean()}


def _session(client: bayesagg.Client) -> bayesagg.Session:
    return client.session(None, 16, [bayesagg.categorical("kind", 3), bayesagg.gaussian("size")])


def _loss(session: bayesagg.Session) -> Any:
    def loss(params: Any, x: Any, labels: Any) -> tuple[Any, dict[str, Any]]:
        features = jax.nn.relu(_apply(params["trunk"], x))
        own = _own(params, jax.lax.stop_gradient(features), labels)
        heads = {name: mtl.head(**params[name]) for name in labels}
        return sum(own.values()) + mtl.pull(session, features, labels, heads), own

    return jax.jit(jax.value_and_grad(loss, has_aux=True))


def test_pull_inWarmup_isTheGradientOfTheWeightedLosses(client: bayesagg.Client) -> None:
    params = _params()
    x, labels = _data(32)
    (_, own), gradients = _loss(_session(client))(params, x, labels)

    def plain(trunk: Any) -> Any:
        losses = _own(params, jax.nn.relu(_apply(trunk, x)), labels)
        return sum(losses[name] / own[name] for name in losses)

    expected = jax.grad(plain)(params["trunk"])
    for mine, theirs in zip(jax.tree.leaves(gradients["trunk"]), jax.tree.leaves(expected), strict=True):
        assert np.allclose(mine, theirs, rtol=1e-4, atol=1e-6)
    heads = jax.grad(lambda p: sum(_own(p, jax.nn.relu(_apply(params["trunk"], x)), labels).values()))(params)
    assert np.allclose(gradients["kind"]["kernel"], heads["kind"]["kernel"], rtol=1e-4, atol=1e-6)


def test_training_withOptax_lowersTheLosses(client: bayesagg.Client) -> None:
    session = _session(client)
    loss, params = _loss(session), _params()
    optimiser = optax.adam(1e-2)
    state = optimiser.init(params)
    x, labels = _data(128)
    history = []
    for _ in range(10):
        for rows in np.arange(128).reshape(4, 32):
            (_, own), gradients = loss(params, x[rows], {name: value[rows] for name, value in labels.items()})
            updates, state = optimiser.update(gradients, state)
            params = optax.apply_updates(params, updates)
            history.append({name: float(value) for name, value in own.items()})
        session.finish_epoch()
    assert session.info().steps == 40
    assert all(history[-1][name] < history[0][name] for name in history[0])


def test_pull_ofFlaxModules_movesTheTrunk(client: bayesagg.Client) -> None:
    linen = pytest.importorskip("flax.linen", reason="flax is not installed")

    class Trunk(linen.Module):  # type: ignore[misc, name-defined]
        @linen.compact
        def __call__(self, x: Any) -> Any:
            return linen.relu(linen.Dense(16)(x))

    x, labels = _data(32)
    trunk, kind, size = Trunk(), linen.Dense(3), linen.Dense(1)
    keys = jax.random.split(jax.random.key(0), 3)
    features = jnp.zeros((1, 16))
    params = {
        "trunk": trunk.init(keys[0], x),
        "kind": kind.init(keys[1], features),
        "size": size.init(keys[2], features),
    }
    session = _session(client)

    @jax.jit
    def gradient(params: Any) -> Any:
        def loss(params: Any) -> Any:
            heads = {name: mtl.head(**params[name]["params"]) for name in labels}
            return mtl.pull(session, trunk.apply(params["trunk"], x), labels, heads)

        return jax.grad(loss)(params)

    found = gradient(params)
    assert all(float(jnp.abs(leaf).max()) > 0 for leaf in jax.tree.leaves(found["trunk"]))
    assert all(float(jnp.abs(leaf).max()) == 0 for leaf in jax.tree.leaves(found["kind"]))
