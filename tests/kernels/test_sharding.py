"""Arrays spread over several devices: the partitioner gathers what a kernel reads."""

import json
import os
import subprocess
import sys

SCRIPT = """
import json
import jax, jax.numpy as jnp, numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec
from tengen.kernels import batch_norm_training, conv2d, max_pool2d

def loss(kernel, x):
    y = batch_norm_training(conv2d(x, kernel, padding="same"))[0]
    return (max_pool2d(y) ** 2).sum()

random = np.random.default_rng(0)
x = random.normal(size=(4, 8, 8, 3)).astype("float32")
kernel = random.normal(size=(3, 3, 3, 16)).astype("float32")
mesh = Mesh(np.array(jax.devices()), ("batch",))
spread = jax.device_put(x, NamedSharding(mesh, PartitionSpec("batch")))
everywhere = jax.device_put(kernel, NamedSharding(mesh, PartitionSpec()))
step = jax.jit(jax.value_and_grad(loss))
one, gradient = step(kernel, x)
two, other = step(everywhere, spread)
difference = float(abs(np.asarray(gradient) - np.asarray(other)).max())
print(json.dumps([len(jax.devices()), float(one), float(two), difference]))
"""


def test_a_spread_batch_gives_the_same_loss_and_gradient():
    flags = "--xla_force_host_platform_device_count=2"
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, "XLA_FLAGS": flags, "JAX_PLATFORMS": "cpu"},
        capture_output=True,
        text=True,
        check=True,
    )
    devices, one, two, difference = json.loads(done.stdout.splitlines()[-1])
    assert devices == 2
    assert abs(one - two) <= 1e-5 * abs(one)
    assert difference <= 1e-4
