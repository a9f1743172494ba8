"""A disk that fills up while a photo is prepared: it waits, and goes once there is room."""

import resource
from pathlib import Path

import pytest

from desktop.domain.errors import DiskFull
from desktop.domain.pauses import PauseKind
from desktop.domain.uploads import UploadState
from tests.helpers import pictures
from tests.helpers.demo_server import DemoServer
from tests.helpers.uploading import Story
from tests.unit.services.uploads.conftest import Tell

_AT_THE_START = """
import os, pathlib, resource, sys
if "desktop.services.uploads.worker" in sys.orig_argv:
    here = pathlib.Path(__file__).parent
    with (here / "started").open("a") as started:
        started.write(f"{os.getpid()} ")
    most = int((here / "most").read_text())
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
"""
"""No file that the process writes may grow beyond so much, as if the disk were full by then."""


def test_a_photo_that_finds_no_room_is_prepared_once_there_is(
    server: DemoServer, tell: Tell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo, folder = tmp_path / "a.png", tmp_path / "full"
    # Of one colour: larger as the JPEG it goes up as.
    photo.write_bytes(pictures.png((1600, 1200)))
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(_AT_THE_START)
    (folder / "most").write_text(str(photo.stat().st_size))
    monkeypatch.setenv("PYTHONPATH", str(folder))

    def is_said(it: Story) -> bool:
        pause = it.uploads.pause
        return pause is not None and pause.kind is PauseKind.DISK

    async def story(it: Story) -> None:
        (upload,) = await it.add(photo)
        for _ in range(4):  # More often than any file may fail.
            await it.until(lambda: is_said(it))
            assert it.states == [UploadState.READY]
            assert it.row(upload).problem is None
            it.uploads.try_again()
            await it.until(lambda: not is_said(it))
        await it.until(lambda: is_said(it))
        assert isinstance(it.uploads.pause and it.uploads.pause.error, DiskFull)
        assert not server.ledger_of("AddPhotoToCustomer")
        for number in (folder / "started").read_text().split():
            unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
            resource.prlimit(int(number), resource.RLIMIT_FSIZE, unlimited)
        await it.passing_until(UploadState.DONE)
        assert it.uploads.pause is None

    tell(story)
    assert len(server.ledger_of("AddPhotoToCustomer")) == 1
