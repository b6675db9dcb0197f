"""Whether a program runs in a notebook."""

from __future__ import annotations

import sys


def in_notebook() -> bool:
    """Say whether this is a notebook's kernel.

    That a kernel's packages are imported does not make a notebook of a process: an
    editor's debugger and a test suite import them too. Only a running shell counts.
    """
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return type(shell).__name__ in ("ZMQInteractiveShell", "Shell")
