"""The demonstration: from the worked example to networks that play Go.

    from tengen.demo import Options, run
    results, path = run(Options(quick=True))

It trains the textbook's worked example, XOR, two networks that read handwritten digits
and two that play Go, lets these meet in a tournament, and writes a report. It stands on
the public names only, as any user's program does. On the command line: `tengen demo`.
"""

from tengen.demo.images import SOURCES, NoDigitsError
from tengen.demo.run import Options, run

__all__ = ["SOURCES", "NoDigitsError", "Options", "run"]
