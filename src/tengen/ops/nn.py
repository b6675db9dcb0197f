"""What networks are made of: activations, convolutions, pooling, cross-entropies."""

from tengen.ops._activations import *  # noqa: F403
from tengen.ops._convolution import *  # noqa: F403
from tengen.ops._crossentropy import *  # noqa: F403
from tengen.ops._normalization import *  # noqa: F403
from tengen.ops._pooling import *  # noqa: F403
