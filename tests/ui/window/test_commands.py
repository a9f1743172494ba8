"""Each of the 18 commands has its place in the window: used there, it is in the server's ledger."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtWidgets import QAbstractButton, QDialog, QLabel, QLineEdit

from desktop.microbizz import commands
from tests.helpers.demo_server import DemoServer
from tests.helpers.desk import Desk
from tests.helpers.drops import Drag, mime_of
from tests.helpers.pictures import jpeg

EVERY_COMMAND = frozenset(
    {
        "CreateUpdateCustomerByID",
        "CreateUpdateCustomerByCustomerNumber",
        "GetCustomerByID",
        "GetCustomersByParentID",
        "GetCustomerByCustomerNumber",
        "GetCustomerByName",
        "GetCustomersByLastChange",
        "GetDepotOrderLinesByLastChange",
        "GetDocumentsByCustomerID",
        "GetCustomerTypes",
        "GetProceduresByLastChange",
        "AddFileToCustomer",
        "AddPhotoToCustomer",
        "GetMaingroups",
        "GetCustomerRoles",
        "GetParentCustomers",
        "GetSubscriptionsByCustomerID",
        "GetSubscriptionsBylastChangeID",
    }
)


class Story:
    """One place in the window after the other, by one user."""

    def __init__(self, desk: Desk, server: DemoServer, folder: Path) -> None:
        self.desk, self.server, self.folder = desk, server, folder
        model = desk.tree.model()
        roots = [model.index(row, 0) for row in range(model.rowCount())]
        self.name = next(
            str(row.data())
            for row in roots
            if model.hasChildren(row) and row.siblingAtColumn(1).data()
        )
        desk.select(self.name)
        record = desk.workspace.card.record
        assert record is not None
        self.customer = record

    def edit_a_field(self) -> None:
        field = self.desk.find(QLineEdit, "field_phone")
        field.setText("13 20 30 40")
        self.desk.trigger("save")

    def update_by_number(self) -> None:
        self.desk.trigger("new_top")
        self._fill_sheet(name="Rødgrød Service", customernumber=self.customer.number_text)
        update = self._sheet_button("update_owner")
        self.desk.wait(update.isVisible)
        update.click()
        confirm = self._sheet_button("preview_update")
        self.desk.wait(confirm.isVisible)
        confirm.click()

    def refresh(self) -> None:
        self.desk.trigger("refresh")

    def expand(self) -> None:
        self.desk.tree.expand(self.desk.row(self.name))

    def ask_by_number(self) -> None:
        self._ask(self.customer.number_text)

    def ask_by_name(self) -> None:
        self._ask(self.name)

    def _ask(self, wanted: str) -> None:
        self.desk.search(wanted)
        self.desk.click("ask")

    def drop_a_file(self) -> None:
        path = self.folder / "Tegning æøå.pdf"
        path.write_bytes(b"%PDF-1.4 stue")
        self._drop(path)

    def drop_a_photo(self) -> None:
        path = self.folder / "Tag.jpg"
        path.write_bytes(jpeg(taken=datetime(2024, 6, 1, 12, 30, 5, tzinfo=UTC)))
        self._drop(path)

    def _drop(self, path: Path) -> None:
        # Once a row is selected and shown, its place on the screen is known.
        row = self.desk.row(self.name)
        drag = Drag(self.desk.tree, mime_of([path]))
        drag.entered(self.desk.tree.visualRect(row).center())
        assert drag.is_taken
        drag.dropped()
        self.desk.click("review_send")

    def _fill_sheet(self, **words: str) -> None:
        sheet = self.desk.find(QDialog, "new_customer")
        for name, text in words.items():
            field = sheet.findChild(QLineEdit, f"field_{name}")
            assert isinstance(field, QLineEdit)
            field.setText(text)

    def _sheet_button(self, name: str) -> QAbstractButton:
        sheet = self.desk.find(QDialog, "new_customer")
        button = sheet.findChild(QAbstractButton, name)
        assert isinstance(button, QAbstractButton)
        return button


PLACES: dict[str, Callable[[Story], Any]] = {
    "CreateUpdateCustomerByID": Story.edit_a_field,
    "CreateUpdateCustomerByCustomerNumber": Story.update_by_number,
    "GetCustomerByID": Story.refresh,
    "GetCustomersByParentID": Story.expand,
    "GetCustomerByCustomerNumber": Story.ask_by_number,
    "GetCustomerByName": Story.ask_by_name,
    "GetCustomersByLastChange": Story.refresh,
    "GetDepotOrderLinesByLastChange": Story.refresh,
    "GetDocumentsByCustomerID": lambda story: story.desk.show_tab("documents"),
    "GetCustomerTypes": Story.refresh,
    "GetProceduresByLastChange": Story.refresh,
    "AddFileToCustomer": Story.drop_a_file,
    "AddPhotoToCustomer": Story.drop_a_photo,
    "GetMaingroups": Story.refresh,
    "GetCustomerRoles": Story.refresh,
    "GetParentCustomers": Story.refresh,
    "GetSubscriptionsByCustomerID": lambda story: story.desk.show_tab("subscriptions"),
    "GetSubscriptionsBylastChangeID": Story.refresh,
}


@pytest.fixture
def story(desk: Desk, server: DemoServer, tmp_path: Path) -> Story:
    return Story(desk, server, tmp_path)


@pytest.mark.parametrize("command", sorted(EVERY_COMMAND))
def test_the_command_is_used_from_its_place(command: str, story: Story) -> None:
    desk, server = story.desk, story.server
    desk.wait(lambda: desk.session.connection.under_way == 0)
    last = server.ledger()[-1]["id"]

    PLACES[command](story)

    def executed() -> list[dict[str, Any]]:
        return [e for e in server.ledger(last) if e["command"] == command]

    desk.wait(lambda: bool(executed()))
    assert all(entry["status"] for entry in executed())
    desk.wait(lambda: desk.session.connection.under_way == 0)
    desk.wait(lambda: not desk.session.uploads.busy)


def test_no_place_is_missing() -> None:
    assert PLACES.keys() == EVERY_COMMAND


def test_a_dropped_photo_is_stored_with_its_pixels_and_its_date(story: Story) -> None:
    story.drop_a_photo()

    desk, server = story.desk, story.server
    desk.wait(lambda: bool(server.ledger_of("AddPhotoToCustomer")))
    desk.wait(lambda: not desk.session.uploads.busy)
    (upload,) = desk.session.uploads.rows
    sent = server.ledger_of("AddPhotoToCustomer")[0]["inputs"]
    assert sent["imagedata"]["sha256"] == upload.send_sha256
    assert (sent["createdate"], sent["createtime"]) == ("2024-06-01", "12:30:05")
    assert sent["customerid"] == story.customer.id
    assert upload.document_id is not None
    content = server.stored_bytes(upload.document_id)
    assert content is not None
    with Image.open(BytesIO(content)) as stored, Image.open(story.folder / "Tag.jpg") as dropped:
        assert stored.tobytes() == dropped.tobytes()


def test_a_saved_field_is_sent_alone_and_shown_as_stored(story: Story) -> None:
    story.edit_a_field()

    desk, server = story.desk, story.server
    desk.wait(lambda: bool(server.ledger_of("CreateUpdateCustomerByID")))
    (entry,) = server.ledger_of("CreateUpdateCustomerByID")
    assert entry["inputs"]["customer"] == {"id": story.customer.id, "phone": "13 20 30 40"}
    words = desk.find(QLabel, "save_bar_words")
    desk.wait(lambda: "Saved" in words.text())


def test_every_command_of_the_page_is_one_of_the_clients() -> None:
    """The wire names the client sends are those of the vendor's page, odd spelling included."""
    source = Path(commands.__file__).read_text(encoding="utf-8")

    assert all(f'"{name}"' in source for name in EVERY_COMMAND)
