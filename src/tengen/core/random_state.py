"""Random numbers: one global seed, one counter variable per layer that draws.

`set_seed` makes a program repeatable. Initial weights are drawn on the host by NumPy
(`host_generator`); layers draw inside compiled steps from a `SeedGenerator`, whose
counter is a variable: it travels through the step and is saved with the model.
"""

from __future__ import annotations

import os
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tengen.core import context
from tengen.core.variable import Variable, as_value

# Keeps tengen's numbers apart from those a script draws itself with the same seed.
_SALT = 361


class _State:
    def __init__(self) -> None:
        self.seed(int.from_bytes(os.urandom(4), "little"))

    def seed(self, seed: int) -> None:
        self.generator = np.random.default_rng([seed, _SALT])
        self.first_draw = np.array([seed & 0xFFFFFFFF, _SALT], dtype="uint32")


_state = _State()


def set_seed(seed: int) -> None:
    """Seed everything that tengen draws from now on."""
    _state.seed(int(seed))
    if _draws:
        _begin_draws()


def draw_seed() -> int:
    """Return a fresh 31-bit seed from the global generator."""
    return int(_state.generator.integers(0, 2**31 - 1))


def host_generator(seed: int | None = None) -> np.random.Generator:
    """Return a NumPy generator; with `seed=None` seeded from the global one."""
    return np.random.default_rng(draw_seed() if seed is None else int(seed))


class SeedGenerator:
    """A seed and a counter, kept in a variable of two unsigned 32-bit integers.

    Args:
        seed: an integer; `None` draws one from the global generator.

    Example:
        >>> generator = SeedGenerator(7)
        >>> first, second = generator.next(), generator.next()
        >>> bool((first == second).all())
        False
    """

    def __init__(self, seed: int | None = None, name: str | None = None) -> None:
        self.seed = seed
        start = draw_seed() if seed is None else int(seed)
        self.state = Variable(
            np.array([start & 0xFFFFFFFF, 0], dtype="uint32"),
            dtype="uint32",
            trainable=False,
            name=name or "seed_generator_state",
        )

    def next(self) -> jax.Array:
        """Return a raw key, uint32 `(2,)`, and move the counter on."""
        state = self.state.value
        self.state.assign(state + jnp.array([0, 1], dtype="uint32"))
        return state

    def get_config(self) -> dict[str, Any]:
        """Return the seed."""
        return {"seed": self.seed}


_draws: list[SeedGenerator] = []


def draws() -> SeedGenerator:
    """Return the generator of code that draws without one of its own.

    Its state is one more variable of each compiled step, so that the step draws anew
    each time it runs.
    """
    if not _draws:
        _draws.append(SeedGenerator(0, name="draws"))
        _begin_draws()
    return _draws[0]


def _begin_draws() -> None:
    """Set the generator to its beginning, whatever is bound at the moment."""
    with jax.ensure_compile_time_eval():
        _draws[0].state._value = as_value(_state.first_draw, "uint32")


def next_key(seed: Any = None) -> jax.Array:
    """Return a raw key: of a generator, of an integer, or a fresh one for `None`."""
    if isinstance(seed, SeedGenerator):
        return seed.next()
    if seed is None and context.current_binding() is not None:
        return draws().next()
    start = draw_seed() if seed is None else int(seed)
    return jnp.array([start & 0xFFFFFFFF, 0], dtype="uint32")


def jax_key(raw_key: jax.Array) -> jax.Array:
    """Turn a raw key into one for `jax.random` (slow on CPU: for rare draws only)."""
    return jax.random.wrap_key_data(raw_key, impl="threefry2x32")


def random_bits(raw_key: jax.Array, shape: tuple[int, ...]) -> jax.Array:
    """Return uniform 32-bit integers of a shape, cheaply enough for dropout masks.

    A counter-based generator: each position is mixed with the key by two rounds of a
    32-bit avalanche hash (the constants are those of Wellons' `lowbias32` search). It
    vectorizes on every device and needs no state, but is not for cryptography.
    """
    size = int(np.prod(shape)) if shape else 1
    position = jax.lax.iota("uint32", size)
    mixed = _avalanche(position ^ _avalanche(raw_key[0] + jnp.uint32(0x9E3779B9)))
    return _avalanche(mixed + _avalanche(raw_key[1] ^ jnp.uint32(0x85EBCA6B))).reshape(
        shape
    )


def _avalanche(x: jax.Array) -> jax.Array:
    x = (x ^ (x >> 16)) * jnp.uint32(0x7FEB352D)
    x = (x ^ (x >> 15)) * jnp.uint32(0x846CA68B)
    return x ^ (x >> 16)


def uniform(raw_key: jax.Array, shape: tuple[int, ...], dtype: Any) -> jax.Array:
    """Return uniform floats in [0, 1) of a shape."""
    bits = random_bits(raw_key, shape) >> 8
    unit: jax.Array = bits.astype("float32") * np.float32(2.0**-24)
    return unit.astype(dtype)
