"""Every optimizer against its published formula, written in NumPy in a few lines."""

from __future__ import annotations

import jax
import numpy as np
import pytest

from tengen import optimizers
from tengen.core.variable import Variable

RNG = np.random.default_rng(3)
START = RNG.normal(size=(3, 2))
GRADIENTS = RNG.normal(size=(6, 3, 2))
RATE, EPSILON = 0.1, 1e-7


def sgd(w, momentum=0.0, nesterov=False):
    move = 0.0
    for g in GRADIENTS:
        move = momentum * move - RATE * g
        w = w + (momentum * move - RATE * g if nesterov else move)
    return w


def rmsprop(w, rho=0.9, momentum=0.0, centered=False):
    square = mean = move = 0.0
    for g in GRADIENTS:
        square = rho * square + (1 - rho) * g**2
        mean = rho * mean + (1 - rho) * g
        variance = square - mean**2 if centered else square
        move = momentum * move + RATE * g / np.sqrt(variance + EPSILON)
        w = w - move
    return w


def adam(w, amsgrad=False, weight_decay=0.0, b1=0.9, b2=0.999):
    m = v = top = 0.0
    for t, g in enumerate(GRADIENTS, 1):
        w = w - RATE * weight_decay * w
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g**2
        top = np.maximum(top, v)
        rate = RATE * np.sqrt(1 - b2**t) / (1 - b1**t)
        w = w - rate * m / (np.sqrt(top if amsgrad else v) + EPSILON)
    return w


def adagrad(w):
    total = 0.1
    for g in GRADIENTS:
        total = total + g**2
        w = w - RATE * g / np.sqrt(total + EPSILON)
    return w


def adadelta(w, rho=0.95):
    square = change = 0.0
    for g in GRADIENTS:
        square = rho * square + (1 - rho) * g**2
        delta = g * np.sqrt(change + EPSILON) / np.sqrt(square + EPSILON)
        change = rho * change + (1 - rho) * delta**2
        w = w - RATE * delta
    return w


def adamax(w, b1=0.9, b2=0.999):
    m = u = 0.0
    for t, g in enumerate(GRADIENTS, 1):
        m = b1 * m + (1 - b1) * g
        u = np.maximum(b2 * u, abs(g))
        w = w - RATE / (1 - b1**t) * m / (u + EPSILON)
    return w


def nadam(w, b1=0.9, b2=0.999):
    m, v, product = 0.0, 0.0, 1.0
    for t, g in enumerate(GRADIENTS, 1):
        now, ahead = (b1 * (1 - 0.5 * 0.96**s) for s in (t, t + 1))
        product *= now
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g**2
        m_hat = ahead * m / (1 - product * ahead) + (1 - now) * g / (1 - product)
        w = w - RATE * m_hat / (np.sqrt(v / (1 - b2**t)) + EPSILON)
    return w


def lion(w, b1=0.9, b2=0.99):
    m = 0.0
    for g in GRADIENTS:
        w = w - RATE * np.sign(b1 * m + (1 - b1) * g)
        m = b2 * m + (1 - b2) * g
    return w


def ftrl(w, l1=0.2, l2=0.3):
    n, z = np.full_like(w, 0.1), 0.0
    for g in GRADIENTS:
        z = z + g - (np.sqrt(n + g**2) - np.sqrt(n)) / RATE * w
        n = n + g**2
        solved = (np.sign(z) * l1 - z) / (np.sqrt(n) / RATE + 2 * l2)
        w = np.where(abs(z) <= l1, 0, solved)
    return w


CASES = {
    "SGD": ({}, sgd, {}),
    "SGD momentum": ({"momentum": 0.9}, sgd, {"momentum": 0.9}),
    "SGD nesterov": (
        {"momentum": 0.9, "nesterov": True},
        *(sgd, {"momentum": 0.9, "nesterov": True}),
    ),
    "RMSprop": ({}, rmsprop, {}),
    "RMSprop all": (
        {"rho": 0.8, "momentum": 0.5, "centered": True},
        *(rmsprop, {"rho": 0.8, "momentum": 0.5, "centered": True}),
    ),
    "Adam": ({}, adam, {}),
    "Adam amsgrad": (
        *({"amsgrad": True, "beta_2": 0.5}, adam),
        {"amsgrad": True, "b2": 0.5},
    ),
    "AdamW": ({}, adam, {"weight_decay": 0.004}),
    "Adagrad": ({}, adagrad, {}),
    "Adadelta": ({}, adadelta, {}),
    "Adamax": ({}, adamax, {}),
    "Nadam": ({}, nadam, {}),
    "Lion": ({}, lion, {}),
    "Ftrl": (
        {"l1_regularization_strength": 0.2, "l2_regularization_strength": 0.3},
        *(ftrl, {}),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_six_steps_equal_the_formula(case):
    options, formula, arguments = CASES[case]
    optimizer = getattr(optimizers, case.split()[0])(RATE, **options)
    weight = Variable(START)
    for gradient in GRADIENTS:
        optimizer.apply([gradient], [weight])
    np.testing.assert_allclose(
        weight, formula(START, **arguments), rtol=2e-4, atol=5e-6
    )
    assert int(optimizer.iterations) == len(GRADIENTS)


@pytest.mark.parametrize("case", CASES)
def test_the_compiled_step_makes_the_same_moves_and_compiles_once(case):
    options, _, _ = CASES[case]
    kind = getattr(optimizers, case.split()[0])
    eager, weight = kind(RATE, **options), Variable(START)
    for gradient in GRADIENTS:
        eager.apply([gradient], [weight])

    optimizer, other = kind(RATE, **options), Variable(START)
    optimizer.build([other])
    step = jax.jit(optimizer.stateless_apply)
    values, state = [other.value], [v.value for v in optimizer.variables]
    for gradient in GRADIENTS:
        values, state = step(state, [gradient], values)
    np.testing.assert_allclose(values[0], weight, rtol=1e-5)
    assert step._cache_size() == 1
    for value, variable in zip(state, eager.variables, strict=True):
        np.testing.assert_allclose(value, variable, rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(other, START, rtol=1e-6)  # the variable is untouched
