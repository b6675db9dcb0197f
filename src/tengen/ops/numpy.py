"""NumPy's vocabulary for tensors: the names that Keras has under `ops.numpy`.

Here too are the special functions, segments and linear algebra that Keras files under
`ops.math` and `ops.linalg`. Conversions are in `ops.core`, networks' own in `ops.nn`.
"""

from __future__ import annotations

from tengen.ops import _creation, _elementwise, _linear, _reductions, _shaping
from tengen.ops._creation import *  # noqa: F403
from tengen.ops._elementwise import *  # noqa: F403
from tengen.ops._linear import *  # noqa: F403
from tengen.ops._reductions import *  # noqa: F403
from tengen.ops._shaping import *  # noqa: F403

__all__ = [*_creation.__all__]
__all__ += _elementwise.__all__
__all__ += _linear.__all__
__all__ += _reductions.__all__
__all__ += _shaping.__all__
