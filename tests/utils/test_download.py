"""Downloads: whole or not at all, going on after every kind of break.

Properties: the file under its name is always the whole one; bytes that have arrived are
not fetched twice where the server allows it; a part of another file is never mixed in.
"""

from __future__ import annotations

import hashlib
import socket
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from tengen.utils.download import DownloadError, download

CONTENT = np.random.default_rng(0).bytes(3_000_000)
SHA256 = hashlib.sha256(CONTENT).hexdigest()
MD5 = hashlib.md5(CONTENT).hexdigest()


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def target(tmp_path, web) -> Path:
    web.files["data.bin"] = CONTENT
    return tmp_path / "cache" / "data.bin"


def left_beside(target: Path) -> list[str]:
    return sorted(path.name for path in target.parent.iterdir() if path != target)


@pytest.mark.parametrize("file_hash", [None, SHA256, MD5])
def test_brings_the_whole_file_and_leaves_nothing_else(web, target, file_hash):
    assert download([web.url("data.bin")], target, file_hash) == target
    assert target.read_bytes() == CONTENT
    assert left_beside(target) == []


def test_a_file_that_is_there_is_not_fetched(web, target):
    target.parent.mkdir()
    target.write_bytes(CONTENT)
    download([web.url("data.bin")], target, SHA256)
    assert web.asked == []
    download([web.url("data.bin")], target, SHA256, force=True)
    assert len(web.asked) == 1


def test_goes_on_after_breaks_where_it_stopped(web, target):
    web.break_after = [1_000_000, 500_000]
    download([web.url("data.bin")], target, SHA256)
    assert target.read_bytes() == CONTENT
    ranges = [wanted for _, wanted in web.asked]
    assert ranges == ["", "bytes=1000000-", "bytes=1500000-"]


def test_a_later_call_goes_on_where_an_interrupted_one_stopped(
    web, target, monkeypatch
):
    web.break_after = [2_000_000]

    def stop(seconds: float) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("tengen.utils.download.time.sleep", stop)
        download([web.url("data.bin")], target, SHA256)
    assert not target.exists()
    assert left_beside(target) == ["data.bin.part"]
    download([web.url("data.bin")], target, SHA256)
    assert target.read_bytes() == CONTENT
    assert web.asked[-1] == ("data.bin", "bytes=2000000-")


def test_a_server_that_cannot_go_on_starts_again(web, target):
    web.ranges = False
    web.break_after = [1_000_000]
    download([web.url("data.bin")], target, SHA256)
    assert target.read_bytes() == CONTENT


def test_a_server_that_always_breaks_at_the_same_place_is_given_up(web, target):
    web.ranges = False
    web.break_after = [1_000_000] * 50
    with pytest.raises(DownloadError, match="broke off .1000000 of 3000000 bytes"):
        download([web.url("data.bin")], target, SHA256)
    assert len(web.asked) == 5  # one that got further, and four that did not


def test_a_complete_part_needs_no_server(web, target):
    target.parent.mkdir()
    target.with_name("data.bin.part").write_bytes(CONTENT)
    download([web.url("data.bin")], target, SHA256)
    assert target.read_bytes() == CONTENT
    assert web.asked == []


@pytest.mark.parametrize("size", [1_000, 3_000_000, 4_000_000])
def test_a_part_of_another_file_is_thrown_away(web, target, size):
    target.parent.mkdir()
    target.with_name("data.bin.part").write_bytes(b"x" * size)
    download([web.url("data.bin")], target, SHA256)
    assert target.read_bytes() == CONTENT


def test_without_a_hash_a_part_is_only_used_if_the_server_vouches_for_it(web, target):
    web.tags["data.bin"] = '"first"'
    web.break_after = [1_000_000, 0, 0, 0, 0]
    with pytest.raises(DownloadError):
        download([web.url("data.bin")], target)
    changed = CONTENT[::-1]
    web.files["data.bin"], web.tags["data.bin"] = changed, '"second"'
    web.break_after = []
    download([web.url("data.bin")], target)
    assert target.read_bytes() == changed
    assert left_beside(target) == []


def test_without_a_hash_an_unchanged_file_goes_on(web, target):
    web.tags["data.bin"] = '"same"'
    web.break_after = [1_000_000]
    download([web.url("data.bin")], target)
    assert target.read_bytes() == CONTENT
    assert web.asked[-1] == ("data.bin", "bytes=1000000-")


