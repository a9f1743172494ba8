"""With a customer at hand that is yet to be created, the window is about that one alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.drafts import DraftState
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.ui.panes.new_page import NewPage
from desktop.ui.tree.look import NewCustomer
from tests.helpers.desk import Desk
from tests.helpers.drops import Drag, mime_of
from tests.ui.window.estates import (
    ENTER,
    SPOKEN,
    Estate,
    answer,
    button,
    create_offline,
    said,
    sheet,
)

pytestmark = pytest.mark.usefixtures("estate")


def page(desk: Desk) -> QWidget:
    return desk.find(QWidget, "new_page")


def line(desk: Desk, name: str) -> str:
    """A line of what is said of the new one; empty where nothing is shown."""
    label = page(desk).findChild(QLabel, name)
    assert label is not None, name
    return label.text() if label.isVisible() else ""


def drawing(folder: Path) -> Path:
    path = folder / "Tegning.pdf"
    path.write_bytes(b"%PDF-1.4 stue")
    return path


def keep_as_draft(desk: Desk) -> None:
    """A new customer under the first estate that nobody has created, at hand."""
    desk.select("Zz Nord")
    desk.trigger("new_child")
    shown = sheet(desk, "new_customer")
    field = shown.findChild(QLineEdit, "field_name")
    assert field is not None
    QTest.keyClicks(field, "Zz Kladde")
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    answer(desk, "Keep as draft")
    desk.wait(lambda: desk.has_row("Zz Kladde", desk.row("Zz Nord")))
    desk.tree.setCurrentIndex(desk.row("Zz Kladde", desk.row("Zz Nord")))


def test_it_is_in_the_card_and_its_parent_is_not(desk: Desk, estate: Estate) -> None:
    titles: list[str] = []
    desk.workspace.titled.connect(titles.append)
    create_offline(desk, estate)
    desk.wait(page(desk).isVisible)
    assert line(desk, "new_page_name") == "Zz Nyt"
    assert "ZZ-1" in line(desk, "new_page_facts")
    assert "waits for the connection" in line(desk, "new_page_state")
    assert "wait for it" in line(desk, "new_page_files")
    assert not desk.find(QTabWidget, "tabs").isVisible()
    assert not desk.find(QWidget, "header").isVisible()
    assert titles[-1].startswith("Zz Nyt")
    assert not desk.window.actions_by_key["save"].isEnabled()

    desk.select("Zz Syd")
    assert not page(desk).isVisible()
    assert desk.find(QTabWidget, "tabs").isVisible()


def test_files_dropped_or_pasted_where_its_documents_would_be_wait_for_it(
    desk: Desk, estate: Estate, tmp_path: Path
) -> None:
    desk.select("Zz Nord")
    desk.show_tab("documents")
    create_offline(desk, estate)
    desk.wait(page(desk).isVisible)
    desk.session.uploads.settings.change(hold_seconds=0)
    local = min(desk.session.queue.ids())

    drop = Drag(desk.workspace.card, mime_of([drawing(tmp_path)])).entered()
    assert drop.is_taken
    drop.dropped()
    desk.wait(lambda: len(desk.session.uploads.rows) == 1)
    second = tmp_path / "Plan.pdf"
    second.write_bytes(b"%PDF-1.4 plan")
    QGuiApplication.clipboard().setMimeData(mime_of([second]))
    desk.find(QPushButton, "new_page_edit").setFocus()
    desk.trigger("paste_files")
    desk.wait(lambda: len(desk.session.uploads.rows) == 2)
    assert {row.customer_id for row in desk.session.uploads.rows} == {local}


def test_a_draft_in_a_closed_branch_marks_those_above_it(
    desk: Desk, estate: Estate, until: Callable[..., Any]
) -> None:
    def heard(name: str) -> str:
        return str(desk.row(name).data(SPOKEN))

    drafts = desk.session.drafts
    local = until(drafts.keep_new(CustomerId(estate.house), {"name": "Kladde"}))
    draft = "Below it is a draft that is not saved"
    desk.wait(lambda: draft in heard("Zz Nord"))
    assert draft not in heard("Zz Syd")
    assert not desk.tree.isExpanded(desk.row("Zz Nord"))
    # It goes with the branch, as soon as that is known to be elsewhere.
    estate.server.patch_customer(estate.house, parentcust=estate.syd)
    desk.trigger("refresh")
    desk.wait(lambda: draft in heard("Zz Syd") and draft not in heard("Zz Nord"))
    until(drafts.drop(local))
    desk.wait(lambda: draft not in heard("Zz Syd"))


def test_enter_and_the_button_open_its_sheet(desk: Desk, estate: Estate) -> None:
    create_offline(desk, estate)
    QTest.mouseClick(desk.find(QPushButton, "new_page_edit"), Qt.MouseButton.LeftButton)
    shown = sheet(desk, "new_customer")
    field = shown.findChild(QLineEdit, "field_name")
    assert field is not None
    assert field.text() == "Zz Nyt"
    field.setText("Zz Nyere")
    QTest.keyClick(shown, ENTER)
    desk.wait(lambda: line(desk, "new_page_name") == "Zz Nyere")


def test_opened_from_the_list_its_sheet_names_the_one_above(
    desk: Desk, estate: Estate, until: Callable[..., Any]
) -> None:
    create_offline(desk, estate)
    (waiting,) = until(desk.session.queue.rows())
    desk.workspace._editing.draft_asked.emit(waiting)
    assert said(sheet(desk, "new_customer"), "new_customer_place").endswith("under Zz Nord")


def test_what_was_typed_of_one_that_waits_is_opened_with_it_and_never_as_another(
    desk: Desk, estate: Estate, until: Callable[..., Any]
) -> None:
    create_offline(desk, estate)
    local = min(desk.session.queue.ids())
    drafts = desk.session.drafts
    until(drafts.keep_new(CustomerId(estate.house), {"name": "Zz Nyere"}, local=local))
    draft = until(drafts.of(local))
    desk.workspace._editing.draft_asked.emit(draft)
    from_list = sheet(desk, "new_customer")
    assert button(from_list, "create").text() == "&Save"
    button(from_list, "cancel").click()
    desk.wait(lambda: not from_list.isVisible())

    QTest.keyClick(desk.tree, ENTER)
    shown = sheet(desk, "new_customer")
    field = shown.findChild(QLineEdit, "field_name")
    assert field is not None
    assert field.text() == "Zz Nyere"
    button(shown, "create").click()
    desk.wait(lambda: not drafts.ids())
    assert [row.mine["name"] for row in until(desk.session.queue.rows())] == ["Zz Nyere"]


def test_given_up_what_was_typed_of_it_since_goes_too(
    desk: Desk, estate: Estate, until: Callable[..., Any]
) -> None:
    create_offline(desk, estate)
    local = min(desk.session.queue.ids())
    until(desk.session.drafts.keep_new(NO_CUSTOMER, {"name": "Zz Nyere"}, local=local))
    give_up(desk)
    desk.wait(lambda: not desk.session.queue.ids() and not desk.session.drafts.ids())


def give_up(desk: Desk) -> None:
    row = desk.row("Zz Nyt", desk.row("Zz Nord"))
    menu = desk.tree.menu_for(row)  # type: ignore[attr-defined]  # a tree of ours
    next(each for each in menu.actions() if each.objectName() == "drop_new").trigger()
    answer(desk, "Discard")


@pytest.mark.parametrize("state", [DraftState.CONFLICT, DraftState.REFUSED])
def test_what_waits_for_the_user_says_so_though_it_is_looked_for(
    qtbot: QtBot, state: DraftState
) -> None:
    qtbot.addWidget(shown := NewPage())
    text = "Zz Nyt\n\n\n\n"
    due = datetime(2026, 11, 23, 12, tzinfo=UTC)
    new = NewCustomer(
        local=CustomerId(-1), parent=NO_CUSTOMER, text=text, state=state, looked_for=due
    )
    shown.show_new(new)
    label = shown.findChild(QLabel, "new_page_state")
    assert label is not None
    assert "looked for" not in label.text()
    shown.show_new(replace(new, state=DraftState.QUEUED))
    assert "looked for" in label.text()


def test_a_draft_takes_no_files_and_says_so(desk: Desk, tmp_path: Path) -> None:
    keep_as_draft(desk)
    desk.wait(page(desk).isVisible)
    assert "never sent by itself" in line(desk, "new_page_state")
    assert "Create it first" in line(desk, "new_page_files")
    drop = Drag(desk.workspace.card, mime_of([drawing(tmp_path)])).entered()
    assert not drop.is_taken
    assert not desk.window.actions_by_key["paste_files"].isEnabled()


def test_once_it_is_created_the_card_is_its_own(desk: Desk, estate: Estate) -> None:
    create_offline(desk, estate)
    estate.server.clear_faults()
    desk.session.queue.go()
    desk.wait(lambda: desk.shown_name == "Zz Nyt")
    assert not page(desk).isVisible()
    assert desk.window.actions_by_key["move"].isEnabled()


def test_given_up_the_one_above_it_is_at_hand(desk: Desk, estate: Estate) -> None:
    create_offline(desk, estate)
    QTest.keyClick(desk.tree, ENTER)
    desk.wait(lambda: sheet(desk, "new_customer").isVisible())
    button(sheet(desk, "new_customer"), "cancel").click()
    give_up(desk)
    estate.server.clear_faults()
    desk.wait(lambda: desk.shown_name == "Zz Nord")
    assert str(desk.tree.currentIndex().data()) == "Zz Nord"
    assert not page(desk).isVisible()


def test_unsaved_changes_of_another_are_asked_about_first(desk: Desk, estate: Estate) -> None:
    create_offline(desk, estate)
    estate.server.clear_faults()
    desk.select("Zz Syd")
    field = desk.find(QLineEdit, "field_phone")
    field.setFocus()
    QTest.keyClicks(field, "12345678")
    desk.tree.setCurrentIndex(desk.row("Zz Nyt", desk.row("Zz Nord")))
    answer(desk, "Stay")
    desk.wait(lambda: str(desk.tree.currentIndex().data()) == "Zz Syd")
    assert not page(desk).isVisible()
    assert field.text().endswith("12345678")

    desk.tree.setCurrentIndex(desk.row("Zz Nyt", desk.row("Zz Nord")))
    answer(desk, "Discard")
    desk.wait(page(desk).isVisible)
    assert QApplication.focusWidget() is not field
