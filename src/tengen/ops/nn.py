"""What networks are made of: activations, convolutions, pooling, cross-entropies."""

from tengen.ops._activations import *  # noqa: F403
from tengen.ops._convolution import *  # noqa: F403
from tengen.ops._crossentropy import *  # noqa: F403
from tengen.ops._ctc import *  # noqa: F403
from tengen.ops._elementwise import polar as polar
from tengen.ops._normalization import *  # noqa: F403
from tengen.ops._patches import fold as fold
from tengen.ops._patches import unfold as unfold
from tengen.ops._pooling import *  # noqa: F403
from tengen.ops._reductions import psnr as psnr
from tengen.ops._shaping import depth_to_space as depth_to_space
from tengen.ops._shaping import space_to_depth as space_to_depth
