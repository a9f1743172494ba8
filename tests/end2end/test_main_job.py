"""The main job: browse, select, drop files onto a customer, change a field, and see it stored."""

import hashlib
import re
from datetime import datetime
from pathlib import Path

from tests.end2end.conftest import SignedIn, Start, Watch
from tests.end2end.drag_source import NAME as FILES
from tests.end2end.world import Known, first_below, numbered
from tests.helpers.demo_server import DemoServer
from tests.helpers.pictures import jpeg

# What the number of the world's largest hotel chain is.
NUMBER = "20005"
TAKEN = datetime(2026, 3, 14, 9, 26, 53)  # noqa: DTZ001 - cameras tell no zone
ADDRESS = "Æblehøjvej 12, Ørsted Å"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def test_browse_drop_and_edit(
    server: DemoServer, signed_in: SignedIn, start: Start, watch: Watch, tmp_path: Path
) -> None:
    parent = numbered(server, NUMBER)
    customer = first_below(server, parent)
    photo = written(tmp_path / "Køkken før & efter #1.jpg", jpeg((640, 480), taken=TAKEN))
    paper = written(tmp_path / "Tilbud 100% færdig.pdf", PDF)
    program = signed_in()
    person = watch(program)

    person.clicks("table cell", parent.name)
    person.keyboard.press("Right")
    person.clicks("table cell", customer.name)
    person.sees("table cell", customer.name, state="selected")
    person.sees("page tab", re.compile("Details.*"))

    beside = watch(start("tests.end2end.drag_source", "1400", "40", str(photo), str(paper)))
    files = beside.sees("label", FILES)
    told = re.compile(f".*2 files.*{re.escape(customer.name)}.*")
    person.drops(files, "table cell", customer.name, once_told=told)
    person.clicks("push button", f"Send now to {customer.name}")
    person.sees("page tab", "Documents")
    person.clicks("page tab", "Documents")
    person.sees(name=re.compile(".*Køkken før & efter #1.*"))
    person.sees(name=re.compile(".*Tilbud 100% færdig.*"))
    check_uploads(server, customer, photo, paper)

    person.clicks("page tab", "Details")
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


def written(path: Path, content: bytes) -> Path:
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
