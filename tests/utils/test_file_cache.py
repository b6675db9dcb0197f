"""`get_file`: names and places as in Keras 3, and the cache folder behind them."""

from __future__ import annotations

import hashlib
import io
import tarfile
from pathlib import Path

import pytest

from tengen.utils import DownloadError, cache_folder, get_file

TEXT = b"It is a truth universally acknowledged"
SHA256 = hashlib.sha256(TEXT).hexdigest()
MD5 = hashlib.md5(TEXT).hexdigest()


def archive_of(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(f"flowers/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return stream.getvalue()


@pytest.fixture
def home(tmp_path, monkeypatch, web) -> Path:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    web.files["text.txt"] = TEXT
    web.files["flowers.tgz"] = archive_of(rose=b"red")
    return tmp_path / "home"


def test_the_file_lies_where_keras_puts_it(home, web):
    path = get_file("mine.txt", web.url("text.txt"))
    assert path == str(home / "datasets" / "mine.txt")
    assert Path(path).read_bytes() == TEXT
    assert get_file("mine.txt", web.url("text.txt")) == path
    assert len(web.asked) == 1


def test_the_name_is_taken_from_the_address(home, web):
    path = get_file(origin=web.url("text.txt") + "?version=2#part")
    assert Path(path).name == "text.txt"


def test_folders_can_be_chosen(home, web, tmp_path):
    url = web.url("text.txt")
    assert get_file("a", url, cache_subdir="models") == str(home / "models" / "a")
    other = get_file("a", url, cache_dir=tmp_path / "other")
    assert other == str(tmp_path / "other" / "datasets" / "a")
    absolute = get_file("a", url, cache_subdir=str(tmp_path / "exact"))
    assert absolute == str(tmp_path / "exact" / "a")


@pytest.mark.parametrize(
    "check",
    [
        {"file_hash": SHA256},
        {"file_hash": MD5},
        {"md5_hash": MD5},
        {"file_hash": MD5, "hash_algorithm": "md5"},
        {"file_hash": SHA256.upper(), "hash_algorithm": "sha256"},
    ],
)
def test_hashes_are_checked(home, web, check):
    get_file("a.txt", web.url("text.txt"), **check)
    web.files["text.txt"] = b"other"
    with pytest.raises(DownloadError, match="not the file that is meant"):
        get_file("b.txt", web.url("text.txt"), **check)


def test_a_cached_file_with_another_hash_is_fetched_again(home, web, capsys):
    (home / "datasets").mkdir(parents=True)
    (home / "datasets" / "a.txt").write_bytes(b"half")
    path = get_file("a.txt", web.url("text.txt"), file_hash=SHA256)
    assert Path(path).read_bytes() == TEXT
    assert "its hash differs" in capsys.readouterr().err


def test_force_download_fetches_what_is_there(home, web):
    get_file("a.txt", web.url("text.txt"))
    web.files["text.txt"] = b"newer"
    path = get_file("a.txt", web.url("text.txt"), force_download=True)
    assert Path(path).read_bytes() == b"newer"


@pytest.mark.parametrize(
    ("fname", "archive", "folder"),
    [
        (None, "flowers.tgz_archive", "flowers.tgz"),
        ("garden", "garden_archive", "garden"),
        ("garden.tar.gz", "garden.tar.gz", "garden_extracted"),
    ],
)
@pytest.mark.parametrize("how", ["extract", "untar"])
def test_archives_are_unpacked_where_keras_unpacks_them(
    home, web, fname, archive, folder, how
):
    path = get_file(fname, web.url("flowers.tgz"), **{how: True})
    assert path == str(home / "datasets" / folder)
    assert (home / "datasets" / archive).is_file()
    assert (Path(path) / "flowers" / "rose").read_bytes() == b"red"


def test_an_archive_is_unpacked_once_and_again_when_it_changes(home, web):
    url = web.url("flowers.tgz")
    rose = Path(get_file("garden", url, extract=True)) / "flowers" / "rose"
    rose.write_bytes(b"white")
    get_file("garden", url, extract=True)
    assert rose.read_bytes() == b"white"
    get_file("garden", url, extract=True, force_download=True)
    assert rose.read_bytes() == b"red"


def test_what_is_no_archive_is_said_not_to_be_unpacked(home, web, capsys):
    get_file("a", web.url("text.txt"), extract=True)
    assert "is no archive" in capsys.readouterr().err


@pytest.mark.parametrize("fname", ["a/b.txt", "..", "a\\b.txt"])
def test_names_with_folders_are_refused(home, web, fname):
    with pytest.raises(ValueError, match="without a folder"):
        get_file(fname, web.url("text.txt"))


def test_the_address_is_needed():
    with pytest.raises(ValueError, match="origin"):
        get_file("a.txt")


def test_without_keras_home_the_cache_is_in_the_home_folder(monkeypatch, tmp_path):
    monkeypatch.delenv("KERAS_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert cache_folder.writable_folder() == tmp_path / ".keras" / "datasets"


def test_where_the_cache_cannot_be_written_the_temporary_folder_serves(
    monkeypatch, tmp_path
):
    # A file in the way, as even the superuser cannot write below one.
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "file" / "home"))
    monkeypatch.setattr(cache_folder, "fallback_home", lambda: tmp_path / "temporary")
    folder = cache_folder.writable_folder("models")
    assert folder == tmp_path / "temporary" / "models"
    assert folder.is_dir()
    assert folder in cache_folder.readable_folders("models")


def test_the_fallback_is_the_one_of_keras():
    assert cache_folder.fallback_home().name == ".keras"
    assert cache_folder.fallback_home().parent.is_dir()
