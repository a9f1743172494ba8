"""The main job: browse, select, drop files onto a customer, change a field, and see it stored."""

import hashlib
import re
from datetime import datetime
from pathlib import Path

from tests.end2end.conftest import FilesIn, SignedIn, Watch
from tests.end2end.world import Known, first_below, numbered
from tests.helpers.demo_server import DemoServer
from tests.helpers.pictures import jpeg

NUMBER = "20005"
"""Of a chain of hotels, with one below it in each of some towns."""
TAKEN = datetime(2026, 3, 14, 9, 26, 53)  # noqa: DTZ001 - cameras tell no zone
ADDRESS = "Æblehøjvej 12, Ørsted Å"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def test_browse_drop_and_edit(
    server: DemoServer, signed_in: SignedIn, files_in: FilesIn, watch: Watch, tmp_path: Path
) -> None:
    parent = numbered(server, NUMBER)
    customer = first_below(server, parent)
    folder = tmp_path / "Fra besøget"
    photo = written(folder / "Køkken før & efter #1.jpg", jpeg((640, 480), taken=TAKEN))
    paper = written(folder / "Tilbud 100% færdig.pdf", PDF)
    program = signed_in()
    person = watch(program)

    person.chooses("tree item", parent.row)
    person.keyboard.press("Right")
    person.chooses("tree item", customer.row)
    person.sees("tree item", customer.row, state="selected")

    told = re.compile(f".*2 files.*{re.escape(customer.name)}.*")
    person.drops(files_in(folder), "tree item", customer.row, once_told=told)
    person.clicks("push button", f"Send now to {customer.called}")
    # A click there leaves the keyboard where it was.
    person.sees("tree item", customer.row, state="focused")
    person.chooses("page tab", "Documents")
    person.sees("list item", photo.stem)
    person.sees("list item", paper.stem)
    check_uploads(server, customer, photo, paper)

    # The transfers have been seen; the form needs the room.
    person.keyboard.press("ctrl+t")
    person.chooses("page tab", "Details")
    person.clicks("text", "Address")
    person.keyboard.press("ctrl+a")
    person.keyboard.type(ADDRESS)
    person.reads("text", "Address", ADDRESS)
    person.keyboard.press("ctrl+s")
    person.sees("label", re.compile(r"Saved \d\d:\d\d"))
    check_save(server, customer)

    person.keyboard.press("alt+F4")
    assert program.exit_code() == 0
    assert "Traceback" not in program.said


def test_a_drop_on_the_documents_goes_up_when_it_can_no_longer_be_undone(
    server: DemoServer, signed_in: SignedIn, files_in: FilesIn, watch: Watch, tmp_path: Path
) -> None:
    customer = numbered(server, NUMBER)
    folder = tmp_path / "Fra besøget"
    paper = written(folder / "Nøgleliste.pdf", PDF)
    person = watch(signed_in())
    person.chooses("tree item", customer.row)
    person.chooses("page tab", "Documents")

    told = re.compile(f".*1 file.*{re.escape(customer.name)}.*")
    person.drops(files_in(folder), "list", "Documents as pictures", once_told=told)
    person.sees("push button", f"Undo: send nothing to {customer.called}")
    assert not server.ledger_of("AddFileToCustomer")

    person.sees("list item", "Nøgleliste")
    person.sees("cell", re.compile("Stored.*"))
    (sent,) = server.ledger_of("AddFileToCustomer")
    assert sent["inputs"]["filedata"]["sha256"] == digest(paper)
    person.sees_no("push button", f"Undo: send nothing to {customer.called}")


def written(path: Path, content: bytes) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def check_uploads(server: DemoServer, customer: Known, photo: Path, paper: Path) -> None:
    (sent,) = server.ledger_of("AddPhotoToCustomer")
    assert sent["status"] == 1
    assert sent["inputs"]["customerid"] == customer.id
    assert sent["inputs"]["imagedata"]["sha256"] == digest(photo)
    assert sent["inputs"]["createdate"] == f"{TAKEN:%Y-%m-%d}"
    assert sent["inputs"]["createtime"] == f"{TAKEN:%H:%M:%S}"
    (sent,) = server.ledger_of("AddFileToCustomer")
    assert sent["status"] == 1
    assert sent["inputs"]["customerid"] == customer.id
    assert sent["inputs"]["filename"] == paper.name
    assert sent["inputs"]["filedata"]["sha256"] == digest(paper)


def check_save(server: DemoServer, customer: Known) -> None:
    (sent,) = server.ledger_of("CreateUpdateCustomerByID")
    assert sent["status"] == 1
    assert sent["inputs"]["customer"] == {"id": customer.id, "address": ADDRESS}


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
