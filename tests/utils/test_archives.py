"""Archives: what is inside comes out, and nothing gets out of the folder."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from tengen.utils.archives import extract_archive

FILES = {"pictures/a.txt": b"first", "pictures/deep/b.txt": b"second", "c.txt": b""}


def make_tar(path: Path, files: dict[str, bytes], mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def make_zip(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_tar_archives_come_out_whole(tmp_path, mode):
    archive = make_tar(tmp_path / "data.tar", FILES, mode)
    assert extract_archive(archive, tmp_path / "out")
    assert contents(tmp_path / "out") == FILES
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data.tar", "out"]


def test_zip_archives_come_out_whole(tmp_path):
    archive = make_zip(tmp_path / "data.zip", FILES)
    assert extract_archive(archive, tmp_path / "out")
    assert contents(tmp_path / "out") == FILES


def test_what_is_already_in_the_folder_stays(tmp_path):
    (tmp_path / "out" / "pictures").mkdir(parents=True)
    (tmp_path / "out" / "pictures" / "mine.txt").write_bytes(b"mine")
    (tmp_path / "out" / "c.txt").write_bytes(b"old")
    extract_archive(make_tar(tmp_path / "data.tar", FILES), tmp_path / "out")
    assert contents(tmp_path / "out") == FILES | {"pictures/mine.txt": b"mine"}


@pytest.mark.parametrize(
    "name",
    ["../evil.txt", "a/../../evil.txt", "/evil.txt", "C:/evil.txt", "..\\evil.txt"],
)
@pytest.mark.parametrize("make", [make_tar, make_zip])
def test_members_that_lead_outside_are_refused(tmp_path, make, name):
    place = tmp_path / "deep" / "place"
    place.mkdir(parents=True)
    archive = make(tmp_path / "data", {"good.txt": b"good", name: b"evil"})
    with pytest.raises(ValueError, match="outside its folder"):
        extract_archive(archive, place / "out")
    assert list(place.iterdir()) == []
    assert not list(tmp_path.rglob("evil.txt"))


def test_links_are_left_out(tmp_path, capsys):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    with tarfile.open(tmp_path / "data.tar", "w") as archive:
        for name, kind, goal in (
            ("soft", tarfile.SYMTYPE, str(tmp_path)),
            ("hard", tarfile.LNKTYPE, "../secret.txt"),
        ):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, goal
            archive.addfile(member)
        member = tarfile.TarInfo("soft/written.txt")
        member.size = 4
        archive.addfile(member, io.BytesIO(b"text"))
    extract_archive(tmp_path / "data.tar", tmp_path / "out")
    assert contents(tmp_path / "out") == {"soft/written.txt": b"text"}
    assert not (tmp_path / "written.txt").exists()
    assert "left out soft" in capsys.readouterr().err


def test_other_files_are_no_archives(tmp_path):
    plain = tmp_path / "plain.txt"
    plain.write_text("text")
    archive = make_zip(tmp_path / "data.zip", FILES)
    assert not extract_archive(plain, tmp_path / "out")
    assert not extract_archive(archive, tmp_path / "out", "tar")
    assert not extract_archive(archive, tmp_path / "out", None)
    assert not (tmp_path / "out").exists()
    assert extract_archive(archive, tmp_path / "out", ["tar", "zip"])