def test_without_hash_and_tag_a_part_is_not_used(web, target):
    target.parent.mkdir()
    target.with_name("data.bin.part").write_bytes(b"x" * 1000)
    download([web.url("data.bin")], target)
    assert target.read_bytes() == CONTENT


def test_a_wrong_file_is_refused(web, target):
    web.files["data.bin"] = b"<html>please log in</html>"
    with pytest.raises(DownloadError) as caught:
        download([web.url("data.bin")], target, SHA256)
    assert "not the file that is meant" in str(caught.value)
    assert SHA256[:12] in str(caught.value)
    assert not target.exists()
    assert left_beside(target) == []


def test_a_wrong_file_does_not_replace_the_one_that_is_there(web, target):
    target.parent.mkdir()
    target.write_bytes(b"older")
    web.files["data.bin"] = b"wrong"
    with pytest.raises(DownloadError):
        download([web.url("data.bin")], target, SHA256)
    assert target.read_bytes() == b"older"


def test_mirrors_are_tried_in_turn(web, target):
    web.files["wrong.bin"] = b"wrong"
    urls = [web.url("gone.bin"), web.url("wrong.bin"), web.url("data.bin")]
    download(urls, target, SHA256)
    assert target.read_bytes() == CONTENT


@pytest.mark.parametrize("code", [429, 500, 503])
def test_busy_servers_are_asked_again(web, target, code):
    web.answers = [code, code]
    download([web.url("data.bin")], target, SHA256)
    assert target.read_bytes() == CONTENT
    assert len(web.asked) == 3


def test_a_missing_file_is_asked_for_once(web, target):
    with pytest.raises(DownloadError, match="404"):
        download([web.url("gone.bin")], target, SHA256)
    assert len(web.asked) == 1


def test_a_silent_server_is_given_up(target, monkeypatch):
    monkeypatch.setattr("tengen.utils.transfer.TIMEOUT", 0.2)
    monkeypatch.setattr("tengen.utils.download.RETRIES", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/data.bin"
        with pytest.raises(DownloadError, match="timed out"):
            download([url], target)


def test_offline_the_error_names_file_address_and_place(web, target):
    url = f"http://127.0.0.1:{closed_port()}/data.bin"
    with pytest.raises(DownloadError) as caught:
        download([url], target, SHA256)
    text = str(caught.value)
    assert len(text.splitlines()) == 3
    assert "data.bin" in text and "no connection" in text
    assert url in text
    assert f"put it at {target}" in text


def test_two_at_a_time_fetch_it_once(web, target):
    threads = [
        threading.Thread(target=download, args=([web.url("data.bin")], target, SHA256))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert target.read_bytes() == CONTENT
    assert len(web.asked) == 1
    assert left_beside(target) == []


def test_a_killed_process_leaves_what_the_next_one_goes_on_from(web, target):
    web.break_after = [1_500_000]
    script = (
        "import sys, pathlib; from tengen.utils import download as d\n"
        "d.PAUSE = 60.0\n"
        "d.download([sys.argv[1]], pathlib.Path(sys.argv[2]), sys.argv[3])"
    )
    arguments = [web.url("data.bin"), str(target), SHA256]
    process = subprocess.Popen([sys.executable, "-c", script, *arguments])
    part = target.with_name("data.bin.part")
    try:
        for _ in range(600):
            if part.exists() and part.stat().st_size == 1_500_000:
                break
            threading.Event().wait(0.05)
    finally:
        process.kill()
        process.wait()
    download([web.url("data.bin")], target, SHA256)
    assert target.read_bytes() == CONTENT
    assert web.asked[-1] == ("data.bin", "bytes=1500000-")


def test_away_from_a_terminal_one_line_is_written(web, target, capsys):
    download([web.url("data.bin")], target, SHA256)
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err == f"downloading data.bin from {web.url('data.bin')}\n"


def test_on_a_terminal_a_bar_shows_the_bytes(web, target, capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERM", "xterm")
    download([web.url("data.bin")], target, SHA256)
    output = capsys.readouterr().err
    assert "downloading data.bin" in output
    assert "3.0/3.0 MB" in output
