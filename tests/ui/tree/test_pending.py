"""Drafts and what waits in the tree: marks on rows, and rows of customers to be created."""

import asyncio
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.drafts import Draft, DraftState
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.domain.slim import full
from desktop.domain.values import Value
from desktop.services.browse import Place
from desktop.ui.tree.above import marks_above
from desktop.ui.tree.look import Look
from desktop.ui.tree.node import ROOT
from desktop.ui.tree.pending import Pending, PendingTree, pending_of
from desktop.ui.tree.rows import LOOK_ROLE
from desktop.ui.tree.view import TreeView
from tests.ui.tree.forests import drawn, ordered, row, with_below

SPOKEN, TIP = Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole
QUEUED, DRAFT = DraftState.QUEUED, DraftState.DRAFT


def draft(customer: int, state: DraftState, parent: int | None = None, **mine: Value) -> Draft:
    return Draft(
        id=abs(customer),
        customer=CustomerId(customer),
        parent=None if parent is None else CustomerId(parent),
        at=datetime(2026, 3, 1, tzinfo=UTC),
        state=state,
        base=Customer({}),
        mine=mine,
    )


@pytest.fixture
def tree(qapp: QApplication) -> Iterator[PendingTree]:
    model = PendingTree()
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(model, fatal)
    model.put_children(ROOT, ordered(row(1, "Andel"), row(2, "Bolig")))
    model.put_children(CustomerId(1), ordered(row(11, "Nord", 1), row(12, "Syd", 1)))
    yield model
    tester.deleteLater()


def put(tree: PendingTree, *drafts: Draft) -> None:
    tree.put_pending(pending_of(drafts))


def test_marks_are_told_in_words_and_by_their_look(tree: PendingTree) -> None:
    put(tree, draft(11, DRAFT), draft(11, QUEUED), draft(2, DraftState.CONFLICT))
    nord, bolig = tree.index_of(CustomerId(11)), tree.index_of(CustomerId(2))
    look = nord.data(LOOK_ROLE)
    assert isinstance(look, Look)
    assert look.mark is QUEUED
    assert nord.data(SPOKEN) == "Nord, Changes are not sent yet"
    assert "your changes wait for you" in bolig.data(TIP)
    put(tree)
    assert nord.data(SPOKEN) == "Nord"


def test_a_mark_alone_is_told_as_a_change_of_its_row(tree: PendingTree, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tree.dataChanged) as changed:
        put(tree, draft(12, DRAFT))
    assert changed.args is not None
    assert changed.args[0].data() == "Syd"


class OneLine:
    """Everybody stands below the one before: 1, 11, 111."""

    async def places(self, ids: Collection[CustomerId]) -> list[Place]:
        rows = [row(1, "Andel"), row(11, "Nord", 1), row(111, "Stue", 11)]
        return [
            Place(row=full(each), parents=tuple(map(full, rows[:at])))
            for at, each in enumerate(rows)
            if each.id in ids
        ]


def test_those_above_have_the_loudest_mark_of_those_below() -> None:
    pending = pending_of(
        [
            draft(111, DRAFT),
            draft(11, DraftState.REFUSED),
            draft(-4, DRAFT, 111),
            draft(-5, QUEUED, -4),
        ]
    )
    browse: Any = OneLine()
    assert asyncio.run(marks_above(pending, browse)) == {
        1: DraftState.REFUSED,
        11: QUEUED,
        111: QUEUED,
    }


def test_a_mark_from_below_is_told_as_a_change_and_leaves_the_own_one(
    tree: PendingTree, qtbot: QtBot
) -> None:
    put(tree, draft(11, QUEUED))
    with qtbot.waitSignal(tree.dataChanged):
        tree.put_above({CustomerId(1): QUEUED, CustomerId(11): DRAFT})
    assert "Below it are changes that are not sent yet" in tree.index_of(CustomerId(1)).data(TIP)
    nord = tree.index_of(CustomerId(11)).data(SPOKEN)
    assert nord == "Nord, Changes are not sent yet, Below it is a draft that is not saved"


