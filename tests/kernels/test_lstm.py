"""The recurrent kernel against the same steps written out in NumPy."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tengen.kernels import lstm

SHAPES = [(7, 5, 8), (3, 1, 4), (4, 33, 36), (5, 2, 3), (1, 3, 16)]


def by_hand(projected, kernel, h, c, seen=None):
    """Float64, one step after the other."""
    sigmoid = lambda x: 0.5 + 0.5 * np.tanh(x / 2)  # noqa: E731
    outputs = []
    for t, sums in enumerate(np.asarray(projected, np.float64)):
        i, f, g, o = np.split(sums + h @ np.asarray(kernel, np.float64), 4, axis=-1)
        new_c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        new_h = sigmoid(o) * np.tanh(new_c)
        there = np.ones((len(h), 1), bool) if seen is None else seen[t][:, None]
        h, c = np.where(there, new_h, h), np.where(there, new_c, c)
        outputs.append(h)
    return np.stack(outputs), c


def operands(steps, samples, units, dtype=np.float32):
    random = np.random.default_rng(steps + units)
    shapes = [(steps, samples, 4 * units), (units, 4 * units)] + [(samples, units)] * 2
    arrays = [random.normal(size=shape).astype(dtype) for shape in shapes]
    return arrays, random.random((steps, samples)) < 0.6


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("masked", [False, True])
def test_values(shape, masked):
    arrays, seen = operands(*shape)
    seen = seen if masked else None
    hidden, carry = jax.jit(lstm)(*arrays, seen)
    expected = by_hand(*arrays, seen)
    np.testing.assert_allclose(hidden, expected[0], rtol=2e-5, atol=2e-6)
    np.testing.assert_allclose(carry, expected[1], rtol=2e-5, atol=4e-6)


@pytest.mark.parametrize("shape", [(4, 3, 8), (3, 2, 3)])
@pytest.mark.parametrize("masked", [False, True])
def test_gradients_against_differences(shape, masked):
    """Float32 kernel; the differences are those of the loop in float64."""
    arrays, seen = operands(*shape)
    seen = seen if masked else None
    random = np.random.default_rng(9)
    of_h = random.normal(size=(*shape[:2], shape[2]))
    of_c = random.normal(size=shape[1:])

    def loss(*arrays):
        hidden, carry = lstm(*arrays, seen)
        return (hidden * of_h).sum() + (carry * of_c).sum()

    found = jax.jit(jax.grad(loss, (0, 1, 2, 3)))(*arrays)
    for place, gradient in enumerate(found):
        direction = random.normal(size=gradient.shape)
        ends = []
        for sign in (1, -1):
            moved = [array.astype(np.float64) for array in arrays]
            moved[place] = moved[place] + sign * 1e-6 * direction
            hidden, carry = by_hand(*moved, seen)
            ends.append((hidden * of_h).sum() + (carry * of_c).sum())
        slope = (ends[0] - ends[1]) / 2e-6
        np.testing.assert_allclose(
            (np.asarray(gradient) * direction).sum(), slope, rtol=1e-4, atol=1e-4
        )


def test_second_derivatives():
    arrays, seen = operands(3, 2, 4)

    def slope(run):
        inner = jax.grad(lambda p, k: run(p, k).sum(), (0, 1))
        return jax.grad(lambda p, k: sum((g**2).sum() for g in inner(p, k)), (0, 1))

    def plain(projected, kernel):
        def step(states, sums):
            h, c = states
            i, f, g, o = jnp.split(sums + h @ kernel, 4, axis=-1)
            c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
            h = jax.nn.sigmoid(o) * jnp.tanh(c)
            return (h, c), h

        return jax.lax.scan(step, tuple(arrays[2:]), projected)[1]

    ours = slope(lambda p, k: lstm(p, k, *arrays[2:])[0])(*arrays[:2])
    theirs = slope(plain)(*arrays[:2])
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-4, atol=1e-5)


def test_extreme_sums_and_nan():
    """Gates saturate without overflow, and what is not a number shows."""
    sums = np.array([-1e4, -90.0, -1e-30, 0.0, 1e-4, 90.0, 1e4, np.nan], np.float32)
    projected = np.tile(sums, 4)[None, None]
    state = np.full((1, 8), 0.5, np.float32)
    hidden, carry = lstm(projected, np.zeros((8, 32), np.float32), state, state)
    expected = by_hand(projected, np.zeros((8, 32)), state, state)
    np.testing.assert_allclose(hidden, expected[0], rtol=1e-6, atol=1e-30)
    assert np.isnan(carry[0, -1])
    assert np.isfinite(carry[0, :-1]).all()


def test_under_vmap():
    arrays, _ = operands(3, 2, 4)
    several = [np.stack([array, 2 * array]) for array in arrays]
    hidden, _ = jax.vmap(lstm)(*several)
    np.testing.assert_allclose(hidden[1], lstm(*[2 * a for a in arrays])[0], rtol=1e-6)
