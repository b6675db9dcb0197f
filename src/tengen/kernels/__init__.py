"""CPU kernels under convolution and recurrent networks, as pure JAX functions.

Arrays are images `(N, H, W, C)`: batch, height, width, channels. Every function works
under `jax.jit`, `jax.grad`, `jax.vmap` and inside loops, on any platform: the compiled
kernels serve float32 on CPU, everything else goes to XLA. `TENGEN_KERNELS=xla` in the
environment switches them off, and without the compiled module all goes to XLA.

What is not here: layers, bias and weight handling, one- and three-dimensional forms.
"""

from tengen.kernels.batch_norm import batch_norm_training
from tengen.kernels.conv import conv2d
from tengen.kernels.conv_transpose import conv2d_transpose
from tengen.kernels.depthwise import depthwise_conv2d
from tengen.kernels.lstm import lstm
from tengen.kernels.native import available
from tengen.kernels.pool import average_pool2d, max_pool2d
from tengen.kernels.take_rows import take_rows
from tengen.kernels.taps import conv_nd, conv_nd_transpose
from tengen.kernels.upsample import upsample2d

__all__ = [
    "available",
    "average_pool2d",
    "batch_norm_training",
    "conv2d",
    "conv2d_transpose",
    "conv_nd",
    "conv_nd_transpose",
    "depthwise_conv2d",
    "lstm",
    "max_pool2d",
    "take_rows",
    "upsample2d",
]
