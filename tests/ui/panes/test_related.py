"""The customers around one."""

from collections.abc import Collection, Iterator, Mapping

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.mirror import whole
from desktop.ui.faces import Face
from desktop.ui.panes.columns import Tone
from desktop.ui.panes.model import MARK_ROLE
from desktop.ui.panes.related import RelatedPane, Whole
from desktop.ui.selection import Selected
from tests.helpers.demo_server import DemoServer
from tests.ui.panes.conftest import SOCIETY, TOP, Desk


def plant(desk: Desk, server: DemoServer, **fields: object) -> Customer:
    """A customer that a colleague made, and the copy has heard of."""
    planted = Customer(server.patch_customer(**fields))
    desk.copy.hear(planted)
    return planted


def whole_from(desk: Desk) -> Whole:
    """Whole records as the copy has them."""

    async def read(ids: Collection[CustomerId]) -> Mapping[CustomerId, Customer]:
        found = await desk.copy.reader.run(whole.customers, ids)
        return {each.id: each for each in found}

    return read


@pytest.fixture
def pane(desk: Desk, qtbot: QtBot) -> Iterator[RelatedPane]:
    pane = RelatedPane(
        browse=desk.browse,
        lists=desk.lists,
        around=desk.around,
        whole=whole_from(desk),
    )
    qtbot.addWidget(pane)
    pane.resize(800, 700)
    desk.take_in()
    pane.show()
    yield pane
    pane.stop()


def table(pane: RelatedPane, section: str) -> QTableView:
    found = pane.findChild(QTableView, f"{section}_table")
    assert found is not None
    return found


def names(pane: RelatedPane, section: str) -> list[str]:
    model = table(pane, section).model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def sentences(pane: RelatedPane, section: str) -> list[str]:
    part = pane.findChild(QWidget, section)
    assert part is not None
    labels = (each for each in part.findChildren(QLabel) if each.buddy() is None or _is_table(each))
    return [label.text() for label in labels if label.isVisible()]


def _is_table(label: QLabel) -> bool:
    """Whether it is the heading of a table, and not the name of a choice."""
    return isinstance(label.buddy(), QTableView)


def show(pane: RelatedPane, qtbot: QtBot, selected: Selected) -> None:
    pane.show_customer(selected)
    qtbot.waitUntil(lambda: pane.faces.face is Face.CONTENT)


def test_parents_siblings_and_children_ask_nobody(
    pane: RelatedPane, qtbot: QtBot, server: DemoServer
) -> None:
    parent = server.call("GetCustomerByID", customerid=1005)["customers"][0]["parentcust"]
    block = Selected(id=CustomerId(1005), parent_id=CustomerId(parent), name="")
    path = server.call("GetParentCustomers", customerid=block.id)["customers"]
    around = server.call("GetCustomersByParentID", customerid=parent)["customers"]
    below = server.call("GetCustomersByParentID", customerid=block.id)["customers"]
    before = server.requests()

    show(pane, qtbot, block)

    assert server.requests() == before
    assert names(pane, "parents") == [each["name"] for each in reversed(path)]
    assert set(names(pane, "siblings")) == {c["name"] for c in around if c["id"] != block.id}
    assert set(names(pane, "children")) == {c["name"] for c in below}
    assert len(path) > 1


def test_the_count_stands_in_the_heading(pane: RelatedPane, qtbot: QtBot) -> None:
    show(pane, qtbot, SOCIETY)
    assert sentences(pane, "children") == ["Children (4)"]


def test_at_the_top_there_are_neither_parents_nor_siblings(pane: RelatedPane, qtbot: QtBot) -> None:
    show(pane, qtbot, TOP)
    assert sentences(pane, "parents") == ["Parents", "This customer is at the top level."]
    assert "in the tree" in sentences(pane, "siblings")[1]


