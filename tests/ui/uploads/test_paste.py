"""What is on the clipboard goes up: files, and pictures that are in no file yet."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication, QImage

from desktop.domain.errors import FileProblem, StorageFailed
from desktop.ui.uploads.paste import Clip, read_clipboard
from tests.helpers import pictures
from tests.helpers.drops import mime_of, mime_of_urls

Until = Callable[[Any], Any]
AWKWARD = Path("/fotos/Køkken før & efter #1 100%.jpg")


def mime_with(kind: str, content: bytes) -> QMimeData:
    mime = QMimeData()
    mime.setData(kind, content)
    return mime


def test_files_that_were_copied(until: Until, tmp_path: Path) -> None:
    clip = read_clipboard(mime_of([AWKWARD]))
    assert clip.problem == ""
    assert until(clip.files(tmp_path)) == (AWKWARD,)


@pytest.mark.parametrize("verb", ["copy", "cut"])
def test_files_of_a_file_manager_that_gives_no_urls(
    until: Until, tmp_path: Path, verb: str
) -> None:
    url = bytes(QUrl.fromLocalFile(str(AWKWARD)).toEncoded().data()).decode()
    content = f"{verb}\n{url}\nhttps://example.com/x\n\0".encode()
    clip = read_clipboard(mime_with("x-special/gnome-copied-files", content))
    assert until(clip.files(tmp_path)) == (AWKWARD,)
    assert [each.name for each in clip.refused] == ["https://example.com/x"]


@pytest.mark.parametrize(
    ("kind", "content", "suffix"),
    [
        ("image/jpeg", pictures.jpeg(taken="2024:03:31 02:30:05"), ".jpg"),
        ("image/png", pictures.png(), ".png"),
    ],
)
def test_a_picture_goes_into_a_file_as_it_is(
    until: Until, tmp_path: Path, kind: str, content: bytes, suffix: str
) -> None:
    clip = read_clipboard(mime_with(kind, content))
    (path,) = until(clip.files(tmp_path))
    assert path.suffix == suffix
    assert path.stem.startswith("Picture 20")
    assert path.read_bytes() == content


def test_the_form_the_source_put_first_is_taken(until: Until, tmp_path: Path) -> None:
    mime = mime_with("image/png", pictures.png())
    mime.setData("image/jpeg", pictures.jpeg())
    (path,) = until(read_clipboard(mime).files(tmp_path))
    assert path.suffix == ".png"


def test_a_form_that_is_whole_is_taken_before_one_that_is_not(until: Until, tmp_path: Path) -> None:
    mime = mime_with("image/png", pictures.png()[:-20])
    mime.setData("image/jpeg", pictures.jpeg())
    (path,) = until(read_clipboard(mime).files(tmp_path))
    assert path.suffix == ".jpg"


def test_a_picture_of_qts_own(until: Until, tmp_path: Path) -> None:
    mime = QMimeData()
    image = QImage(6, 4, QImage.Format.Format_RGB32)
    image.fill(0xFF2030)
    mime.setImageData(image)
    clip = read_clipboard(mime)
    (first,), (second,) = until(clip.files(tmp_path)), until(clip.files(tmp_path))
    assert first != second
    assert QImage(str(first)).size() == image.size()


def test_a_picture_that_cannot_be_written_is_told(until: Until, tmp_path: Path) -> None:
    clip = read_clipboard(mime_with("image/png", pictures.png()))
    with pytest.raises(StorageFailed):
        until(clip.files(tmp_path / "nowhere"))


@pytest.mark.parametrize(
    ("mime", "said"),
    [
        (QMimeData, "no file and no picture"),
        (lambda: mime_with("text/plain", b"file:///etc/passwd"), "no file and no picture"),
        (lambda: mime_with("image/png", b""), "cannot be read"),
        (lambda: mime_with("image/tiff", b"II*"), "cannot be read"),
        (lambda: mime_with("image/png", pictures.png()[:-20]), "cannot be read"),
        (lambda: mime_with("image/png", pictures.png()[:-1]), "cannot be read"),
        (lambda: mime_with("image/png", b"not at all"), "cannot be read"),
        (lambda: mime_with("image/jpeg", pictures.jpeg()[:-200]), "cannot be read"),
    ],
)
def test_what_cannot_be_pasted_says_so(
    qapp: object, mime: Callable[[], QMimeData], said: str
) -> None:
    clip = read_clipboard(mime())
    assert said in clip.problem
    assert clip == Clip(is_broken=clip.is_broken)


def test_only_addresses_in_the_web_are_refused_one_by_one(qapp: object) -> None:
    clip = read_clipboard(mime_of_urls([QUrl("https://example.com/hus.jpg")]))
    assert not clip.paths
    assert len(clip.refused) == 1
    assert clip.problem == ""


def test_an_attachment_is_to_be_saved_first(qapp: object) -> None:
    clip = read_clipboard(mime_with("application/x-moz-file-promise", b"x"))
    assert [each.problem for each in clip.refused] == [FileProblem.PROMISED]
    mime = mime_with("application/x-moz-file-promise", b"x")
    mime.setData("image/png", pictures.png())
    clip = read_clipboard(mime)
    assert clip.picture is not None
    assert not clip.refused


def test_the_real_clipboard(qapp: object) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setMimeData(mime_of([AWKWARD]))
    assert read_clipboard(clipboard.mimeData()).paths == (AWKWARD,)