def test_new_customers_stand_above_the_children_of_their_parent(tree: PendingTree) -> None:
    put(
        tree,
        draft(-4, QUEUED, 1, name="Opgang <b>3</b>"),
        draft(-5, DRAFT, 0),
        draft(-6, QUEUED, -4, name="Kælder"),
    )
    assert drawn(tree) == [
        "New customer",
        "Andel",
        "  Opgang <b>3</b>",
        "    Kælder",
        "  Nord",
        "  Syd",
        "Bolig",
    ]
    new = tree.index_of_new(CustomerId(-4))
    assert str(new.data(SPOKEN)).startswith("Opgang <b>3</b>, New customer")
    assert "not sent yet, waits for the connection" in new.data(SPOKEN)
    assert "&lt;b&gt;" in new.data(TIP)


def test_new_customers_stay_while_the_branch_is_read_anew(tree: PendingTree) -> None:
    put(tree, draft(-4, QUEUED, 1, name="Opgang 3"))
    tree.put_children(CustomerId(1), ordered(row(13, "Øst", 1)))
    tree.put_children(ROOT, ordered(row(1, "Andel"), row(3, "Centrum")))
    assert drawn(tree) == ["Andel", "  Opgang 3", "  Øst", "Centrum"]
    tree.put_children(ROOT, ordered(row(3, "Centrum")))
    assert not tree.index_of_new(CustomerId(-4)).isValid()
    tree.put_children(ROOT, ordered(row(1, "Andel"), row(3, "Centrum")))
    assert drawn(tree) == ["Andel", "  Opgang 3", "Centrum"]


def test_who_moves_in_stands_below_those_to_be_created(tree: PendingTree) -> None:
    put(tree, draft(-4, QUEUED, 1, name="Opgang 3"))
    tree.put_changed([row(2, "Aalund", 1)])
    assert drawn(tree) == ["Andel", "  Opgang 3", "  Nord", "  Syd", "  Aalund"]
    tree.put_changed([row(11, "Nord", 0)])
    assert drawn(tree) == ["Andel", "  Opgang 3", "  Syd", "  Aalund", "Nord"]


def test_what_was_created_or_given_up_goes_with_all_below(tree: PendingTree) -> None:
    put(tree, draft(-4, QUEUED, 1, name="A"), draft(-6, QUEUED, -4, name="B"))
    put(tree, draft(-6, QUEUED, 11, name="B"))
    assert drawn(tree) == ["Andel", "  Nord", "    B", "  Syd", "Bolig"]
    put(tree)
    assert drawn(tree) == ["Andel", "  Nord", "  Syd", "Bolig"]


def test_a_new_name_shows(tree: PendingTree, qtbot: QtBot) -> None:
    put(tree, draft(-4, DRAFT, 1, name="Opg"))
    with qtbot.waitSignal(tree.dataChanged):
        put(tree, draft(-4, QUEUED, 1, name="Opgang 3"))
    assert tree.index_of_new(CustomerId(-4)).data() == "Opgang 3"


def test_a_branch_that_was_not_read_can_be_opened(qtbot: QtBot) -> None:
    # Without Qt's tester, which asks for all children itself.
    tree = PendingTree()
    view = TreeView(tree)
    qtbot.addWidget(view)
    view.show()
    tree.put_children(ROOT, ordered(with_below(row(7, "Dam"), 3), row(8, "Eng")))
    put(tree, draft(-4, QUEUED, 7, name="Opgang 3"), draft(-5, QUEUED, 8, name="Hus"))
    wanted: list[int] = []
    tree.children_wanted.connect(wanted.append)
    for id_ in (7, 8):
        view.expand(tree.index_of(CustomerId(id_)))
    view.viewport().grab()
    assert wanted == [7]
    assert drawn(tree) == ["Dam", "  Opgang 3", "Eng", "  Hus"]


def test_nothing_pending_is_nothing(tree: PendingTree) -> None:
    tree.put_pending(Pending())
    assert drawn(tree) == ["Andel", "  Nord", "  Syd", "Bolig"]
