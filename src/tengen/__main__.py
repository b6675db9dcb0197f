"""`python -m tengen script.py`: the same as `tengen run script.py`.

The commands of `tengen` work too: `python -m tengen demo`.
"""

from __future__ import annotations

import sys

from tengen.cli import Commands, main


def arguments(given: list[str]) -> list[str]:
    """Return what the command line `tengen` makes of the arguments.

    Example:
        >>> arguments(["mnist.py", "--epochs", "3"])
        ['run', 'mnist.py', '--epochs', '3']
        >>> arguments(["demo"])
        ['demo']
    """
    names_a_script = (
        bool(given)
        and not given[0].startswith("-")
        and given[0] not in Commands.summaries
    )
    return ["run", *given] if names_a_script else given


if __name__ == "__main__":
    main(arguments(sys.argv[1:]), prog_name="tengen")
