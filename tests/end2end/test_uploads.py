"""Photos that go up while the program is killed are all there once."""

import hashlib
import re
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from tests.end2end.conftest import FilesIn, SignedIn, Watch
from tests.end2end.person import Person
from tests.end2end.test_main_job import NUMBER
from tests.end2end.waiting import until
from tests.end2end.world import Known, first_below, numbered
from tests.helpers.demo_server import DemoServer
from tests.helpers.pictures import jpeg

COUNT = 6
_LOOKED_FOR_S = 60.0
"""What was sent and not answered is looked for after five seconds, and then after twenty."""
_MORNING = datetime(2026, 3, 14, 9)  # noqa: DTZ001 - cameras tell no zone


def test_photos_are_all_there_once_though_the_program_was_killed(
    server: DemoServer, signed_in: SignedIn, files_in: FilesIn, watch: Watch, tmp_path: Path
) -> None:
    parent = numbered(server, NUMBER)
    customer = first_below(server, parent)
    folder = tmp_path / "Billeder fra i går"
    unwanted, *wanted = photos(folder)
    # Two are answered, of two the server has everything, and one waits for a free lane.
    held = {"command": "AddPhotoToCustomer", "kind": "hold", "executed": True}
    server.faults({**held, "skip": 2, "times": 2})
    program = signed_in()
    person = watch(program)
    person.chooses("tree item", parent.row)
    person.keyboard.press("Right")
    person.sees("tree item", customer.row)

    told = re.compile(f".*{COUNT} files.*{re.escape(customer.name)}.*")
    person.drops(files_in(folder), "tree item", customer.row, once_told=told)
    take_back(person, customer, unwanted)
    person.clicks("push button", f"Send now to {customer.called}")

    server.wait_until_held(2)
    program.kill()
    server.clear_faults()
    assert sum(stored(server).values()) == len(wanted) - 1

    again = watch(signed_in())
    # The transfers are there by themselves: something of the last run is unfinished.
    whole = re.compile(f".*Stored: {len(wanted)}")
    until(lambda: again.glances(name=whole), "all to be stored", _LOOKED_FOR_S)
    # What is sent twice is stored once at first.
    server.wait_until_idle()
    assert stored(server) == Counter(map(digest, wanted))


def photos(folder: Path) -> list[Path]:
    folder.mkdir()
    paths = [folder / f"Tag {number} øst.jpg" for number in range(COUNT)]
    for minute, path in enumerate(paths):
        path.write_bytes(jpeg((640, 480), taken=_MORNING + timedelta(minutes=minute)))
    return paths


def take_back(person: Person, customer: Known, photo: Path) -> None:
    """Undo one file of the batch, in its details."""
    person.clicks("check box", f"Details of the files for {customer.called}")
    person.clicks("cell", re.compile(re.escape(photo.name) + ".*"))
    person.keyboard.press("Delete")
    person.sees("label", f"{COUNT - 1} files for {customer.called}")


def stored(server: DemoServer) -> Counter[str]:
    """How often each photo was stored, by its SHA-256."""
    entries = server.ledger_of("AddPhotoToCustomer")
    return Counter(each["inputs"]["imagedata"]["sha256"] for each in entries if each["status"] == 1)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
