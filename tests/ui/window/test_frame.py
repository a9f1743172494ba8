"""The frame: notices one above the other, and no word that widens the window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from desktop.domain.errors import CommandRefused, EnvelopeRefused
from desktop.services.changes import ChangeFeed
from desktop.services.connection import Connection
from desktop.ui.main_window import MainWindow
from desktop.ui.notice import Notice, Severity
from desktop.ui.notice_area import NoticeArea
from desktop.ui.problems import describe
from desktop.ui.sign_in import SignInSheet

_PROBLEM = Notice(text="one", details="why", severity=Severity.PROBLEM)
_WARNING = Notice(text="two", severity=Severity.WARNING)
_QUIET = Notice(text="three", severity=Severity.DONE)


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
