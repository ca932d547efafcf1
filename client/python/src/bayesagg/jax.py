"""BayesAgg in a JAX loop, within `jit`.

    from bayesagg import jax as mtl

    def loss(params, x, labels):
        features = trunk(params["trunk"], x)
        frozen = jax.lax.stop_gradient(features)
        own = {name: own_loss(params["heads"][name], frozen, labels[name]) for name in labels}
        return sum(own.values()) + mtl.pull(session, features, labels, heads)

    gradients = jax.grad(loss)(params, x, labels)

`pull` is 0 and its cotangent for the features is the service's direction; the heads get the gradients of their own
losses on features that stop gradients.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.experimental import io_callback

from bayesagg.session import Session


def head(kernel: jax.Array, bias: jax.Array | None = None) -> jax.Array:
    """W [o, d + 1], as the service takes it, of a kernel [d, o] as JAX libraries keep it and a bias [o]."""
    last = jnp.zeros(kernel.shape[1], kernel.dtype) if bias is None else bias
    return jnp.concatenate([kernel.T, last[:, None]], axis=1)


def pull(
    session: Session,
    features: jax.Array,
    labels: Mapping[str, jax.Array],
    heads: Mapping[str, jax.Array],
    masks: Mapping[str, jax.Array] | None = None,
) -> jax.Array:
    """0, with the service's direction as its gradient by the features; each gradient is a step of the session.

    Args:
        session: counts the step.
        features: h [n, d], what the heads get.
        labels: by task, [n, o], [n], or classes [n].
        heads: by task, W [o, d + 1]; see `head`.
        masks: by task, [n], true where the label counts.
    """
    return _pull(session, features, dict(labels), dict(heads), dict(masks or {}))


@partial(jax.custom_vjp, nondiff_argnums=(0,))
def _pull(session: Session, features: jax.Array, labels: Any, heads: Any, masks: Any) -> jax.Array:
    return jnp.zeros(())


def _forward(session: Session, features: jax.Array, labels: Any, heads: Any, masks: Any) -> tuple[jax.Array, Any]:
    def step(features: Any, labels: Any, heads: Any, masks: Any) -> Any:
        values = jax.tree.map(np.asarray, (labels, heads, masks))
        answer = session.step(np.asarray(features, np.float32), labels=values[0], heads=values[1], masks=values[2])
        return np.asarray(answer.direction, np.float32)

    shape = jax.ShapeDtypeStruct(features.shape, jnp.float32)
    # In order, since the session counts its steps.
    direction = io_callback(step, shape, features, labels, heads, masks, ordered=True)
    return jnp.zeros(()), (direction.astype(features.dtype), labels, heads, masks)


def _backward(session: Session, kept: Any, cotangent: jax.Array) -> tuple[Any, ...]:
    direction, labels, heads, masks = kept
    return (cotangent.astype(direction.dtype) * direction, *jax.tree.map(_nothing, (labels, heads, masks)))


def _nothing(value: jax.Array) -> Any:
    """The cotangent of what has none."""
    if jnp.issubdtype(value.dtype, jnp.floating):
        return jnp.zeros_like(value)
    return np.zeros(value.shape, jax.dtypes.float0)


_pull.defvjp(_forward, _backward)
