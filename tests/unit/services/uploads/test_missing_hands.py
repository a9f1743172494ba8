"""Processes of ours that cannot be started: no file is blamed, and all goes on once they can be."""

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.domain.errors import HandsMissing
from desktop.domain.pauses import PauseKind
from desktop.domain.uploads import UploadState
from tests.helpers import pictures
from tests.helpers.demo_server import DemoServer
from tests.helpers.uploading import Story, executed
from tests.unit.services.uploads.conftest import Tell

DONE, WAITING = UploadState.DONE, UploadState.QUEUED
UPLOADS, PICTURES = "desktop.services.uploads.worker", "desktop.photos.worker"
_AT_THE_START = """
import os, pathlib, sys
held = pathlib.Path(__file__).with_name("held")
if held.exists() and held.read_text() in sys.orig_argv:
    os._exit(1)
"""

Hold = Callable[[str], None]


@pytest.fixture
def hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hold:
    """Ends the processes of a module before they have done anything; "" lets all begin."""
    folder = tmp_path / "scanner"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(_AT_THE_START)
    monkeypatch.setenv("PYTHONPATH", str(folder))

    def held(module: str) -> None:
        (folder / "held").write_text(module or "nothing")

    return held


def is_said(it: Story) -> bool:
    pause = it.uploads.pause
    return pause is not None and pause.kind is PauseKind.HANDS


@pytest.mark.parametrize("module", [UPLOADS, PICTURES])
def test_what_cannot_begin_waits_and_goes_by_itself_once_it_can(
    module: str, server: DemoServer, tell: Tell, tmp_path: Path, hold: Hold
) -> None:
    photo, other = tmp_path / "a.jpg", tmp_path / "b.jpg"
    photo.write_bytes(pictures.jpeg())
    other.write_bytes(pictures.jpeg(taken="2024:03:31 02:30:06"))
    hold(module)

    async def story(it: Story) -> None:
        await it.add(photo, other)
        for _ in range(5):  # More often than any file may fail.
            await it.until(lambda: is_said(it))
            assert it.states == [WAITING, WAITING]
            it.uploads.try_again()
            await it.until(lambda: not is_said(it))
        await it.until(lambda: is_said(it))
        assert isinstance(it.uploads.pause and it.uploads.pause.error, HandsMissing)
        hold("")
        await it.passing_until(DONE, DONE)
        assert it.uploads.pause is None

    tell(story)
    assert len(server.ledger_of("AddPhotoToCustomer")) == 2


def test_an_interpreter_that_is_not_there_is_no_files_fault(
    server: DemoServer, tell: Tell, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(it: Story) -> None:
        with monkeypatch.context() as moved:
            moved.setattr("sys.executable", str(files[0].with_name("gone")))
            await it.add(files[0])
            await it.until(lambda: is_said(it))
            assert it.states == [WAITING]
        await it.passing_until(DONE)

    tell(story)
    assert executed(server) == [files[0].name]
