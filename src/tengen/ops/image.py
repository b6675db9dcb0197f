"""Functions of images: the names that Keras has under `ops.image`."""

from tengen.ops._colours import *  # noqa: F403
from tengen.ops._filters import *  # noqa: F403
from tengen.ops._patches import extract_patches as extract_patches
from tengen.ops._patches import extract_patches_3d as extract_patches_3d
from tengen.ops._resizing import *  # noqa: F403
from tengen.ops._warping import *  # noqa: F403
