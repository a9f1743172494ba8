"""The sheet for a new customer that waits to be created: what is typed on is kept beside it."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.domain.drafts import Draft
from desktop.domain.ids import CustomerId
from desktop.domain.values import Value
from desktop.ui.dialogs.new_customer import NewCustomerSheet
from desktop.ui.dialogs.new_means import Site
from tests.ui.forms.conftest import Desk, Open
from tests.ui.forms.driver import answer, question, top_level


def waits(desk: Desk, mine: dict[str, Value]) -> Draft:
    """A new customer that waits for the connection, which does not come."""
    desk.server.faults({"command": "*", "kind": "close_before", "times": -1})
    waiting = desk.until(desk.queue.create(mine, CustomerId(0)))
    assert isinstance(waiting, Draft)
    return waiting


def typed_of(desk: Desk, waiting: Draft) -> tuple[Value, Value, object]:
    draft = desk.until(desk.drafts.of(waiting.customer))
    return (
        (None, None, {}) if draft is None else (draft.mine["name"], draft.mine["city"], draft.typed)
    )


def test_what_is_typed_of_one_that_waits_is_kept_beside_it(
    desk: Desk, opened: Open, qtbot: QtBot
) -> None:
    waiting = waits(desk, {"name": "Ny ApS", "customernumber": "H-9", "city": "Vejle"})
    form = opened(site=Site(draft=waiting))
    form.type_into("name", "Nyere ApS")
    form.type_into("city", "")
    form.type_into("email", "post")
    qtbot.waitUntil(lambda: typed_of(desk, waiting) == ("Nyere ApS", None, {"email": "post"}))
    # Torn away, as by a kill; what waits is as it was saved.
    assert isinstance(form.widget, NewCustomerSheet)
    form.widget.done(0)
    qtbot.waitUntil(lambda: top_level("new_customer") is None)
    assert desk.until(desk.queue.rows()) == (waiting,)

    kept = desk.until(desk.drafts.of(waiting.customer))
    again = opened(site=Site(draft=waiting, kept=kept))
    assert [again.line(name).text() for name in ("name", "city", "email")] == [
        "Nyere ApS",
        "",
        "post",
    ]
    assert "did not save" in again.said("note_new_customer")
    again.type_into("email", "")
    again.press("create")
    qtbot.waitUntil(lambda: top_level("new_customer") is None)
    qtbot.waitUntil(lambda: not desk.drafts.ids())
    (row,) = desk.until(desk.queue.rows())
    assert (row.customer, row.mine) == (
        waiting.customer,
        {"name": "Nyere ApS", "customernumber": "H-9", "city": None},
    )


def test_what_is_typed_of_one_that_waits_goes_where_it_is_discarded_or_typed_back(
    desk: Desk, opened: Open, qtbot: QtBot
) -> None:
    waiting = waits(desk, {"name": "Ny ApS", "customernumber": "H-9"})
    form = opened(site=Site(draft=waiting))
    form.type_into("name", "Nyere ApS")
    qtbot.waitUntil(lambda: bool(desk.drafts.ids()))
    QTest.keyClick(form.widget, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: question() is not None)
    answer("Discard")
    qtbot.waitUntil(lambda: not desk.drafts.ids())

    again = opened(site=Site(draft=waiting))
    again.type_into("name", "Nyere ApS")
    qtbot.waitUntil(lambda: bool(desk.drafts.ids()))
    again.type_into("name", "Ny ApS")
    QTest.keyClick(again.widget, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: top_level("new_customer") is None)
    qtbot.waitUntil(lambda: not desk.drafts.ids())
    assert question() is None
    assert desk.until(desk.queue.rows()) == (waiting,)


def test_what_is_typed_of_one_that_is_made_meanwhile_is_a_draft_of_that(
    desk: Desk, opened: Open, qtbot: QtBot
) -> None:
    waiting = waits(desk, {"name": "Ny ApS", "customernumber": "H-9", "city": "Vejle"})
    form = opened(site=Site(draft=waiting))
    form.type_into("city", "Kolding")
    qtbot.waitUntil(lambda: desk.drafts.ids() == {waiting.customer})
    desk.server.clear_faults()
    desk.until(desk.queue.send_all())
    real = desk.queue.real_id(waiting.customer)
    assert real is not None
    qtbot.waitUntil(lambda: desk.drafts.ids() == {real})
    form.type_into("city", "Vejle")
    form.type_into("address", "Kajen 7")

    def kept() -> object:
        draft = desk.until(desk.drafts.of(real))
        return draft and draft.mine

    # What was typed back is no draft any more, and no second customer waits to be created.
    qtbot.waitUntil(lambda: kept() == {"address": "Kajen 7"})
    form.press("create")
    qtbot.waitUntil(lambda: top_level("new_customer") is None)
    qtbot.waitUntil(lambda: not desk.drafts.ids())
    desk.until(desk.queue.send_all())
    assert [each["name"] for each in desk.server.customers().values()].count("Ny ApS") == 1
    assert desk.read(real).text("address") == "Kajen 7"
