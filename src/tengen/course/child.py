"""One recipe in a process of its own: `python -m tengen.course.child FILE`.

What the recipe hands over it writes itself (`recording.py`); how it ended is written
here, beside that. A recipe whose data cannot be had is skipped, and says which.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
import threading
import time
import traceback
from pathlib import Path

from tengen.course.recording import FOLDER
from tengen.pages import write_whole
from tengen.utils import DownloadError

ENDING = "ending.json"
SKIPPED = 3  # exit status
_LOOK = 1.0  # seconds between looks at whether the runner is still there


def main(file: str) -> int:
    """Run a recipe; return the exit status.

    Args:
        file: the recipe's.
    """
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    state, reason = "done", ""
    try:
        runpy.run_path(file, run_name="__main__")
    except DownloadError as error:
        state, reason = "skipped", str(error)
    except KeyboardInterrupt:
        return 130
    except BaseException as error:  # a recipe may end itself by SystemExit, too
        traceback.print_exc()
        state = "failed"
        reason = "".join(traceback.format_exception_only(error)).strip()
    spent = os.times()
    ending = {
        "state": state,
        "reason": reason,
        "cpu_seconds": spent.user + spent.system,
    }
    write_whole(Path(os.environ[FOLDER]) / ENDING, json.dumps(ending) + "\n")
    return {"done": 0, "skipped": SKIPPED}.get(state, 1)


def _end_with(parent: int) -> None:
    """End this process when the one that started it is gone, however that ended."""
    while os.getppid() == parent:
        time.sleep(_LOOK)
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
