"""How long the window stands still while photos are prepared and go up two at a time.

`python -m tests.bench.upload_stalls [RUNS [PHOTOS]]`; the tree is scrolled meanwhile. Each run is
followed by one that only scrolls.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import qasync  # type: ignore[import-untyped]  # it brings no types
from PIL import Image
from PySide6.QtWidgets import QApplication

from desktop.domain.batches import Incoming, Target
from desktop.domain.ids import CustomerId
from desktop.domain.photos import Preset
from desktop.domain.uploads import UploadState
from desktop.services.changes import Change, Subject
from desktop.services.session import Session, open_session
from desktop.support.collecting import spare_what_is_there
from desktop.support.paths import Profile
from desktop.support.settings import Settings
from desktop.ui import texts
from desktop.ui.main_window import MainWindow
from desktop.ui.messages import Messages
from desktop.ui.tree.view import TreeView
from desktop.ui.workspace import Workspace
from tests.bench.stalls import Run, Watch
from tests.helpers.demo_server import DemoServer
from tests.helpers.desk import account_of

RUNS = 10
PHOTOS = 100
_IDLE_S = 6.0
_SIDES = (4000, 3000)
_AFTER_START = 2


async def measured(server: DemoServer, folder: Path, photos: list[Path]) -> tuple[Run, Run, float]:
    """Photos going up under watch, then scrolling alone; the seconds the former took."""
    profile = Profile(folder)
    session = await open_session(account_of(server), profile=profile)
    await session.uploads.load()
    window = MainWindow()
    workspace = Workspace(
        session=session,
        actions=window.actions_by_key,
        messages=Messages(record_bug=_tell),
        status=window.furnish().status,
        settings=Settings(profile.settings_file),
    )
    window.show_page(workspace)
    window.actions_by_key["transfers"].setChecked(True)
    window.resize(1180, 760)
    window.show()
    tree = window.findChild(TreeView, "tree")
    assert tree is not None
    watch = Watch(tree)
    workspace.start()
    # As the program does it.
    spare_what_is_there()
    await _until(session, lambda: session.sync.state.is_whole)
    watch.start()
    began = time.perf_counter()
    await _go_up(session, server, photos)
    busy, seconds = watch.stop(), time.perf_counter() - began
    watch.start()
    await _wait(_IDLE_S)
    idle = watch.stop()
    workspace.stop()
    await session.close()
    window.close_now()
    return busy, idle, seconds


async def _go_up(session: Session, server: DemoServer, photos: list[Path]) -> None:
    uploads = session.uploads
    uploads.settings.change(hold_seconds=0, preset=Preset.LARGE)
    customer = server.patch_customer(name="Søndergade 7")
    target = Target(id=CustomerId(customer["id"]), name=customer["name"])
    batch = await uploads.add(target, [Incoming(path=photo) for photo in photos])
    # More than fifty ask first.
    uploads.batches.confirm(batch)
    await _until(session, lambda: _are_done(session))


def _are_done(session: Session) -> bool:
    states = {upload.state for upload in session.uploads.rows}
    assert not states & {UploadState.REFUSED, UploadState.NEEDS_YOU}
    return states == {UploadState.DONE}


async def _until(session: Session, is_so: Callable[[], bool]) -> None:
    reached = asyncio.Event()

    def heard(change: Change) -> None:
        if change.subject in (Subject.SYNC, Subject.UPLOADS) and is_so():
            reached.set()

    stop = session.changes.subscribe(heard)
    if is_so():
        reached.set()
    await reached.wait()
    stop()


async def _wait(seconds: float) -> None:
    over = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, over.set)
    await over.wait()


def _tell(error: BaseException) -> None:
    sys.stderr.write(f"{error!r}\n")


def _photos(folder: Path, count: int) -> list[Path]:
    """Of twelve megapixels, with as much in them as a camera's, none like another."""
    noise = Image.effect_noise(_SIDES, 24).convert("RGB")
    plain = Image.linear_gradient("L").resize(_SIDES).convert("RGB")
    first = folder / "photo.jpg"
    Image.blend(noise, plain, 0.5).save(first, quality=92)
    content = first.read_bytes()
    paths = [folder / f"IMG_{number:04}.jpg" for number in range(count)]
    for number, path in enumerate(paths):
        comment = b"\xff\xfe\x00\x06" + number.to_bytes(4, "big")
        path.write_bytes(content[:_AFTER_START] + comment + content[_AFTER_START:])
    return paths


def measure() -> None:
    """Prints the median of the longest gaps, the worst, and the same for scrolling alone."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    count = int(sys.argv[2]) if len(sys.argv) > 2 else PHOTOS
    app = QApplication.instance() or QApplication(["bench"])
    texts.load("en")
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    results = list[tuple[Run, Run, float]]()
    with tempfile.TemporaryDirectory() as name, loop, DemoServer(Path(name) / "data") as server:
        folder = Path(name)
        photos = _photos(folder, count)
        # A real server has a machine of its own; this one must not take the window's turn.
        os.setpriority(os.PRIO_PROCESS, server.process.pid, 10)
        for number in range(runs):
            profile = folder / f"profile-{number}"
            result = loop.run_until_complete(measured(server, profile, photos))
            results.append(result)
            server.reset()
            sys.stdout.write(f"  {result[0]}, {result[2]:.1f} s\n  idle {result[1]}\n")
    busy = sorted(run.longest for run, _, _ in results)
    idle = sorted(run.longest for _, run, _ in results)
    seconds = statistics.median(seconds for _, _, seconds in results)
    sys.stdout.write(
        f"longest stall of the window while {count} photos go up in {seconds:.1f} s:"
        f" median {statistics.median(busy):.1f} ms, worst {busy[-1]:.1f};"
        f" scrolling alone: median {statistics.median(idle):.1f} ms, worst {idle[-1]:.1f}\n"
    )


if __name__ == "__main__":
    measure()
