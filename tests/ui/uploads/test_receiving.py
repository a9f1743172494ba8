"""What was let go is looked into, shared out among customers, and added; the rest is told."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.account import Account, Password
from desktop.domain.batches import Ask, Batch, Target
from desktop.domain.ids import CustomerId
from desktop.microbizz import Client
from desktop.services.browse import Browse
from desktop.ui.dialogs.folders_to_customers import FoldersDialog
from desktop.ui.messages import Messages
from desktop.ui.notice import Notice
from desktop.ui.selection import FilesDropped
from desktop.ui.uploads.receiving import Receiving
from tests.helpers.local_copy import LocalCopy
from tests.helpers.uploading import Story
from tests.ui.tree.forests import customer

Until = Callable[[Any], Any]

TOP = Target(id=CustomerId(1), name="Andel")
CUSTOMERS = (
    customer(1, "Andel", customernumber="100"),
    customer(11, "Afdeling Nord", 1),
    customer(101, "Søndergade 1", 11, customernumber="5001"),
    customer(102, "Søndergade 2", 11, customernumber="5002", isdeleted=1),
)


class Desk:
    """A window that receives, over uploads that are held and go nowhere.

    Attributes:
        notices: What the user was told, in order.
        taken: The batches that were added.
    """

    def __init__(self, *, story: Story, copy: LocalCopy, client: Client, bot: QtBot) -> None:
        self._story, self._bot = story, bot
        self.notices: list[Notice] = []
        self.taken: list[int] = []
        self.window = QWidget()
        bot.addWidget(self.window)
        self.window.show()
        messages = Messages(record_bug=lambda error: pytest.fail(repr(error)))
        messages.noticed.connect(self.notices.append)
        self.receiving = Receiving(
            uploads=story.uploads,
            browse=Browse(client=client, reader=copy.reader, keeper=copy),
            messages=messages,
            window=self.window,
        )
        self.receiving.taken.connect(self.taken.append)

    @property
    def batches(self) -> tuple[Batch, ...]:
        return self._story.uploads.batches.open

    def drop(self, *paths: Path, target: Target = TOP, folder: str = "") -> None:
        self.receiving.receive(FilesDropped(target=target, paths=paths, folder=folder))

    def waits(self, is_so: Callable[[], bool]) -> None:
        self._bot.waitUntil(is_so)

    def batch(self) -> Batch:
        """The one that was added."""
        self.waits(lambda: len(self.taken) == 1)
        (only,) = self.batches
        return only

    def places(self) -> list[tuple[str, str]]:
        return [(row.folder, row.name) for row in self._story.uploads.rows]

    def told(self) -> str:
        self.waits(lambda: bool(self.notices))
        return self.notices[-1].text

    def asked(self) -> FoldersDialog:
        """The dialog, once it is there."""
        self.waits(lambda: self._dialog() is not None and self._dialog().isVisible())  # type: ignore[union-attr]  # asked before
        found = self._dialog()
        assert found is not None
        return found

    def answer(self, name: str) -> None:
        button: QPushButton = self.asked().findChild(QPushButton, name)  # type: ignore[assignment]  # it is there
        button.click()

    def _dialog(self) -> FoldersDialog | None:
        return self.window.findChild(FoldersDialog)


@pytest.fixture
def desk(tmp_path: Path, until: Until, qtbot: QtBot) -> Iterator[Desk]:
    login = Password(username="x", apikey="x", password="x")
    account = Account(contract="1", login=login, endpoint="http://127.0.0.1:1/")
    client, copy = Client(account), LocalCopy(tmp_path / "account")
    copy.fill(CUSTOMERS)
    story = Story(account, client, tmp_path, target=TOP, hold=60.0)
    until(story.uploads.load())
    story.uploads.start()
    desk = Desk(story=story, copy=copy, client=client, bot=qtbot)
    yield desk
    desk.receiving.stop()
    until(story.close())
    until(copy.close())
    until(client.aclose())


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """A folder to be filled."""
    return tmp_path / "Fotos"


def made(top: Path, *names: str) -> Path:
    for name in names:
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return top


def test_files_are_for_the_customer_as_the_copy_knows_it(desk: Desk, tmp_path: Path) -> None:
    made(tmp_path, "a.txt")
    desk.drop(tmp_path / "a.txt", target=Target(id=CustomerId(102), name="?"), folder="Breve")
    batch = desk.batch()
    assert batch.target == Target(
        id=CustomerId(102),
        name="Søndergade 2",
        number="5002",
        path=("Andel", "Afdeling Nord"),
        is_closed=True,
    )
    assert batch.asks == {Ask.CLOSED}
    assert desk.places() == [("Breve", "a.txt")]


def test_a_customer_the_copy_has_not_gets_them_too(desk: Desk, tmp_path: Path) -> None:
    made(tmp_path, "a.txt")
    desk.drop(tmp_path / "a.txt", target=Target(id=CustomerId(9), name="Ny", is_blocked=True))
    assert desk.batch().target.name == "Ny"


def test_a_folder_is_asked_about_and_its_files_keep_their_places(desk: Desk, top: Path) -> None:
    desk.drop(made(top, "a.txt", "2024/b.txt", ".hidden", "Thumbs.db"))
    assert desk.batch().asks == {Ask.FOLDER}
    assert desk.places() == [("Fotos", "a.txt"), ("Fotos/2024", "b.txt")]
    assert desk.told() == "Left behind: 1 hidden entry, 1 file of the system’s own."  # noqa: RUF001 - typeset
    assert "Fotos/Thumbs.db" in desk.notices[-1].details


def test_a_folder_of_folders_goes_to_the_customers_below(desk: Desk, top: Path) -> None:
    desk.drop(made(top, "5001/a.txt", "5001/Tag/b.txt", "Sondergade 2/c.txt", "Diverse/d.txt"))
    table: QTableView = desk.asked().findChild(QTableView)  # type: ignore[assignment]  # it is there
    assert table.model().rowCount() == 3
    assert desk.taken == []
    desk.answer("folders_add")
    desk.waits(lambda: len(desk.taken) == 2)
    assert {batch.target.name: batch.asks for batch in desk.batches} == {
        "Søndergade 1": frozenset(),
        "Søndergade 2": {Ask.CLOSED},
    }
    assert desk.places() == [("", "a.txt"), ("Tag", "b.txt"), ("", "c.txt")]
    said = "1 folder with 1 file stayed behind: no customer was chosen."
    assert (desk.told(), desk.notices[-1].details) == (said, "Diverse")


@pytest.mark.parametrize(
    ("paths", "said"),
    [
        (("Diverse/d.txt", "e.txt"), "1 folder with 1 file and 1 file in no folder stayed behind"),
        (("e.txt", "f.txt"), "2 files in no folder stayed behind"),
    ],
)
def test_files_in_no_folder_are_told_as_such(
    desk: Desk, top: Path, paths: tuple[str, ...], said: str
) -> None:
    desk.drop(made(top, "5001/a.txt", *paths))
    desk.answer("folders_add")
    desk.waits(lambda: bool(desk.taken))
    assert desk.told() == f"{said}: no customer was chosen."


def test_all_of_them_may_go_to_the_one_that_was_dropped_on(desk: Desk, top: Path) -> None:
    desk.drop(made(top, "5001/a.txt", "Diverse/d.txt"))
    desk.answer("folders_all")
    assert desk.batch().asks == {Ask.FOLDER}
    assert desk.places() == [("Fotos/5001", "a.txt"), ("Fotos/Diverse", "d.txt")]


def test_who_closes_the_table_adds_nothing(desk: Desk, top: Path, tmp_path: Path) -> None:
    desk.drop(made(top, "5001/a.txt"))
    desk.asked().reject()
    made(tmp_path, "later.txt")
    desk.drop(tmp_path / "later.txt")
    desk.batch()
    assert desk.places() == [("", "later.txt")]


def test_folders_for_a_folder_of_the_documents_are_no_customers(desk: Desk, top: Path) -> None:
    desk.drop(made(top, "5001/a.txt"), folder="Sager")
    desk.batch()
    assert desk.places() == [("Sager/Fotos/5001", "a.txt")]


def test_two_drops_do_not_wait_for_each_other(desk: Desk, top: Path, tmp_path: Path) -> None:
    made(tmp_path, "b.txt")
    desk.drop(made(top, "5001/a.txt"))
    desk.asked()
    desk.drop(tmp_path / "b.txt")
    desk.batch()
    desk.answer("folders_add")
    desk.waits(lambda: len(desk.taken) == 2)


def test_an_empty_folder_is_told(desk: Desk, top: Path) -> None:
    top.mkdir()
    desk.drop(top)
    assert desk.told() == "There is no file in there, so nothing was added."


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["brev.pdf"], "brev.pdf is still inside the other program. Save the attachment first"),
        (["1.pdf", "2.pdf"], "2 attachments are still inside the other program."),
    ],
)
def test_an_attachment_without_content_is_told_what_to_do_with(
    desk: Desk, tmp_path: Path, names: list[str], said: str
) -> None:
    folder = tmp_path / "Content.Outlook"
    folder.mkdir()
    for name in names:
        (folder / name).touch()
    desk.drop(*(folder / name for name in names))
    assert desk.told().startswith(said)
    assert desk.places() == []


def test_a_window_that_goes_closes_the_table(desk: Desk, top: Path) -> None:
    desk.drop(made(top, "5001/a.txt"))
    dialog = desk.asked()
    gone: list[int] = []
    dialog.destroyed.connect(lambda: gone.append(1))
    QTimer.singleShot(0, desk.receiving.stop)
    desk.waits(lambda: bool(gone))
    assert desk.taken == []
