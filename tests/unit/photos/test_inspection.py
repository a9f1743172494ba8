"""What a look at a file finds, and which files it refuses."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.domain.errors import FileProblem, FileRefused
from desktop.domain.files import COPIED_UP_TO, FileKind
from desktop.photos.inspection import look_at
from tests.helpers import pictures


def problem_of(path: Path) -> FileProblem:
    with pytest.raises(FileRefused) as refusal:
        look_at(path)
    assert refusal.value.name == path.name
    return refusal.value.problem


def test_size_time_and_kind(tmp_path: Path) -> None:
    file = tmp_path / "hus.jpg"
    file.write_bytes(pictures.png())
    os.utime(file, ns=(1, 1_700_000_000_123_456_789))
    look = look_at(file)
    assert (look.size, look.kind) == (len(pictures.png()), FileKind.PNG)
    assert look.modified_ns == file.stat().st_mtime_ns


def test_a_link_is_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "real.jpg").write_bytes(pictures.jpeg())
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "real.jpg")
    assert look_at(link).kind is FileKind.JPEG


@pytest.mark.parametrize("behind", [b"", bytes(9), b"film" * 500_000], ids=["", "zeros", "film"])
def test_a_whole_jpeg_has_its_end_whatever_lies_behind_it(tmp_path: Path, behind: bytes) -> None:
    file = tmp_path / "hus.jpg"
    file.write_bytes(pictures.jpeg() + behind)
    assert not look_at(file).is_cut_short


@pytest.mark.parametrize("left", [0.01, 0.5, 0.99])
def test_a_jpeg_without_its_end_is_cut_short(tmp_path: Path, left: float) -> None:
    whole = with_thumbnail()
    file = tmp_path / "hus.jpg"
    file.write_bytes(whole[: int(len(whole) * left)])
    assert look_at(file).is_cut_short
    file.write_bytes(whole)
    assert not look_at(file).is_cut_short


def with_thumbnail() -> bytes:
    """A JPEG with a whole one inside, as cameras make them."""
    inside = b"Exif\0\0" + pictures.jpeg((16, 12))
    whole = pictures.jpeg((640, 480))
    segment = b"\xff\xe1" + (len(inside) + 2).to_bytes(2, "big") + inside
    return whole[:2] + segment + whole[2:]


@pytest.mark.parametrize("make", [pictures.png, lambda: pictures.picture("BMP")])
def test_only_of_a_jpeg_the_end_is_looked_for(tmp_path: Path, make: Callable[[], bytes]) -> None:
    file = tmp_path / "hus.jpg"
    file.write_bytes(make()[:-20])
    assert not look_at(file).is_cut_short


def test_a_folder(tmp_path: Path) -> None:
    assert problem_of(tmp_path) is FileProblem.DIRECTORY


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "tom.pdf").touch()
    assert problem_of(tmp_path / "tom.pdf") is FileProblem.EMPTY


@pytest.mark.parametrize("name", ["væk.jpg", "væk/hus.jpg", "fil.txt/hus.jpg"])
def test_a_file_that_is_gone(tmp_path: Path, name: str) -> None:
    (tmp_path / "fil.txt").write_text("x")
    assert problem_of(tmp_path / name) is FileProblem.MISSING


def test_a_large_file_takes_no_time_and_no_memory(tmp_path: Path) -> None:
    file = tmp_path / "film.mov"
    file.touch()
    os.truncate(file, 50 * COPIED_UP_TO)
    assert look_at(file).size == 50 * COPIED_UP_TO


@pytest.mark.skipif(sys.platform == "win32", reason="needs a named pipe")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "rør")
    assert problem_of(tmp_path / "rør") is FileProblem.UNREADABLE


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_a_file_of_somebody_else(tmp_path: Path) -> None:
    file = tmp_path / "privat.jpg"
    file.write_bytes(pictures.jpeg())
    file.chmod(0)
    assert problem_of(file) is FileProblem.UNREADABLE


def test_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    assert problem_of(tmp_path / "a\0b") is FileProblem.UNREADABLE


def test_a_link_that_leads_to_itself_cannot_be_read(tmp_path: Path) -> None:
    loop = tmp_path / "ring"
    loop.symlink_to(loop)
    assert problem_of(loop) is FileProblem.UNREADABLE
