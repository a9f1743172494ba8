"""The frame: made of little, notices one above the other, no word that widens the window."""

import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.errors import CommandRefused, EnvelopeRefused
from desktop.services.changes import ChangeFeed
from desktop.services.connection import Connection
from desktop.ui import texts
from desktop.ui.main_window import MainWindow
from desktop.ui.notice import Notice, Severity
from desktop.ui.notice_area import NoticeArea
from desktop.ui.problems import describe
from desktop.ui.sign_in import SignInSheet

_PROBLEM = Notice(text="one", details="why", severity=Severity.PROBLEM)
_WARNING = Notice(text="two", severity=Severity.WARNING)
_QUIET = Notice(text="three", severity=Severity.DONE)

_MAKES_A_FRAME = """
import enum, sys
from PySide6.QtWidgets import QApplication
from desktop.ui import texts
from desktop.ui.main_window import MainWindow
app = QApplication([])
texts.load("en")
MainWindow().show()
app.processEvents()
made = {kind.__name__ for kind in enum.IntEnum.__subclasses__()} & {"ItemDataRole", "Key"}
print(sorted(made | sys.modules.keys() & {"apsw", "asyncio", "dataclasses", "httpx"}))
"""


def test_the_frame_is_painted_without_what_only_the_rest_needs() -> None:
    """Touching Qt's own namespace alone makes ninety enums: a sixth of the time that it takes."""
    line = [sys.executable, "-c", _MAKES_A_FRAME]

    done = subprocess.run(line, capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


def _letters(menu: QWidget) -> list[str]:
    """Those that are underlined in *menu*."""
    words = [each.text().replace("&&", "") for each in menu.actions()]
    return [text[text.index("&") + 1].casefold() for text in words if "&" in text]


@pytest.mark.parametrize("language", ["en", "da"])
def test_no_letter_stands_for_two_commands_of_a_menu(
    qtbot: QtBot, language: texts.Language
) -> None:
    texts.load(language)
    try:
        window = MainWindow()
    finally:
        texts.load("en")
    qtbot.addWidget(window)

    menus = [window.menuBar(), *window.menuBar().findChildren(QMenu)]

    assert len(menus) > 4
    for menu in menus:
        letters = _letters(menu)
        assert letters
        assert len(letters) == len(set(letters)), [each.text() for each in menu.actions()]


def _area(qtbot: QtBot) -> NoticeArea:
    area = NoticeArea()
    qtbot.addWidget(area)
    return area


def _count(area: NoticeArea) -> str:
    label = area.findChild(QLabel, "notice_count")
    assert isinstance(label, QLabel)
    return label.text()


def test_the_newest_is_on_top_and_the_others_are_counted(qtbot: QtBot) -> None:
    area = _area(qtbot)

    area.show_notice(_PROBLEM)
    area.show_notice(_WARNING)

    assert area.text == "two"
    assert _count(area) == "1 of 2"


def test_what_stays_is_seen_again_when_the_newer_has_gone(qtbot: QtBot) -> None:
    area = _area(qtbot)
    for notice in (_PROBLEM, _WARNING, _QUIET):
        area.show_notice(notice)

    area.dismiss()
    assert area.text == "two"
    area.dismiss()
    assert area.text == "one"
    area.dismiss()

    assert area.text == ""
    assert not area.isVisible()


def test_the_same_again_is_not_counted_twice(qtbot: QtBot) -> None:
    area = _area(qtbot)

    area.show_notice(_PROBLEM)
    area.show_notice(_PROBLEM)

    assert _count(area) == ""


def test_a_quiet_notice_does_not_pile_up(qtbot: QtBot) -> None:
    area = _area(qtbot)

    area.show_notice(_QUIET)
    area.show_notice(_PROBLEM)
    area.dismiss()

    assert area.text == ""


def test_the_button_for_what_finds_no_room_has_a_name(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    bar = window.furnish().toolbar
    more = bar.findChild(QToolButton, "qt_toolbar_ext_button")
    assert more is not None
    assert more.accessibleName() == more.toolTip() == "More commands"


def test_the_picture_of_the_sign_in_sheet_has_a_name(qtbot: QtBot) -> None:
    sheet = SignInSheet(last={})
    qtbot.addWidget(sheet)
    sheet.show()
    labels = [each for each in sheet.findChildren(QLabel) if each.isVisible()]
    pictures = [each for each in labels if not each.pixmap().isNull()]
    assert [each.accessibleName() for each in pictures] == ["Bizztree"]


def test_the_keyboard_is_in_the_first_field_that_is_missing_to_sign_in(qtbot: QtBot) -> None:
    for last, first in (
        ({"contract": "4242", "username": "ida"}, "apikey"),
        ({"contract": "4242", "name": "Kontoret"}, "accesstoken"),
    ):
        sheet = SignInSheet(last=last)
        qtbot.addWidget(sheet)
        sheet.show()
        assert _in_hand(sheet) == first


def test_after_a_refused_sign_in_the_keyboard_is_where_it_was(qtbot: QtBot) -> None:
    sheet = SignInSheet(last={"contract": "4242", "username": "ida"})
    qtbot.addWidget(sheet)
    sheet.show()
    for key in ("apikey", "password"):
        field = sheet.findChild(QLineEdit, key)
        assert field is not None
        field.setText("wrong")
        field.setFocus()

    sheet.show_busy("…")
    sheet.show_problem(EnvelopeRefused("no"))

    assert _in_hand(sheet) == "password"


def test_what_is_wrong_with_signing_in_is_told_from_what_is_under_way(qtbot: QtBot) -> None:
    sheet = SignInSheet(last={})
    qtbot.addWidget(sheet)
    answer = sheet.findChild(QLabel, "answer")
    assert answer is not None
    sheet.show_busy("…")
    under_way = answer.palette().color(QPalette.ColorRole.WindowText)
    sheet.show_problem(EnvelopeRefused("no"))
    assert answer.palette().color(QPalette.ColorRole.WindowText) != under_way
    sheet.show_busy("…")
    assert answer.palette().color(QPalette.ColorRole.WindowText) == under_way


def _in_hand(sheet: SignInSheet) -> str:
    return sheet.focusWidget().objectName()


def test_a_long_word_of_the_servers_does_not_widen_the_window(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    furniture = window.furnish()
    furniture.status.show_account("4242", "ida@example.invalid")
    window.show()
    before = window.minimumSizeHint().width()
    connection = Connection(ChangeFeed())

    connection.began()
    connection.ended(EnvelopeRefused("nej " * 2000))
    furniture.status.show_connection(connection)
    furniture.notices.show_notice(describe(EnvelopeRefused("x" * 5000)))

    assert window.minimumSizeHint().width() <= before


def test_the_window_is_never_larger_than_its_screen(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)

    window.resize(9000, 9000)
    window.restore({})

    available = window.screen().availableSize()
    assert window.width() <= available.width()
    assert window.height() <= available.height()


def test_a_refusal_says_what_was_refused() -> None:
    notice = describe(CommandRefused("GetCustomersByLastChange", "Manglende rettighed"))

    assert "reading the customer list" in notice.text
    assert "Manglende rettighed" in notice.text


def test_the_last_error_stays_with_its_time(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    status = window.furnish().status
    connection = Connection(ChangeFeed())
    for error in (CommandRefused("GetMaingroups", "nej"), None):
        connection.began()
        connection.ended(error)

    status.show_connection(connection)

    label = status.findChild(QLabel, "status_error")
    assert isinstance(label, QLabel)
    assert "nej" in label.text()


@pytest.mark.parametrize("key", ["demo", "test", "sign_in"])
def test_enter_presses_the_button_of_the_sign_in_sheet_that_has_the_keyboard(
    qtbot: QtBot, key: str
) -> None:
    sheet = SignInSheet(last={})
    qtbot.addWidget(sheet)
    button = sheet.findChild(QPushButton, key)
    assert button is not None
    pressed: list[str] = []
    button.clicked.connect(lambda: pressed.append(key))
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert pressed == [key]
