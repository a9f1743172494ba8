"""No secret and no payload reaches the log."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.support.logs import Redactor, record_bug, start_log


@pytest.fixture
def log(tmp_path: Path) -> Iterator[tuple[Path, Redactor]]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    path = tmp_path / "logs" / "bizztree.log"
    yield path, start_log(path)
    for handler in [h for h in root.handlers if h not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def test_a_secret_is_taken_out_of_a_line(log: tuple[Path, Redactor]) -> None:
    path, redactor = log
    redactor.hide("hemmelig", "")

    logging.getLogger("x").info("signed in with %s", "hemmelig")

    text = path.read_text(encoding="utf-8")
    assert "signed in with" in text
    assert "hemmelig" not in text


def test_a_secret_is_taken_out_of_a_traceback(log: tuple[Path, Redactor]) -> None:
    path, redactor = log
    redactor.hide("hemmelig")

    try:
        int("password hemmelig")
    except ValueError as error:
        record_bug(error)

    text = path.read_text(encoding="utf-8")
    assert "ValueError" in text
    assert "hemmelig" not in text


def test_chatty_libraries_are_kept_quiet(log: tuple[Path, Redactor]) -> None:
    path, _ = log

    logging.getLogger("httpx").info("POST https://example.invalid/?json=...")
    logging.getLogger("x").info("marker")

    assert "example.invalid" not in path.read_text(encoding="utf-8")


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    root = logging.getLogger()
    before = list(root.handlers)
    (tmp_path / "file").write_text("in the way")

    start_log(tmp_path / "file" / "bizztree.log")
    logging.getLogger("x").info("goes nowhere")

    added = [handler for handler in root.handlers if handler not in before]
    for handler in added:
        root.removeHandler(handler)
    assert [type(handler) for handler in added] == [logging.NullHandler]
    assert (tmp_path / "file").read_text() == "in the way"
