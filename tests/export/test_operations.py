"""JAX's primitives as ONNX, by layers that compute one thing each.

The oracle is JAX itself, through `predict`.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax

from tengen import Input, Model, layers

TABLE = np.arange(24, dtype="float32").reshape(6, 4)

# Functions of x `(N, 4, 5)` and i `(N, 3)`, whole numbers from 0 to 4.
FUNCTIONS = {
    "arithmetic": lambda x, i: (x + 2) * x - x / 3 + x**3 + 1 / (2 + x**2),
    "whole numbers": lambda x, i: (i * 2 - 1) // 2 + i % 3,
    "comparisons": lambda x, i: jnp.where((x > 0) & ~(x < 1) | (x == 0), x, -x),
    "not equal": lambda x, i: jnp.where(i != 2, i, 7),
    "logarithms": lambda x, i: (
        jnp.log1p(jnp.abs(x)) + jnp.expm1(x) + jnp.log(x * x + 1)
    ),
    "roots": lambda x, i: jnp.sqrt(jnp.abs(x)) + lax.rsqrt(x * x + 1) + jnp.cbrt(x),
    "trigonometry": lambda x, i: jnp.sin(x) + jnp.cos(x) + jnp.arctan(x) + jnp.sinh(x),
    "error function": lambda x, i: jax.scipy.special.erf(x) + lax.erfc(x),
    "rounding": lambda x, i: (
        jnp.round(3 * x) + jnp.floor(x) + jnp.ceil(x) + jnp.sign(x)
    ),
    "clipping": lambda x, i: jnp.clip(x, -0.5, 0.5) + jnp.maximum(x, 0.1),
    "finite": lambda x, i: jnp.isfinite(x / jnp.maximum(x, 0)).astype("float32"),
    "types": lambda x, i: (x > 0).astype("int32") + x.astype("int32") + i.sum(),
    "powers": lambda x, i: jnp.abs(x) ** 1.5 + 2.0**x + x**-2,
    "remainder": lambda x, i: lax.rem(x, 0.3) + jnp.mod(x, 0.4),
    "sums": lambda x, i: x.sum(1) + x.mean((1, 2))[:, None] + x.var(1) + x.prod(1),
    "extremes": lambda x, i: x.max(2) - x.min(2),
    "any and all": lambda x, i: (x > 0).any(1) & (x > -2).all(1),
    "places": lambda x, i: x.argmax(2) + x.argmin(2),
    "running sums": lambda x, i: x.cumsum(1) + x[:, ::-1].cumsum(2),
    "log-sum-exp": lambda x, i: jax.nn.logsumexp(x, axis=2),
    "one-hot": lambda x, i: jax.nn.one_hot(i, 5),
    "sorting": lambda x, i: jnp.sort(x, axis=1),
    "order": lambda x, i: jnp.argsort(x, axis=2),
    "top": lambda x, i: lax.top_k(x, 2)[0],
    "transposed": lambda x, i: x.transpose(2, 0, 1).reshape(5, -1).T,
    "reshaped": lambda x, i: x.reshape(-1, 2, 10) + x.reshape(x.shape[0], 2, 10),
    "cut": lambda x, i: x[:, 1:-1, ::2] + x[:, :2, -3:],
    "reversed": lambda x, i: x[:, ::-1] + jnp.flip(x, 2),
    "rolled": lambda x, i: jnp.roll(x, 1, axis=2),
    "padded": lambda x, i: jnp.pad(x, ((0, 0), (1, 2), (0, 1)), constant_values=3),
    "padded with edges": lambda x, i: jnp.pad(x, ((0, 0), (1, 1), (2, 0)), "edge"),
    "mirrored": lambda x, i: jnp.pad(x, ((0, 0), (1, 1), (2, 0)), "reflect"),
    "joined": lambda x, i: jnp.concatenate([x, jnp.ones_like(x), x[:, :1]], 1),
    "stacked": lambda x, i: jnp.stack([x, 2 * x], axis=1),
    "parted": lambda x, i: jnp.split(x, [1, 3], axis=1)[1],
    "repeated": lambda x, i: jnp.repeat(x, 2, 1) + jnp.tile(x, (1, 2, 1)),
    "counted": lambda x, i: x + jnp.arange(5) + jnp.arange(x.shape[0])[:, None, None],
    "constants": lambda x, i: x @ jnp.eye(5) + jnp.linspace(0, 1, 5),
    "triangle": lambda x, i: jnp.tril(x) + jnp.triu(x, 1) * 2,
    "products": lambda x, i: jnp.einsum("nab,ncb->nac", x, x),
    "outer products": lambda x, i: jnp.einsum("nab,ncd->nacbd", x, x),
    "matrix on the left": lambda x, i: jnp.einsum("ca,nab->ncb", TABLE.T[:, :4], x),
    "norm": lambda x, i: jnp.linalg.norm(x, axis=-1),
    "taken": lambda x, i: jnp.take(jnp.asarray(TABLE), i, axis=0),
    "taken and clipped": lambda x, i: jnp.take(x, jnp.array([0, 9]), 1, mode="clip"),
    "indexed": lambda x, i: (
        x[:, jnp.array([0, 2, 0])] + x[:, 1, jnp.array([4, 3, 2, 1, 0])][:, None]
    ),
    "outside": lambda x, i: (
        jnp.asarray(TABLE).at[i + 3].get(mode="fill", fill_value=-1)
    ),
    "from the end": lambda x, i: jnp.asarray(TABLE)[-i],
    "along an axis": lambda x, i: (
        jnp.take_along_axis(x, i[:, None, :] % 4, axis=1)
        if x.shape[1] == 1
        else jnp.take_along_axis(x, i[:, :, None] % 4, axis=1)
    ),
    "of each sample": lambda x, i: jax.vmap(lambda a, k: a[k])(x, i % 4),
    "window of each sample": lambda x, i: jax.vmap(
        lambda a, k: lax.dynamic_slice(a, (k, 0), (2, 3))
    )(x, i[:, 0]),
    "computed slice": lambda x, i: lax.dynamic_slice_in_dim(x, i.max(), 2, axis=2),
    "computed update": lambda x, i: lax.dynamic_update_slice(
        x, x[:, :2, :1] * 0 + 9, (0, i.min(), i.max())
    ),
    "put": lambda x, i: x.at[:, 1].set(0).at[:, jnp.array([0, 3])].add(2),
    "put into a part": lambda x, i: x.at[:, 1:3, 2].multiply(5),
    "put where said": lambda x, i: jnp.zeros((9, 3)).at[i.reshape(-1)].add(1.0),
    "put outside": lambda x, i: jnp.zeros((3, 2)).at[i.reshape(-1)].max(1.0),
    "counted loop": lambda x, i: lax.fori_loop(0, 4, lambda k, a: a * 0.5 + k, x),
    "open loop": lambda x, i: lax.while_loop(
        lambda s: s[0].max() > 1, lambda s: (s[0] / 2, s[1] + 1), (jnp.abs(x), 0)
    )[0],
    "scan": lambda x, i: lax.scan(
        lambda c, a: (c + a, c * a), x[:, 0], x.transpose(1, 0, 2), reverse=True
    )[1],
    "sorted places": lambda x, i: jnp.searchsorted(jnp.linspace(-2, 2, 5), x),
    "branches": lambda x, i: lax.cond(
        i[0, 0] >= 0,
        lambda a: a.transpose(0, 2, 1) * 2,
        lambda a: a.reshape(-1, 5, 4),
        x,
    ),
    "switch": lambda x, i: lax.switch(
        i[0, 0] * 0 + 1, [lambda a: a, lambda a: a + 1, lambda a: a * 2], x
    ),
    "association": lambda x, i: lax.associative_scan(jnp.add, x, axis=1),
    "rematerialized": lambda x, i: jax.checkpoint(jnp.tanh)(x),
    "convolution": lambda x, i: lax.conv_general_dilated(
        x, jnp.ones((3, 4, 2)), (2,), [(1, 1)], dimension_numbers=("NCW", "WIO", "NWC")
    ),
    "windows": lambda x, i: lax.reduce_window(
        x, jnp.inf, lax.min, (1, 2, 2), (1, 1, 2), "SAME"
    ),
    "batch": lambda x, i: x / x.shape[0] * 0 + (x - x.mean(0)) * 0 + x,
}


class Computation(layers.Layer):
    def __init__(self, function, **options):
        super().__init__(**options)
        self.function = function

    def call(self, inputs):
        result = self.function(inputs["x"], inputs["i"])
        return result


@pytest.mark.parametrize("name", FUNCTIONS)
def test_primitive(name, export):
    inputs = {"x": Input((4, 5), name="x"), "i": Input((3,), dtype="int32", name="i")}
    model = Model(inputs, Computation(FUNCTIONS[name], name="computation")(inputs))
    exported = export(model)
    assert sorted(exported.input_names) == ["i", "x"]
    numbers = np.random.default_rng(3)
    computed = jax.jit(FUNCTIONS[name])
    for samples in (7, 1):
        data = {
            "x": numbers.normal(size=(samples, 4, 5)).astype("float32"),
            "i": numbers.integers(0, 5, (samples, 3)).astype("int32"),
        }
        expected = np.asarray(computed(data["x"], data["i"]))
        (got,) = exported.session.run(None, data)
        assert got.dtype == expected.dtype and got.shape == expected.shape
        np.testing.assert_allclose(got, expected, rtol=2e-5, atol=2e-5)
