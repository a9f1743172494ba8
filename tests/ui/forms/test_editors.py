"""The editors of single values, and the columns they are laid out in."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCalendarWidget,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.domain.checks import Unfit
from desktop.domain.edits import customer_field
from desktop.domain.values import Value
from desktop.ui.forms.columns import ColumnsArea, deal
from desktop.ui.forms.dates import DateEditor
from desktop.ui.forms.editors import ChoiceEditor, Editor, FlagEditor, LineEditor, LongTextEditor
from desktop.ui.forms.learned import LearnedEditor
from desktop.ui.forms.linked import LinkedEditor, Place, PlaceEditor
from desktop.ui.forms.parents import ParentEditor
from desktop.ui.forms.rows import editor_for
from desktop.ui.forms.savebar import BarState, Offer, SaveBar
from desktop.ui.notice import Notice, Severity
from desktop.ui.texts import tr
from tests.helpers.wheel import turn_wheel_over

DAY = date(2024, 2, 28)


def shown(qtbot: QtBot, name: str, value: Value) -> Editor:
    editor = editor_for(customer_field(name))
    qtbot.addWidget(editor)
    editor.show_value(value)
    editor.show()
    return editor


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("name", LineEditor),
        ("email", LinkedEditor),
        ("phone", LinkedEditor),
        ("www", LinkedEditor),
        ("vatpercentage", LineEditor),
        ("latitude", PlaceEditor),
        ("sellerid", LearnedEditor),
        ("parentcust", ParentEditor),
        ("description", LongTextEditor),
        ("isblocked", FlagEditor),
        ("typeid", ChoiceEditor),
        ("startdate", DateEditor),
    ],
)
def test_each_kind_of_field_has_its_editor(qtbot: QtBot, name: str, kind: type[Editor]) -> None:
    assert type(shown(qtbot, name, None)) is kind


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", " with spaces "),
        ("name", "two\nlines"),
        ("name", "x" * 300),
        ("email", "not an address"),
        ("description", "a\r\nb\r\n"),
        ("latitude", 56.036041234567),
        ("latitude", 1e300),
        ("vatpercentage", 2**70),
        ("typeid", 99),
        ("startdate", DAY),
        ("isblocked", True),
        ("name", None),
    ],
)
def test_what_is_shown_and_left_alone_comes_back_as_it_was(
    qtbot: QtBot, name: str, value: Value
) -> None:
    editor = shown(qtbot, name, value)
    with qtbot.assertNotEmitted(editor.edited):
        editor.show_value(value)
    assert editor.value() == value


def test_no_id_is_an_empty_line(qtbot: QtBot) -> None:
    editor = shown(qtbot, "team", 0)
    line = editor.inner
    assert isinstance(line, QLineEdit)
    assert line.text() == ""


def test_the_place_of_nobody_leads_to_no_map(qtbot: QtBot) -> None:
    halves = [editor_for(customer_field(name)) for name in ("latitude", "longitude")]
    places = [each for each in halves if isinstance(each, PlaceEditor)]
    for each in places:
        qtbot.addWidget(each)
    place = Place(*places)
    for each in places:
        each.show_value(0.0)
    place.fit()
    assert not places[0].url
    places[1].set_state("10.2")
    assert places[0].url


def test_a_value_that_is_on_no_list_stays_choosable(qtbot: QtBot) -> None:
    editor = shown(qtbot, "typeid", 99)
    assert isinstance(editor, ChoiceEditor)
    combo = editor.inner
    assert isinstance(combo, QComboBox)
    editor.show_companion("Ukendt")
    assert combo.currentText() == "Ukendt"

    editor.set_choices([(1, "Ål"), (2, "Zoo"), (3, "Abe")])

    assert editor.value() == 99
    assert [combo.itemText(row) for row in range(4)] == [tr("forms.no_choice"), "Abe", "Zoo", "Ål"]


@pytest.mark.parametrize("id_", [2**31, 2**63, 10**29])
def test_an_id_of_any_length_can_be_chosen(qtbot: QtBot, id_: int) -> None:
    editor = shown(qtbot, "typeid", id_)
    assert isinstance(editor, ChoiceEditor)
    assert editor.value() == id_
    combo = editor.inner
    assert isinstance(combo, QComboBox)
    assert combo.currentText() == f"#{id_}"
    editor.set_choices([(id_, "Lang"), (1, "Kort")])
    assert (combo.currentText(), editor.value()) == ("Lang", id_)
    combo.setCurrentIndex(0)
    assert editor.value() is None


def test_scrolling_over_a_choice_changes_nothing(qtbot: QtBot) -> None:
    editor = shown(qtbot, "typeid", 1)
    assert isinstance(editor, ChoiceEditor)
    editor.set_choices([(1, "A"), (2, "B")])
    turn_wheel_over(editor.inner)
    assert editor.value() == 1


def test_arrow_keys_step_a_day(qtbot: QtBot) -> None:
    editor = shown(qtbot, "startdate", DAY)
    QTest.keyClick(editor.inner, Qt.Key.Key_Up)
    QTest.keyClick(editor.inner, Qt.Key.Key_Up)
    assert editor.value() == DAY + timedelta(days=2)
    QTest.keyClick(editor.inner, Qt.Key.Key_PageDown)
    assert editor.value() == DAY - timedelta(days=5)


def test_arrow_keys_leave_no_day_and_nonsense_alone(qtbot: QtBot) -> None:
    editor = shown(qtbot, "startdate", None)
    QTest.keyClick(editor.inner, Qt.Key.Key_Up)
    assert editor.value() is None
    line = editor.inner
    assert isinstance(line, QLineEdit)
    line.setText("soon")
    QTest.keyClick(line, Qt.Key.Key_Down)
    with pytest.raises(Unfit):
        editor.value()
    line.setText("9999-12-31")
    QTest.keyClick(line, Qt.Key.Key_Up)
    assert editor.value() == date.max


@pytest.mark.usefixtures("danish")
@pytest.mark.parametrize(
    ("text", "day", "shown_as"),
    [
        ("1/5-24", date(2024, 5, 1), "01-05-2024"),
        ("010524", date(2024, 5, 1), "01-05-2024"),
        ("1.5.1998", date(1998, 5, 1), "01-05-1998"),
        ("1 5 98", date(1998, 5, 1), "01-05-1998"),
        ("", None, ""),
    ],
)
def test_a_day_typed_as_danes_do_is_shown_as_it_was_read(
    qtbot: QtBot, text: str, day: date | None, shown_as: str
) -> None:
    editor = shown(qtbot, "startdate", DAY)
    line = editor.inner
    assert isinstance(line, QLineEdit)
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_Delete)
    QTest.keyClicks(line, text)
    assert editor.value() == day
    line.editingFinished.emit()
    assert line.text() == shown_as
    assert editor.value() == day


def test_a_year_of_two_digits_is_no_year_where_it_may_come_first(qtbot: QtBot) -> None:
    editor = shown(qtbot, "startdate", DAY)
    editor.set_state("24-05-01")
    with pytest.raises(Unfit):
        editor.value()
    editor.finish()
    assert editor.state() == "24-05-01"


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
def test_a_day_is_picked_from_the_calendar(qtbot: QtBot) -> None:
    editor = shown(qtbot, "startdate", DAY)
    QTest.keyClick(editor.inner, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    calendar = editor.findChild(QCalendarWidget)
    assert calendar is not None
    assert calendar.selectedDate() == QDate(2024, 2, 28)
    calendar.activated.emit(QDate(2024, 3, 5))
    assert editor.value() == date(2024, 3, 5)
    qtbot.waitUntil(lambda: editor.findChild(QCalendarWidget) is None)


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
def test_the_calendar_has_a_button_with_a_name(qtbot: QtBot) -> None:
    editor = shown(qtbot, "startdate", None)
    button = editor.findChild(QToolButton, "calendar_startdate")
    assert button is not None
    assert button.accessibleName() == "Calendar for Start date"
    button.click()
    calendar = editor.findChild(QCalendarWidget)
    assert calendar is not None
    calendar.clicked.emit(QDate(2024, 1, 2))
    assert editor.value() == date(2024, 1, 2)


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
@pytest.mark.parametrize("corner", ["bottomRight", "topLeft"])
def test_the_whole_calendar_is_on_the_screen(qtbot: QtBot, corner: str) -> None:
    editor = shown(qtbot, "startdate", DAY)
    screen = editor.screen().availableGeometry()
    editor.move(getattr(screen, corner)())
    QTest.keyClick(editor.inner, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = editor.findChild(QFrame, "calendar")
    assert popup is not None
    assert screen.contains(popup.geometry())


def test_an_id_stays_in_its_place_while_it_is_typed(qtbot: QtBot) -> None:
    editor = shown(qtbot, "team", None)
    editor.resize(300, editor.height())
    before = editor.inner.geometry()
    QTest.keyClicks(editor.inner, "4")
    QApplication.processEvents()
    assert editor.inner.geometry() == before


def test_long_text_grows_to_a_bound(qtbot: QtBot) -> None:
    editor = shown(qtbot, "description", "one")
    box = editor.inner
    assert isinstance(box, QPlainTextEdit)
    low = box.height()
    box.setPlainText("\n".join("12345678"))
    middle = box.height()
    box.setPlainText("\n" * 500)
    assert low < middle < box.height() < 3 * middle


@pytest.mark.parametrize("size", [9, 11, 13])
def test_the_last_line_of_a_long_text_is_whole(qtbot: QtBot, size: int) -> None:
    editor = shown(qtbot, "description", "")
    box = editor.inner
    assert isinstance(box, QPlainTextEdit)
    font = box.font()
    font.setPointSize(size)
    box.setFont(font)
    editor.show_value("\n".join("123456789"))
    QApplication.processEvents()
    assert box.verticalScrollBar().maximum() == 0


@pytest.mark.parametrize(
    ("heights", "count", "sizes"),
    [
        ([100], 2, [1]),
        ([100, 100], 2, [1, 1]),
        ([300, 100, 100, 100], 2, [1, 3]),
        ([100, 100, 100, 300], 2, [3, 1]),
        ([100, 100, 100], 3, [1, 1, 1]),
        ([100, 100, 100], 1, [3]),
    ],
)
def test_sections_are_dealt_so_that_the_highest_column_is_low(
    qtbot: QtBot, heights: list[int], count: int, sizes: list[int]
) -> None:
    sections = [QWidget() for _ in heights]
    for section in sections:
        qtbot.addWidget(section)

    dealt = deal(sections, heights, count)

    assert [len(column) for column in dealt] == sizes
    assert [section for column in dealt for section in column] == sections


def test_there_are_as_many_columns_as_there_is_room_for(qtbot: QtBot) -> None:
    sections = [QLabel("a section\n" * 6) for _ in range(6)]
    area = ColumnsArea(sections, least_width=300)
    qtbot.addWidget(area)
    area.show()
    for width, columns in ((300, 1), (720, 2), (1100, 3), (3000, 3), (400, 1)):
        area.resize(width, 400)
        assert area.column_count == columns


def test_tooltips_of_the_bar_take_nothing_for_markup(qtbot: QtBot) -> None:
    bar = SaveBar()
    qtbot.addWidget(bar)
    words, button = bar.findChild(QLabel, "save_bar_words"), bar.findChild(QPushButton, "save")
    assert words is not None
    assert button is not None
    notice = Notice(text="No", details="<img src=x>", severity=Severity.PROBLEM)
    bar.show_state(BarState(changes=1, faults=("<b>wrong</b>",), notice=notice))
    assert "&lt;img" in words.toolTip()
    bar.change(notice=None)
    assert words.toolTip() == ""
    assert "&lt;b&gt;wrong" in button.toolTip()


def test_buttons_leave_the_words_of_the_bar_room(qtbot: QtBot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    bar = SaveBar()
    QVBoxLayout(around).addWidget(bar)
    around.resize(470, 300)
    around.show()
    slip = (Offer.PUT_THEIRS_BACK, Offer.KEEP_MINE, Offer.UNDO_SAVE)
    bar.show_state(BarState(notice=Notice(text="words " * 30), offers=slip))
    words, last = bar.findChild(QLabel, "save_bar_words"), bar.findChild(QPushButton, "undo_save")
    assert words is not None
    assert last is not None
    qtbot.waitUntil(lambda: words.geometry().bottom() < last.y())
    assert words.width() > 400
    around.resize(1200, 300)
    qtbot.waitUntil(lambda: words.geometry().right() < last.x())


def test_what_the_bar_says() -> None:
    assert BarState(changes=1).words == "1 unsaved change"
    assert BarState(changes=2, faults=("A.", "B.")).words == "A. (and 1 more)"
    assert not BarState(changes=2, faults=("A.",)).can_save
    assert not BarState(changes=2, is_saving=True).can_save
    assert BarState(notice=Notice(text="Done", severity=Severity.DONE)).words == "Done"
    assert not BarState().is_needed
