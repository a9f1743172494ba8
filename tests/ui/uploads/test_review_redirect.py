"""Files are for somebody else: found by typing, taken by Enter."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.account import Account, Password
from desktop.domain.batches import Target
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.microbizz import Client
from desktop.ui.messages import Messages
from desktop.ui.search.means import Means
from desktop.ui.search.model import ResultList
from desktop.ui.uploads.review.redirect import RedirectDialog
from tests.helpers.finding import finding_in
from tests.helpers.local_copy import LocalCopy

PEOPLE: tuple[tuple[int, str, int, dict[str, Any]], ...] = (
    (1, "Boligforeningen Solhøj", 0, {"customernumber": "100"}),
    (2, "Søndergade 7, 1. th", 1, {"customernumber": "20417"}),
    (3, "Søndergade 7, 2. th", 1, {"isdeleted": 1}),
    (4, "Nordgade 1", 0, {"isblocked": 1}),
)


@pytest.fixture
def finding(tmp_path: Path, until: Callable[..., Any]) -> Iterator[Means]:
    """The search of a local copy, without a server."""
    copy = LocalCopy(tmp_path / "account")
    copy.fill(
        Customer({"id": id_, "name": name, "parentcust": above, **fields})
        for id_, name, above, fields in PEOPLE
    )
    login = Password(username="x", apikey="x", password="x")
    client = Client(Account(contract="1", login=login, endpoint="http://127.0.0.1:1/"))
    yield finding_in(copy, client)
    until(client.aclose())
    until(copy.close())


class Hand:
    """The dialog, and what one does with it."""

    def __init__(self, dialog: RedirectDialog, bot: QtBot) -> None:
        self.dialog, self._bot = dialog, bot
        self.field = dialog._field
        self.view = dialog._page.view

    def names(self) -> list[str]:
        model = self.view.model()
        assert isinstance(model, ResultList)
        return [result.row.name for result in model.results]

    def write(self, text: str, *names: str) -> None:
        """Type *text*, and wait until *names* are found."""
        self.field.selectAll()
        QTest.keyClicks(self.field, text)
        self._bot.waitUntil(lambda: self.names() == list(names))

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.field, key)

    def button(self) -> QPushButton:
        found = self.dialog.findChild(QPushButton, "review_redirect_take")
        assert found is not None
        return found


@pytest.fixture
def hand(finding: Means, messages: Messages, qtbot: QtBot) -> Iterator[Hand]:
    window = QWidget()
    qtbot.addWidget(window)
    dialog = RedirectDialog(finding=finding, messages=messages, parent=window)
    dialog.show()
    yield Hand(dialog, qtbot)
    dialog.reject()


def test_enter_takes_who_was_found(hand: Hand) -> None:
    hand.write("søndergade 1", "Søndergade 7, 1. th")
    hand.press(Qt.Key.Key_Return)
    assert hand.dialog.target == Target(
        id=CustomerId(2),
        name="Søndergade 7, 1. th",
        number="20417",
        path=("Boligforeningen Solhøj",),
    )
    assert hand.dialog.result() == RedirectDialog.DialogCode.Accepted


def test_closed_and_blocked_ones_are_found_and_said_to_be_so(hand: Hand) -> None:
    hand.write("søndergade", "Søndergade 7, 1. th", "Søndergade 7, 2. th")
    hand.press(Qt.Key.Key_Down)
    hand.press(Qt.Key.Key_Return)
    assert hand.dialog.target is not None
    assert hand.dialog.target.is_closed


def test_enter_before_the_answer_takes_what_the_answer_finds(hand: Hand, qtbot: QtBot) -> None:
    QTest.keyClicks(hand.field, "nordgade")
    hand.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: hand.dialog.target is not None)
    assert hand.dialog.target is not None
    assert hand.dialog.target.is_blocked


def test_nobody_is_taken_where_nobody_is_found(hand: Hand, qtbot: QtBot) -> None:
    assert not hand.button().isEnabled()
    hand.write("nordgade", "Nordgade 1")
    assert hand.button().isEnabled()
    hand.write("qqqqqq")
    qtbot.waitUntil(lambda: not hand.button().isEnabled())
    hand.press(Qt.Key.Key_Return)
    assert hand.dialog.isVisible()
    hand.press(Qt.Key.Key_Escape)
    assert hand.dialog.target is None
    assert not hand.dialog.isVisible()
