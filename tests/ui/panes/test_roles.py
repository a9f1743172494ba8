"""The contract's roles and those of a customer."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLabel, QTableView
from pytestqt.qtbot import QtBot

from desktop.domain.ids import CustomerRoleId
from desktop.domain.records import Customer
from desktop.domain.roles import RolesOf
from desktop.services.changes import Change, Subject
from desktop.ui.faces import Face
from desktop.ui.formats import TICK
from desktop.ui.panes.roles import RolesPane
from tests.helpers.demo_server import DemoServer
from tests.ui.panes.conftest import SOCIETY, Desk


@pytest.fixture
def pane(desk: Desk, qtbot: QtBot) -> Iterator[RolesPane]:
    pane = RolesPane(browse=desk.browse, lists=desk.lists, around=desk.around)
    qtbot.addWidget(pane)
    pane.show()
    yield pane
    pane.stop()


def ticked(pane: RolesPane) -> list[str]:
    table = pane.findChild(QTableView, "roles_table")
    assert table is not None
    model = table.model()
    return [
        str(model.index(row, 1).data())
        for row in range(model.rowCount())
        if model.index(row, 0).data() == TICK
    ]


def source_label(pane: RolesPane) -> QLabel:
    label = pane.findChild(QLabel, "roles_source")
    assert label is not None
    return label


def source(pane: RolesPane) -> str:
    return source_label(pane).text()


def source_tip(pane: RolesPane) -> str:
    return source_label(pane).toolTip()


def show(pane: RolesPane, qtbot: QtBot) -> None:
    pane.show_customer(SOCIETY)
    qtbot.waitUntil(lambda: pane.faces.face is Face.CONTENT)


def test_the_roles_of_a_customer_are_ticked_from_the_copy(
    pane: RolesPane, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    server.patch_customer(SOCIETY.id, customer_role=2)
    desk.take_in()
    before = server.requests()
    show(pane, qtbot)
    assert ticked(pane) == ["Administrator"]
    assert source(pane) == "The ticks come from the field “Role” of this customer."
    assert "“customer_role”" in source_tip(pane)
    # The lists alone, which this program has not read yet.
    assert server.requests() == before + 1
    assert server.ledger_of("GetCustomerRoles")


def test_lists_that_are_known_are_not_read_again(
    pane: RolesPane, qtbot: QtBot, server: DemoServer
) -> None:
    show(pane, qtbot)
    asked = len(server.ledger_of("GetCustomerRoles"))
    before = server.requests()
    pane.reload()
    qtbot.waitUntil(lambda: "load" not in pane._tasks._running)
    assert len(server.ledger_of("GetCustomerRoles")) == asked
    assert server.requests() == before


def test_a_customer_without_a_role(pane: RolesPane, qtbot: QtBot, server: DemoServer) -> None:
    server.patch_customer(SOCIETY.id, customer_role=0)
    show(pane, qtbot)
    assert ticked(pane) == []
    assert source(pane) == "On this customer, the field “Role” names no role."


def test_a_field_without_a_label_is_named_in_the_tooltip_alone(
    pane: RolesPane, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    show(pane, qtbot)
    pane._had = RolesOf(ids=frozenset({CustomerRoleId(2)}), field="roleids")
    desk.changes.publish(Change(subject=Subject.LISTS))
    assert source(pane) == "The ticks come from the list of roles of this customer."
    assert "“roleids”" in source_tip(pane)


def test_a_role_that_no_list_has_is_shown_too(
    pane: RolesPane, qtbot: QtBot, server: DemoServer
) -> None:
    server.patch_customer(SOCIETY.id, customer_role=77)
    show(pane, qtbot)
    assert ticked(pane) == ["Role #77, which is not in the list"]


def test_what_a_colleague_saved_is_shown(
    pane: RolesPane, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    server.patch_customer(SOCIETY.id, customer_role=2)
    show(pane, qtbot)
    desk.copy.hear(Customer(server.patch_customer(SOCIETY.id, customer_role=3)))
    qtbot.waitUntil(lambda: ticked(pane) == ["Bruger"])


def test_a_contract_that_refuses_its_roles(
    pane: RolesPane, qtbot: QtBot, server: DemoServer
) -> None:
    server.patch_customer(SOCIETY.id, customer_role=0)
    server.faults({"command": "GetCustomerRoles", "kind": "no_rights", "times": -1})
    pane.show_customer(SOCIETY)
    said = "Microbizz does not give this contract its list of roles."
    qtbot.waitUntil(lambda: pane.faces.message == said)


def test_a_contract_without_roles(pane: RolesPane, qtbot: QtBot, server: DemoServer) -> None:
    server.patch_customer(SOCIETY.id, customer_role=0)
    server.faults({"command": "GetCustomerRoles", "kind": "empty_list", "times": -1})
    pane.show_customer(SOCIETY)
    qtbot.waitUntil(lambda: pane.faces.message == "This contract has no roles.")


def test_a_customer_that_vanished(pane: RolesPane, qtbot: QtBot, server: DemoServer) -> None:
    server.faults({"command": "GetCustomerByID", "kind": "empty_list", "times": -1})
    pane.show_customer(SOCIETY)
    qtbot.waitUntil(lambda: pane.faces.face is Face.PROBLEM)
    assert "no longer in Microbizz" in pane.faces.message


def test_a_customer_without_such_a_field_is_said_to_have_none(
    pane: RolesPane, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    show(pane, qtbot)
    pane._had = RolesOf(ids=frozenset())
    desk.changes.publish(Change(subject=Subject.LISTS))
    assert "sends no field" in source(pane)
    assert ticked(pane) == []
