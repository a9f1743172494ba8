"""The list of results by mouse and keyboard, and how it is painted."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from desktop.ui.search.delegate import shortened_path
from desktop.ui.search.field import Step
from desktop.ui.search.line import Line, Result, Title
from desktop.ui.search.page import ResultsPage
from desktop.ui.search.view import ResultView
from desktop.ui.search.words import STEP
from tests.ui.search.results import result

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier


class Wishes:
    """What the view was asked for, in order."""

    def __init__(self, view: ResultView) -> None:
        self.all: list[tuple[str, int]] = []
        view.reveal_asked.connect(lambda each: self.note("reveal", each))
        view.beside_asked.connect(lambda each: self.note("beside", each))
        view.pin_asked.connect(lambda each: self.note("pin", each))

    def note(self, wish: str, each: Result) -> None:
        self.all.append((wish, each.row.id))


@pytest.fixture
def page(qtbot: QtBot) -> ResultsPage:
    """Two results, a title, and forty guesses."""
    page = ResultsPage()
    qtbot.addWidget(page)
    page.resize(420, 400)
    page.show()
    guesses = [result(id_, f"Gæt {id_}", "Kæden") for id_ in range(10, 50)]
    here = [result(1, "Nord", "Kæden", customernumber="100"), result(2, "Syd")]
    page.show_lines([*here, Title.GUESSES, *guesses], (), is_same_search=False)
    return page


@pytest.fixture
def wishes(page: ResultsPage) -> Wishes:
    return Wishes(page.view)


def at(page: ResultsPage, row: int) -> QPoint:
    return page.view.visualRect(page.model.index(row, 0)).center()


def current(page: ResultsPage) -> int | None:
    return page.view.current.row.id if page.view.current else None


def test_the_first_result_is_the_current_one(page: ResultsPage) -> None:
    assert current(page) == 1
    assert page.view.selectionModel().selectedIndexes() == [page.view.currentIndex()]


def test_steps_pass_over_titles_and_end_at_the_ends(page: ResultsPage) -> None:
    page.view.take(Step.UP)
    assert current(page) == 1
    page.view.take(Step.DOWN)
    page.view.take(Step.DOWN)
    assert current(page) == 10
    page.view.take(Step.LAST)
    assert current(page) == 49
    page.view.take(Step.DOWN)
    assert current(page) == 49
    assert page.view.viewport().rect().contains(at(page, 42))
    page.view.take(Step.FIRST)
    assert current(page) == 1
    assert page.view.verticalScrollBar().value() == 0


def test_a_page_at_a_time(page: ResultsPage) -> None:
    page.view.take(Step.PAGE_DOWN)
    there = current(page)
    assert there is not None
    assert 10 < there < 20
    page.view.take(Step.PAGE_UP)
    assert current(page) == 1


def test_another_search_begins_at_its_first_result(page: ResultsPage) -> None:
    page.view.take(Step.DOWN)
    page.show_lines([result(3, "Øst"), result(2, "Syd")], (), is_same_search=False)
    assert current(page) == 3


def test_the_same_search_keeps_the_current_one(page: ResultsPage) -> None:
    page.view.take(Step.DOWN)
    page.show_lines([result(3, "Øst"), result(2, "Syd")], (), is_same_search=True)
    assert current(page) == 2
    page.show_lines([result(4, "Vest"), result(3, "Øst")], (), is_same_search=True)
    assert current(page) == 4


def test_nothing_found_is_said_in_place(page: ResultsPage) -> None:
    page.show_message("No customer matches.")
    assert page.message == "No customer matches."
    assert current(page) is None
    page.view.take(Step.DOWN)
    page.show_lines([result(3, "Øst")], (), is_same_search=False)
    assert page.message == ""


def test_a_click_reveals_and_with_control_opens_beside(page: ResultsPage, wishes: Wishes) -> None:
    viewport = page.view.viewport()
    QTest.mouseClick(viewport, LEFT, pos=at(page, 1))
    QTest.mouseClick(viewport, LEFT, CONTROL, at(page, 0))
    assert current(page) == 1
    assert page.view.selectionModel().hasSelection()
    QTest.mouseClick(viewport, Qt.MouseButton.MiddleButton, pos=at(page, 1))
    assert wishes.all == [("reveal", 2), ("beside", 1), ("beside", 2)]


def test_clicks_that_mean_nothing(page: ResultsPage, wishes: Wishes) -> None:
    viewport = page.view.viewport()
    QTest.mouseClick(viewport, LEFT, pos=at(page, 2))
    QTest.mousePress(viewport, LEFT, pos=at(page, 0))
    QTest.mouseRelease(viewport, LEFT, pos=at(page, 1))
    QTest.mouseClick(viewport, Qt.MouseButton.RightButton, pos=at(page, 1))
    assert wishes.all == []


def test_keys_while_the_list_itself_has_the_focus(page: ResultsPage, wishes: Wishes) -> None:
    left: list[None] = []
    page.view.left.connect(lambda: left.append(None))
    QTest.keyClick(page.view, Qt.Key.Key_Down)
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    QTest.keyClick(page.view, Qt.Key.Key_Return, CONTROL)
    QTest.keyClick(page.view, Qt.Key.Key_Escape)
    assert wishes.all == [("reveal", 2), ("beside", 2)]
    assert left == [None]


def chosen(menu: QMenu, key: str) -> None:
    action = next(each for each in menu.actions() if each.objectName() == key)
    assert action.isEnabled()
    action.trigger()


def test_the_menu_of_a_result(page: ResultsPage, wishes: Wishes) -> None:
    there = page.model.results[0]
    menu = page.view.menu_for(there)
    for key in ("reveal", "beside", "pin", "copy_number"):
        chosen(menu, key)
    assert wishes.all == [("reveal", 1), ("beside", 1), ("pin", 1)]
    assert QGuiApplication.clipboard().text() == "100"


def test_the_menu_offers_what_makes_sense(page: ResultsPage) -> None:
    menu = page.view.menu_for(result(5, "Vest", is_pinned=True))
    enabled = {each.objectName(): each.isEnabled() for each in menu.actions() if each.objectName()}
    assert enabled == {"reveal": True, "beside": True, "unpin": True, "copy_number": False}


def test_rows_are_as_high_as_each_other(page: ResultsPage) -> None:
    view, model = page.view, page.model
    heights = {view.visualRect(model.index(row, 0)).height() for row in (0, 1, 3, 4)}
    assert len(heights) == 1
    assert view.visualRect(model.index(2, 0)).height() < heights.pop()
    assert view.visualRect(model.index(0, 0)).width() == view.viewport().width()


@pytest.mark.parametrize("width", [120, 250, 900])
def test_every_width_is_painted(page: ResultsPage, width: int, qtbot: QtBot) -> None:
    lines: list[Line] = [
        result(1, "Et meget langt navn " * 9, "Kæden " * 9, "Afd. 3", "Opgang 7", is_pinned=True),
        result(2, "Kort", address="Havnen 112, 4. sal, dør 17", customernumber="1" * 40),
        Title.GUESSES,
        result(3, "Lukket", "Kæden", isdeleted=1, is_recent=True, city="Aarhus C"),
    ]
    page.resize(width, 300)
    page.show_lines(lines, ("meget", "kort", "havnen"), is_same_search=False)
    image = page.view.grab().toImage()
    assert len({image.pixel(x, 12) for x in range(image.width())}) > 2


def test_of_a_long_path_the_nearest_parent_stays(qapp: QApplication) -> None:
    metrics = QFontMetrics(qapp.font())
    path = ("Boligforeningen Solhøj", "Afdeling 3", "Opgang 7")

    def shortened(letters: int, names: tuple[str, ...] = path) -> str:
        return shortened_path(names, metrics, metrics.averageCharWidth() * letters)

    cut = shortened(34)
    assert cut.startswith("Bolig")
    assert cut.endswith(STEP.join(("", "…", "Opgang 7")))
    assert shortened(26, path[:2]).endswith(f"…{STEP}Afdeling 3")
    assert shortened(17) == STEP.join(("…", "Opgang 7"))
    assert shortened(10).endswith("…")
    assert shortened(8, path[:1]).startswith("Bol")
