"""A picture that makes no photo goes as a file, at a click where its refusal is told."""

from pathlib import Path

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.uploads import UploadState
from desktop.ui.uploads.dock import TransfersDock
from tests.helpers import pictures
from tests.helpers.demo_server import DemoServer
from tests.ui.uploads.review_desk import Desk, stored


def test_what_has_too_many_pixels_is_sent_as_a_file_at_a_click(
    server: DemoServer, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    picture, other = tmp_path / "kort.png", tmp_path / "note.txt"
    picture.write_bytes(pictures.bomb())
    other.write_text("x")
    server.faults({"command": "AddFileToCustomer", "kind": "refuse", "message": "nej"})
    dock = TransfersDock(uploads=desk.uploads, changes=desk.means.changes)
    qtbot.addWidget(dock)
    dock.show()
    button: QPushButton = dock.findChild(QPushButton, "transfers_as_file")  # type: ignore[assignment]  # it is there
    for path in (other, picture):
        desk.add(path)
        desk.click("review_send")
        desk.wait(lambda: desk.rows()[-1].state is UploadState.REFUSED)
    dock.refresh()
    dock._list.choose(0)
    assert not button.isVisible()
    dock._list.choose(1)
    assert button.isVisible()
    assert button.text() == "Send as a file"
    # The copy is enough.
    picture.unlink()
    button.click()
    desk.stands(UploadState.REFUSED, UploadState.DONE)
    assert [each["filename"] for each in stored(server, "AddFileToCustomer")] == ["kort.png"]
    dock.refresh()
    assert not button.isVisible()
    dock.stop()
