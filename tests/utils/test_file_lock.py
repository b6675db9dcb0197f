"""The lock: one holder at a time, and no file left behind."""

from __future__ import annotations

import threading

from tengen.utils.file_lock import locked


def test_holders_exclude_each_other(tmp_path):
    inside, most = 0, 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(50):
            with locked(tmp_path / "lock"):
                inside += 1
                most = max(most, inside)
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
    assert list(tmp_path.iterdir()) == []


def test_an_error_inside_frees_it(tmp_path):
    for _ in range(2):
        try:
            with locked(tmp_path / "lock"):
                raise KeyError
        except KeyError:
            pass
    assert list(tmp_path.iterdir()) == []