def test_one_without_children_says_so(
    pane: RelatedPane, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    lone = plant(desk, server, name="Alene", parentcust=SOCIETY.id)
    show(pane, qtbot, Selected(id=lone.id, parent_id=SOCIETY.id, name="Alene"))
    assert "No customers under this one." in sentences(pane, "children")


def test_one_that_was_moved_gets_its_new_siblings(
    pane: RelatedPane, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    moved = plant(desk, server, name="Flyttet", parentcust=SOCIETY.id)
    show(pane, qtbot, Selected(id=moved.id, parent_id=TOP.id, name="Flyttet"))
    below = server.call("GetCustomersByParentID", customerid=SOCIETY.id)["customers"]
    assert set(names(pane, "siblings")) == {c["name"] for c in below} - {"Flyttet"}


def test_one_the_copy_is_yet_to_hear_of_appears_when_it_has(
    pane: RelatedPane, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    new = Customer(server.patch_customer(name="Ny", parentcust=SOCIETY.id))
    pane.show_customer(Selected(id=new.id, parent_id=SOCIETY.id, name="Ny"))
    qtbot.waitUntil(lambda: pane.faces.message == "Loading…")
    desk.copy.hear(new)
    qtbot.waitUntil(lambda: SOCIETY.name in names(pane, "parents"))


def test_until_the_copy_is_whole_the_branches_are_looked_into(
    pane: RelatedPane, qtbot: QtBot, desk: Desk
) -> None:
    show(pane, qtbot, SOCIETY)
    assert desk.copy.looked_into == []
    desk.copy.become(is_whole=False)
    pane.reload()
    qtbot.waitUntil(lambda: desk.copy.looked_into == [SOCIETY.id, SOCIETY.parent_id])


@pytest.mark.parametrize("section", ["parents", "children"])
def test_enter_and_a_double_click_go_there(pane: RelatedPane, qtbot: QtBot, section: str) -> None:
    show(pane, qtbot, SOCIETY)
    rows = table(pane, section)
    rows.selectRow(0)
    with qtbot.waitSignal(pane.customer_asked) as by_key:
        QTest.keyClick(rows, Qt.Key.Key_Return)
    with qtbot.waitSignal(pane.customer_asked) as by_mouse:
        rows.doubleClicked.emit(rows.model().index(0, 0))
    assert by_key.args == by_mouse.args


def test_closed_ones_are_named_so(
    pane: RelatedPane, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    plant(desk, server, name="Lukket ned", parentcust=SOCIETY.id, isdeleted=1, isblocked=1)
    show(pane, qtbot, SOCIETY)
    row = names(pane, "children").index("Lukket ned")
    model = table(pane, "children").model()
    assert model.index(row, model.columnCount() - 1).data() == "Closed, Blocked"


@pytest.mark.parametrize("named", [True, False])
def test_a_new_child_appears(
    pane: RelatedPane, qtbot: QtBot, server: DemoServer, desk: Desk, named: bool
) -> None:
    show(pane, qtbot, SOCIETY)
    born = Customer(server.patch_customer(name="Nyt barn", parentcust=SOCIETY.id))
    parent = Customer(server.call("GetCustomerByID", customerid=SOCIETY.id)["customers"][0])
    # As it is told: a parent whose children changed is named too.
    desk.copy.hear(born, Customer({**parent.raw, "phone": "12345678"}), named=named)
    qtbot.waitUntil(lambda: "Nyt barn" in names(pane, "children"))


def test_how_it_looks_is_remembered(pane: RelatedPane, qtbot: QtBot) -> None:
    children = table(pane, "children")
    children.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    state = pane.state()
    children.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    pane.restore(state)
    assert pane.state() == state


def test_all_below_are_shown_with_where_they_are(
    pane: RelatedPane, qtbot: QtBot, desk: Desk, server: DemoServer
) -> None:
    child = plant(desk, server, name="Barn", parentcust=SOCIETY.id)
    plant(desk, server, name="Barnebarn", parentcust=child.id)
    show(pane, qtbot, SOCIETY)
    qtbot.waitUntil(lambda: "Barn" in names(pane, "children"))
    assert "Barnebarn" not in names(pane, "children")
    choose(pane, "children_reach", 1)
    qtbot.waitUntil(lambda: "Barnebarn" in names(pane, "children"))
    at = names(pane, "children").index("Barnebarn")
    assert "Barn" in cells(pane, at)


def test_those_that_differ_from_the_one_above_stand_out(
    pane: RelatedPane, qtbot: QtBot, desk: Desk, server: DemoServer
) -> None:
    top = plant(desk, server, name="Øverst", phone="11111111")
    for name, phone in (("Ens", "11111111"), ("Anden", "22222222")):
        plant(desk, server, name=name, phone=phone, parentcust=top.id)
    show(pane, qtbot, Selected(id=top.id, parent_id=CustomerId(0), name="Øverst"))
    qtbot.waitUntil(lambda: names(pane, "children") == ["Anden", "Ens"])
    field = pane.findChild(QComboBox, "children_field")
    assert field is not None
    choose(pane, "children_field", field.findData("phone"))
    qtbot.waitUntil(lambda: "22222222" in cells(pane, 0))
    (heading,) = sentences(pane, "children")
    assert heading.endswith("Phone above: 11111111")
    marks = [table(pane, "children").model().index(row, 1).data(MARK_ROLE) for row in (0, 1)]
    assert [mark.tone if mark else None for mark in marks] == [Tone.WARNING, Tone.PLAIN]
    only = pane.findChild(QCheckBox, "children_only")
    assert only is not None
    only.click()
    assert names(pane, "children") == ["Anden"]
    asked: list[object] = []
    pane.several_asked.connect(asked.append)
    change = pane.findChild(QPushButton, "children_change")
    assert change is not None
    change.click()
    (ids,) = asked
    assert isinstance(ids, tuple)
    assert len(ids) == 1


def test_those_selected_are_changed_together(
    pane: RelatedPane, qtbot: QtBot, desk: Desk, server: DemoServer
) -> None:
    top = plant(desk, server, name="Øverst")
    kids = [plant(desk, server, name=f"Hus {n}", parentcust=top.id).id for n in range(3)]
    show(pane, qtbot, Selected(id=top.id, parent_id=CustomerId(0), name="Øverst"))
    qtbot.waitUntil(lambda: len(names(pane, "children")) == 3)
    view = table(pane, "children")
    view.selectRow(0)
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    asked: list[object] = []
    pane.several_asked.connect(asked.append)
    change = pane.findChild(QPushButton, "children_change")
    assert change is not None
    assert "(2)" in change.text()
    change.click()
    assert asked == [tuple(kids[:2])]


def choose(pane: RelatedPane, name: str, at: int) -> None:
    box = pane.findChild(QComboBox, name)
    assert box is not None
    box.setCurrentIndex(at)


def cells(pane: RelatedPane, row: int) -> list[str]:
    model = table(pane, "children").model()
    return [str(model.index(row, at).data()) for at in range(model.columnCount())]
