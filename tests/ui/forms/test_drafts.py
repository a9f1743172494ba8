"""What is typed is on the disk before it is saved, and comes back."""

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.drafts import Draft
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.ui.forms import drafting
from desktop.ui.forms.details import DetailsPane
from tests.ui.forms.conftest import BY_ID, Desk, FullDisk
from tests.ui.forms.driver import FormDriver, answer, leaving, save, top_level


def draft_of(desk: Desk, customer: CustomerId) -> Draft | None:
    found: Draft | None = desk.until(desk.drafts.of(customer))
    return found


def kept(desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot) -> Customer:
    """A customer whose phone is changed in the form; that is a draft."""
    hansen = desk.hansen()
    pane.show_record(hansen)
    form.type_into("phone", "22")
    qtbot.waitUntil(lambda: hansen.id in desk.drafts.ids())
    return hansen


def other_pane(desk: Desk, qtbot: QtBot, record: Customer) -> tuple[DetailsPane, FormDriver]:
    """The form after the program was started again."""
    pane = DetailsPane(means=desk.means, around=desk.around)
    qtbot.addWidget(pane)
    pane.show()
    pane.show_record(record)
    return pane, FormDriver(pane)


def test_what_is_typed_is_kept_by_itself_and_comes_back_as_changes(
    desk: Desk, qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    pane, form = other_pane(desk, qtbot, hansen)
    form.type_into("phone", "22")
    form.type_into("vatpercentage", "25 %")
    form.tick("isblocked").click()
    qtbot.waitUntil(lambda: hansen.id in desk.drafts.ids())
    draft = draft_of(desk, hansen.id)
    assert draft is not None
    assert (dict(draft.mine), dict(draft.typed)) == (
        {"phone": "22", "isblocked": True},
        {"vatpercentage": "25 %"},
    )

    pane.stop()
    later, again = other_pane(desk, qtbot, hansen)
    qtbot.waitUntil(lambda: "Your draft of" in again.said())
    assert again.line("phone").text() == "22"
    assert again.line("vatpercentage").text() == "25 %"
    assert again.tick("isblocked").isChecked()
    assert again.is_marked("phone")
    assert desk.server.ledger_of(BY_ID) == []
    later.stop()


def test_typing_on_without_a_pause_does_not_put_keeping_off(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    pane.show_record(hansen)

    def typed_on() -> bool:
        form.line("address").insert("x")
        return hansen.id in desk.drafts.ids()

    qtbot.waitUntil(typed_on)


def test_a_save_that_stored_everything_ends_the_draft(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = kept(desk, pane, form, qtbot)
    save(form, qtbot)
    qtbot.waitUntil(lambda: hansen.id not in desk.drafts.ids())


def test_a_change_taken_back_ends_the_draft(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = kept(desk, pane, form, qtbot)
    form.press("revert")
    qtbot.waitUntil(lambda: hansen.id not in desk.drafts.ids())


@pytest.mark.parametrize("way", ["another", "stop"])
def test_going_away_keeps_what_was_typed_a_moment_ago(desk: Desk, qtbot: QtBot, way: str) -> None:
    hansen = desk.hansen()
    pane, form = other_pane(desk, qtbot, hansen)
    form.type_into("phone", "22")
    if way == "another":
        pane.show_record(desk.hansen(name="En anden"))
    pane.stop()
    qtbot.waitUntil(lambda: hansen.id in desk.drafts.ids())
    draft = draft_of(desk, hansen.id)
    assert draft is not None
    assert draft.mine == {"phone": "22"}


def test_leaving_may_keep_a_draft_that_comes_back_with_the_customer(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    pane.show_record(hansen)
    form.type_into("phone", "22")
    task = leaving(pane, qtbot)
    answer("Keep as draft")
    qtbot.waitUntil(task.done)
    assert task.result()
    assert not pane.is_dirty
    assert hansen.id in desk.drafts.ids()

    pane.show_record(desk.hansen(name="En anden"))
    assert not pane.is_dirty
    pane.show_record(hansen)
    qtbot.waitUntil(lambda: pane.is_dirty)
    assert form.line("phone").text() == "22"


def test_a_draft_that_the_disk_does_not_take_stays_in_the_form(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot, full_disk: FullDisk
) -> None:
    hansen = desk.hansen()
    pane.show_record(hansen)
    with full_disk():
        form.type_into("phone", "22")
        # Said while typing; said again to who asks for it.
        qtbot.waitUntil(lambda: len(desk.notices) == 1)
        task = leaving(pane, qtbot)
        answer("Keep as draft")
        qtbot.waitUntil(task.done)
        assert not task.result()
        assert form.line("phone").text() == "22"
        assert len(desk.notices) == 2

    task = leaving(pane, qtbot)
    answer("Keep as draft")
    qtbot.waitUntil(task.done)
    assert task.result()
    assert hansen.id in desk.drafts.ids()


def test_what_the_disk_did_not_take_is_kept_by_itself_when_it_does(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot, full_disk: FullDisk
) -> None:
    hansen, other = desk.hansen(), desk.hansen(name="En anden")
    pane.show_record(hansen)
    with full_disk(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(drafting, "AGAIN_AFTER_MS", (10, 300))
        form.type_into("phone", "22")
        qtbot.waitUntil(lambda: len(desk.notices) == 1)
        # What is taken back by then is not kept after all.
        pane.show_record(other)
        form.type_into("phone", "33")
        qtbot.waitUntil(lambda: len(desk.notices) == 2)
        form.press("revert")
        pane.show_record(hansen)
    qtbot.waitUntil(lambda: form.line("phone").text() == "22")
    assert desk.drafts.ids() == {hansen.id}


def test_discarding_gives_the_draft_up(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = kept(desk, pane, form, qtbot)
    task = leaving(pane, qtbot)
    answer("Discard")
    qtbot.waitUntil(task.done)
    assert hansen.id not in desk.drafts.ids()


def test_an_old_draft_shows_what_moved_since_and_does_not_overwrite_it(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    desk.until(desk.drafts.keep(hansen.id, hansen, {"phone": "44444444", "zip": "5000"}))
    desk.server.patch_customer(hansen.id, phone="theirs", city="Odense")
    pane.show_record(desk.read(hansen.id))
    qtbot.waitUntil(lambda: pane.is_dirty)
    assert form.note("phone") == "Now in Microbizz: theirs"
    assert form.note("zip") == ""
    assert form.line("city").text() == "Odense"

    form.press("save")
    qtbot.waitUntil(lambda: top_level("conflicts") is not None)
    assert desk.server.ledger_of(BY_ID) == []


def test_a_draft_the_server_has_by_now_is_none_any_more(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    desk.until(desk.drafts.keep(hansen.id, hansen, {"phone": "22"}))
    desk.server.patch_customer(hansen.id, phone="22")
    pane.show_record(desk.read(hansen.id))
    qtbot.waitUntil(lambda: hansen.id not in desk.drafts.ids())
    assert not pane.is_dirty
    assert form.said() == ""


def test_who_kept_a_draft_and_stays_after_all_gets_it_back(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    pane.show_record(hansen)
    form.type_into("phone", "22")
    task = leaving(pane, qtbot)
    answer("Keep as draft")
    qtbot.waitUntil(task.done)
    assert form.line("phone").text() == "11111111"
    qtbot.waitUntil(lambda: form.line("phone").text() == "22")
    assert pane.is_dirty


def test_who_stays_after_all_gets_it_back_though_another_form_shows_the_customer(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    pane.show_record(hansen)
    beside, other = other_pane(desk, qtbot, hansen)
    form.type_into("phone", "22")
    other.type_into("city", "Ribe")
    task = leaving(pane, qtbot)
    answer("Keep as draft")
    qtbot.waitUntil(task.done)
    qtbot.waitUntil(lambda: form.line("phone").text() == "22")
    assert form.line("city").text() == "Vejle"
    form.type_into("email", "ny@hansen.dk")
    both = {"phone": "22", "email": "ny@hansen.dk", "city": "Ribe"}
    qtbot.waitUntil(lambda: getattr(draft_of(desk, hansen.id), "mine", None) == both)
    beside.stop()


def test_a_draft_is_in_one_form_at_a_time(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = kept(desk, pane, form, qtbot)
    beside, other = other_pane(desk, qtbot, hansen)
    desk.until(desk.drafts.of(hansen.id))
    assert not beside.is_dirty
    assert other.line("phone").text() == "11111111"
    beside.stop()


def test_what_is_typed_in_two_forms_of_one_customer_is_all_kept(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    pane.show_record(hansen)
    beside, other = other_pane(desk, qtbot, hansen)
    form.type_into("phone", "22")
    qtbot.waitUntil(lambda: hansen.id in desk.drafts.ids())
    other.type_into("city", "Ribe")
    both = {"phone": "22", "city": "Ribe"}
    qtbot.waitUntil(lambda: getattr(draft_of(desk, hansen.id), "mine", None) == both)
    # Saving the one leaves what is unsaved in the other.
    save(other, qtbot)
    qtbot.waitUntil(lambda: not beside.is_dirty)
    qtbot.waitUntil(lambda: getattr(draft_of(desk, hansen.id), "mine", None) == {"phone": "22"})
    form.type_into("phone", "11111111")
    qtbot.waitUntil(lambda: draft_of(desk, hansen.id) is None)
    beside.stop()


def test_who_types_before_a_draft_is_back_has_both(desk: Desk, qtbot: QtBot) -> None:
    hansen = desk.hansen()
    desk.until(desk.drafts.keep(hansen.id, hansen, {"phone": "22", "city": "Odense"}))
    pane, form = other_pane(desk, qtbot, hansen)
    form.type_into("city", "Aarhus")
    qtbot.waitUntil(lambda: form.line("phone").text() == "22")
    assert form.line("city").text() == "Aarhus"
    desk.server.patch_customer(hansen.id, city="Skive")
    pane.show_record(desk.read(hansen.id))
    assert form.line("city").text() == "Aarhus"
    pane.stop()
    draft = draft_of(desk, hansen.id)
    assert draft is not None
    assert (draft.mine, draft.base.text("city")) == ({"phone": "22", "city": "Aarhus"}, "Vejle")


def test_what_the_window_of_a_new_customer_kept_is_shown_once_it_is_there(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    pane.show_record(hansen)
    desk.until(desk.drafts.keep(hansen.id, hansen, {"phone": "22"}, by="its window"))
    qtbot.waitUntil(lambda: "Your draft of" in form.said())
    assert form.line("phone").text() == "22"
    form.press("revert")
    qtbot.waitUntil(lambda: hansen.id not in desk.drafts.ids())
    assert form.line("phone").text() == hansen.text("phone")


def test_what_another_keeps_takes_nothing_that_is_typed_here(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    pane.show_record(hansen)
    form.type_into("phone", "33")
    desk.until(desk.drafts.keep(hansen.id, hansen, {"city": "Ribe"}, by="its window"))
    qtbot.waitUntil(lambda: _mine(desk, hansen) == {"phone": "33", "city": "Ribe"})
    assert form.line("phone").text() == "33"


def _mine(desk: Desk, customer: Customer) -> dict[str, object]:
    draft = draft_of(desk, customer.id)
    return {} if draft is None else dict(draft.mine)
