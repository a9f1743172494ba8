"""The subscriptions of a customer."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QDialog, QLabel, QTableView
from pytestqt.qtbot import QtBot

from desktop.domain.ids import CustomerId
from desktop.ui.faces import Face
from desktop.ui.panes.columns import Mark, Tone
from desktop.ui.panes.model import MARK_ROLE
from desktop.ui.panes.subscription_columns import WARNED
from desktop.ui.panes.subscriptions import SubscriptionsPane
from desktop.ui.selection import Selected
from tests.helpers.demo_server import DemoServer
from tests.ui.panes.conftest import TOP, Desk

TODAY = date(2026, 3, 1)
EMPTY = Selected(id=CustomerId(1093), parent_id=CustomerId(1092), name="Strandageren 8, st. tv.")


@pytest.fixture
def pane(desk: Desk, qtbot: QtBot) -> Iterator[SubscriptionsPane]:
    pane = SubscriptionsPane(
        subscriptions=desk.subscriptions, around=desk.around, today=lambda: TODAY
    )
    qtbot.addWidget(pane)
    pane.resize(1000, 400)
    pane.show()
    yield pane
    pane.stop()


@pytest.fixture
def tenant(server: DemoServer) -> Selected:
    """A customer with one subscription of each standing."""
    server.set_clock(f"{TODAY}T12:00:00")
    planted = server.patch_customer(name="Lejer")
    for title, days in {"Fjern": 400, "Nær": 12, "Slut": -3}.items():
        server.patch_record(
            "subscription",
            customerid=planted["id"],
            title=title,
            count=2,
            unitprice=100,
            period="Årlig" if title == "Nær" else "Månedlig",
            expires=f"{TODAY + timedelta(days=days)}",
        )
    return Selected(id=CustomerId(planted["id"]), parent_id=CustomerId(0), name="Lejer")


def table(pane: SubscriptionsPane) -> QTableView:
    found = pane.findChild(QTableView, "subscriptions_table")
    assert found is not None
    return found


def rows(pane: SubscriptionsPane) -> dict[str, tuple[str, Mark]]:
    """Status and its mark by title."""
    model = table(pane).model()
    found = {}
    for row in range(model.rowCount()):
        mark = model.index(row, 1).data(MARK_ROLE)
        found[str(model.index(row, 0).data())] = (str(model.index(row, 1).data()), mark)
    return found


def show(pane: SubscriptionsPane, qtbot: QtBot, selected: Selected) -> None:
    pane.show_customer(selected)
    qtbot.waitUntil(lambda: pane.faces.face is Face.CONTENT)


def expired_box(pane: SubscriptionsPane) -> QCheckBox:
    box = pane.findChild(QCheckBox, "show_expired")
    assert box is not None
    return box


def test_ended_ones_are_hidden_until_wanted(
    pane: SubscriptionsPane, qtbot: QtBot, tenant: Selected
) -> None:
    show(pane, qtbot, tenant)
    assert rows(pane) == {
        "Fjern": ("Live", Mark()),
        "Nær": ("Expires in 12 days", Mark(tone=Tone.WARNING, only=WARNED)),
    }
    assert expired_box(pane).text() == "Show ended ones (1)"

    expired_box(pane).click()

    assert rows(pane)["Slut"] == ("Expired", Mark(tone=Tone.DIMMED, struck=True))


def test_the_live_ones_are_summed_for_each_period(
    pane: SubscriptionsPane, qtbot: QtBot, tenant: Selected
) -> None:
    show(pane, qtbot, tenant)
    expired_box(pane).click()
    label = pane.findChild(QLabel, "subscriptions_sum")
    assert label is not None
    assert label.text() == "Live: 2 · Total: 400.00 · Månedlig: 200.00 · Årlig: 200.00"


def test_a_selection_costs_one_request(
    pane: SubscriptionsPane, qtbot: QtBot, tenant: Selected, server: DemoServer
) -> None:
    before = server.requests()
    show(pane, qtbot, tenant)
    assert server.requests() == before + 1
    assert server.ledger_of("GetSubscriptionsByCustomerID")[-1]["inputs"] == {
        "customerid": tenant.id
    }


def test_asking_twice_for_one_customer_reads_once(
    pane: SubscriptionsPane, qtbot: QtBot, tenant: Selected, server: DemoServer
) -> None:
    show(pane, qtbot, tenant)
    before = server.requests()
    pane.show_customer(tenant)
    assert pane.faces.face is Face.CONTENT
    assert server.requests() == before


def test_no_subscriptions_are_said_to_be_none(pane: SubscriptionsPane, qtbot: QtBot) -> None:
    pane.show_customer(EMPTY)
    qtbot.waitUntil(lambda: pane.faces.message == "This customer has no subscriptions.")


def test_a_slow_answer_never_paints_over_a_newer_selection(
    pane: SubscriptionsPane, qtbot: QtBot, tenant: Selected, server: DemoServer
) -> None:
    server.faults(
        {
            "command": "GetSubscriptionsByCustomerID",
            "kind": "hold",
            "where": {"customerid": tenant.id},
        }
    )
    pane.show_customer(tenant)
    qtbot.waitUntil(lambda: pane.faces.message == "Loading…")
    pane.show_customer(EMPTY)
    qtbot.waitUntil(lambda: pane.faces.face is Face.EMPTY)
    server.release()
    pane.reload()
    qtbot.waitUntil(lambda: pane.faces.face is Face.EMPTY)
    assert rows(pane) == {}


def test_a_problem_is_shown_in_place_and_tried_again(
    pane: SubscriptionsPane, qtbot: QtBot, tenant: Selected, server: DemoServer
) -> None:
    server.faults({"command": "GetSubscriptionsByCustomerID", "kind": "no_rights"})
    pane.show_customer(tenant)
    qtbot.waitUntil(lambda: pane.faces.face is Face.PROBLEM)
    assert "Microbizz said no" in pane.faces.message
    pane.faces.retry_asked.emit()
    qtbot.waitUntil(lambda: pane.faces.face is Face.CONTENT)


def test_coming_back_after_a_problem_tries_again(
    pane: SubscriptionsPane, qtbot: QtBot, tenant: Selected, server: DemoServer
) -> None:
    server.faults({"command": "GetSubscriptionsByCustomerID", "kind": "no_rights"})
    pane.show_customer(tenant)
    qtbot.waitUntil(lambda: pane.faces.face is Face.PROBLEM)
    show(pane, qtbot, tenant)
    assert rows(pane)


def test_a_failed_refresh_leaves_what_is_shown(
    pane: SubscriptionsPane, qtbot: QtBot, tenant: Selected, server: DemoServer, desk: Desk
) -> None:
    show(pane, qtbot, tenant)
    server.faults({"command": "GetSubscriptionsByCustomerID", "kind": "no_rights"})
    pane.reload()
    qtbot.waitUntil(lambda: bool(desk.notices))
    assert pane.faces.face is Face.CONTENT
    assert "Nær" in rows(pane)


def test_a_refresh_keeps_the_selection(
    pane: SubscriptionsPane, qtbot: QtBot, tenant: Selected, server: DemoServer
) -> None:
    show(pane, qtbot, tenant)
    table(pane).selectRow(1)
    chosen = table(pane).currentIndex().siblingAtColumn(0).data()
    server.patch_record(
        "subscription", customerid=tenant.id, title="Ny", expires=f"{TODAY + timedelta(days=90)}"
    )
    pane.reload()
    qtbot.waitUntil(lambda: "Ny" in rows(pane))
    assert table(pane).currentIndex().siblingAtColumn(0).data() == chosen


def test_enter_shows_every_field(pane: SubscriptionsPane, qtbot: QtBot, tenant: Selected) -> None:
    show(pane, qtbot, tenant)
    table(pane).selectRow(0)
    QTest.keyClick(table(pane), Qt.Key.Key_Return)
    sheet = pane.findChild(QDialog, "record_sheet")
    assert sheet is not None
    fields = sheet.findChild(QTableView, "record_fields")
    assert fields is not None
    model = fields.model()
    shown = {model.index(row, 0).data(): model.index(row, 1).data() for row in range(9)}
    assert shown["Quantity"] == "2"
    sheet.close()


def test_nobody_selected_is_said(pane: SubscriptionsPane, qtbot: QtBot, tenant: Selected) -> None:
    show(pane, qtbot, tenant)
    pane.show_customer(None)
    assert pane.faces.message == "Choose a customer in the tree."
    assert rows(pane) == {}


def test_how_it_looks_is_remembered(
    pane: SubscriptionsPane, qtbot: QtBot, tenant: Selected, desk: Desk
) -> None:
    show(pane, qtbot, tenant)
    expired_box(pane).click()
    other = SubscriptionsPane(subscriptions=desk.subscriptions, around=desk.around)
    qtbot.addWidget(other)
    other.restore(pane.state())
    assert other.state() == pane.state()
    assert expired_box(other).isChecked()
    other.restore({"table": 3, "expired": "x"})
    other.stop()


def test_the_top_has_a_list_of_its_own(pane: SubscriptionsPane, qtbot: QtBot) -> None:
    pane.show_customer(TOP)
    qtbot.waitUntil(lambda: pane.faces.face in {Face.CONTENT, Face.EMPTY})
