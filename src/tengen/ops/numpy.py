"""NumPy's vocabulary for tensors: the names that Keras has under `ops.numpy`.

Here too are the special functions, segments, Fourier transforms and linear algebra that
Keras files under `ops.math` and `ops.linalg`. Conversions are in `ops.core`, networks'
own in `ops.nn`.
"""

from tengen.ops._creation import *  # noqa: F403
from tengen.ops._elementwise import *  # noqa: F403
from tengen.ops._linear import *  # noqa: F403
from tengen.ops._rearrange import *  # noqa: F403
from tengen.ops._reductions import *  # noqa: F403
from tengen.ops._shaping import *  # noqa: F403
from tengen.ops._signal import *  # noqa: F403
from tengen.ops.core import ndim as ndim
from tengen.ops.core import size as size
from tengen.ops.core import vectorize as vectorize
