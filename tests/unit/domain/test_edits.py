"""What differs, what is sent, and what a write did."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import edits
from desktop.domain.catalogue import CUSTOMER
from desktop.domain.fields import Field, Kind
from desktop.domain.merge import Merge, merge
from desktop.domain.records import Customer
from desktop.domain.values import Value, write_value

WRITABLE = tuple(field for field in CUSTOMER if not field.read_only)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def values_of(field: Field) -> st.SearchStrategy[Value]:
    by_kind: dict[Kind, st.SearchStrategy[Value]] = {
        Kind.NUMBER: st.integers(-999, 999),
        Kind.ID: st.integers(0, 99),
        Kind.FLOAT: st.floats(-180, 180).map(lambda number: round(number, 9)),
        Kind.BOOLEAN: st.booleans(),
        Kind.DATE: st.dates(date(1900, 1, 1)),
    }
    return st.none() | by_kind.get(field.kind, TEXT)


DRAFTS = st.fixed_dictionaries({}, optional={f.name: values_of(f) for f in WRITABLE})
RECORDS = DRAFTS.map(lambda draft: Customer({"id": 7} | _on_the_wire(draft)))


def _on_the_wire(draft: dict[str, Value]) -> dict[str, object]:
    return {name: write_value(edits.customer_field(name), value) for name, value in draft.items()}


def stored_by(server: Customer, sent: dict[str, object]) -> Customer:
    """What a server makes of *sent* that merges, as documented."""
    return Customer({**server.raw, **sent, "changedate": "2026-01-02", "changetime": "03:04:05"})


@given(RECORDS)
def test_a_record_shown_and_read_back_has_no_changes(record: Customer) -> None:
    assert edits.changed_fields(record, {f.name: record.value(f.name) for f in WRITABLE}) == {}


@given(RECORDS, DRAFTS)
def test_only_what_differs_is_sent(record: Customer, draft: dict[str, Value]) -> None:
    changed = edits.changed_fields(record, draft)
    unchanged = draft.keys() - changed.keys()

    assert edits.wire_object(record, changed).keys() == changed.keys()
    assert all(edits.same(edits.customer_field(n), record.value(n), draft[n]) for n in unchanged)


@given(RECORDS, DRAFTS)
def test_a_server_that_merges_stores_all_and_disturbs_nothing(
    record: Customer, draft: dict[str, Value]
) -> None:
    changed = edits.changed_fields(record, draft)

    came = edits.compare(
        record, stored_by(record, dict(edits.wire_object(record, changed))), changed
    )

    assert (set(came.stored), came.not_stored, came.disturbed) == (set(changed), (), ())


@given(RECORDS, st.sampled_from([f for f in WRITABLE if f.kind is Kind.STRING]))
def test_a_lost_value_that_was_not_sent_is_noticed(record: Customer, field: Field) -> None:
    before = Customer({**record.raw, field.name: "Vestergade 1"})
    after = Customer({**record.raw, field.name: ""})

    assert edits.compare(before, after, {}).disturbed == (field.name,)


@given(RECORDS, DRAFTS)
def test_nobody_conflicts_with_nobody(record: Customer, mine: dict[str, Value]) -> None:
    assert merge(record, mine, record).conflicts == ()


@given(RECORDS, DRAFTS)
def test_the_same_change_made_twice_is_no_conflict(
    record: Customer, mine: dict[str, Value]
) -> None:
    theirs = stored_by(record, _on_the_wire(mine))
    assert merge(record, mine, theirs) == Merge(send={})


@given(RECORDS, RECORDS, DRAFTS)
def test_a_conflict_is_three_different_values(
    base: Customer, theirs: Customer, mine: dict[str, Value]
) -> None:
    for clash in merge(base, mine, theirs).conflicts:
        field = edits.customer_field(clash.name)
        values = (clash.base, clash.theirs, clash.mine)
        assert values == (base.value(clash.name), theirs.value(clash.name), mine[clash.name])
        assert not edits.same(field, clash.base, clash.theirs)
        assert not edits.same(field, clash.theirs, clash.mine)


@given(RECORDS, RECORDS, st.sets(st.sampled_from([f.name for f in WRITABLE])))
def test_what_is_being_edited_keeps_its_base_through_a_refresh(
    old: Customer, new: Customer, edited: set[str]
) -> None:
    base = edits.rebased(old, new, edited)

    for field in WRITABLE:
        source = old if field.name in edited else new
        assert base.value(field.name) == source.value(field.name)


@pytest.mark.parametrize(
    ("name", "one", "other", "equal"),
    [
        ("customernumber", "007", "7", False),
        ("customernumber", "29", "29.0", False),
        ("vatpercentage", "29", 29, True),
        ("vatpercentage", "29,0", 29, True),
        ("vatpercentage", "ugle", 29, False),
        ("longitude", "12,50", 12.5, True),
        ("isblocked", "0", False, True),
        ("isblocked", 1, True, True),
        ("isblocked", "1", False, False),
        ("name", "1", "true", False),
        ("startdate", "05-08-2011", date(2011, 8, 5), True),
        ("description", "a\r\nb", "a\nb", True),
        ("name", "A\u030arhus", "\u00c5rhus", True),
        ("name", None, "", True),
        ("name", "a", "A", False),
        ("isblocked", None, False, True),
        ("isblocked", None, True, False),
        ("vatpercentage", None, 0, False),
        ("typeid", None, 0, True),
        ("longitude", 12.5, 12.500000000000002, True),
    ],
)
def test_sameness_goes_by_the_type_of_the_field(
    name: str, one: Value, other: Value, equal: bool
) -> None:
    assert edits.same(edits.customer_field(name), one, other) is equal


def test_a_cleared_number_counts_as_stored_when_it_comes_back_as_nothing() -> None:
    for wire in (0, None, "", "0"):
        assert edits.not_stored_of({"vatpercentage": None}, Customer({"vatpercentage": wire})) == ()


def test_a_field_is_sent_under_the_name_it_came_by() -> None:
    assert edits.wire_object(Customer({"roleid": 3}), {"customer_role": 4}) == {"roleid": 4}
    assert edits.wire_object(Customer({}), {"customer_role": 4}) == {"customer_role": 4}


def test_a_read_only_field_is_never_sent() -> None:
    with pytest.raises(ValueError, match="typetext"):
        edits.wire_object(Customer({}), {"typetext": "A"})


def test_stamps_and_companions_may_change() -> None:
    before = Customer({"changedate": "2020-01-01", "typeid": 1, "typetext": "A", "name": "x"})
    after = Customer({"changedate": "2026-01-01", "typeid": 2, "typetext": "B", "name": "x"})

    assert edits.compare(before, after, {"typeid": 2}).disturbed == ()


def test_coordinates_may_follow_an_address_but_nothing_else() -> None:
    before, after = Customer({"latitude": 55.1}), Customer({"latitude": 56.2})

    assert edits.compare(before, after, {"city": None}).disturbed == ()
    assert edits.compare(before, after, {"phone": None}).disturbed == ("latitude",)


def test_an_unknown_field_counts_only_when_it_loses_its_value() -> None:
    before = Customer({"revision": 4, "budgetarea": "Nord", "values": {"colour": "red", "n": 1}})
    bumped = Customer({"revision": 5, "budgetarea": "Nord", "values": {"colour": "red", "n": 2}})
    emptied = Customer({"revision": 5, "values": []})

    assert edits.compare(before, bumped, {}).disturbed == ()
    assert set(edits.compare(before, emptied, {}).disturbed) == {
        "budgetarea",
        "values.colour",
        "values.n",
    }
    # Which custom values there are belongs to the type.
    assert edits.compare(before, emptied, {"typeid": None}).disturbed == ("budgetarea",)


def test_an_answer_without_some_fields_is_not_whole() -> None:
    before = Customer({"id": 1, "name": "a", "city": "b"})

    assert edits.is_whole(Customer({"id": 1, "name": "", "city": "", "new": 1}), before)
    assert not edits.is_whole(Customer({"id": 1}), before)


def _overwritten() -> edits.Saved:
    before = Customer(
        {"name": "a", "phone": "1", "city": "Vejle", "budgetarea": "N", "values": {"k": "v"}}
    )
    after = Customer({"name": "a", "phone": "2", "city": "", "budgetarea": "", "values": []})
    sent: dict[str, Value] = {"phone": "2"}
    return edits.Saved(
        receipt=1,
        at=datetime(2026, 1, 1, tzinfo=UTC),
        before=before,
        after=after,
        sent=sent,
        disturbed=edits.compare(before, after, sent).disturbed,
    )


def test_restoring_sends_what_was_lost_and_what_was_saved() -> None:
    saved = _overwritten()

    assert edits.restoring(saved, saved.after) == {
        "phone": "2",
        "city": "Vejle",
        "budgetarea": "N",
        "values": {"k": "v"},
    }


def test_restoring_leaves_alone_what_a_colleague_has_changed_since() -> None:
    saved = _overwritten()
    now = Customer({**saved.after.raw, "city": "Odense", "phone": "3"})

    sent = edits.restoring(saved, now)

    assert (sent["city"], sent["phone"]) == ("Odense", "3")


def test_the_preview_lists_only_what_changes() -> None:
    before = Customer({"name": "a", "phone": "1", "city": "Vejle"})

    changes = edits.field_changes(before, {"name": "a", "phone": "2", "email": "x@y"})

    assert changes == (
        edits.FieldChange(name="phone", before="1", after="2"),
        edits.FieldChange(name="email", before=None, after="x@y"),
    )


@given(st.sampled_from(WRITABLE), st.data())
def test_sameness_survives_the_wire(field: Field, data: st.DataObject) -> None:
    value = data.draw(values_of(field))
    came = Customer({field.name: write_value(field, value)})

    assert edits.not_stored_of({field.name: value}, came) == ()


def test_no_tax_is_not_no_rate_of_tax() -> None:
    silent, none = (Customer({"id": 7, "vatpercentage": each}) for each in (None, 0))
    assert edits.changed_fields(silent, {"vatpercentage": 0}) == {"vatpercentage": 0}
    assert merge(silent, {"vatpercentage": 0}, silent).send == {"vatpercentage": 0}
    [clash] = merge(silent, {"vatpercentage": 25}, none).conflicts
    assert clash.theirs == 0
    # Emptied, a number is what is sent to empty it; what was 0 and says nothing was lost.
    assert not edits.not_stored_of({"vatpercentage": None}, none)
    assert edits.not_stored_of({"vatpercentage": 0}, silent) == ("vatpercentage",)
    assert edits.compare(none, silent, {"name": "Ny"}).disturbed == ("vatpercentage",)
    assert not edits.compare(silent, none, {"name": "Ny"}).disturbed


def test_what_cannot_be_read_is_compared_as_it_came() -> None:
    half = Customer({"id": 7, "name": "Ny", "vatpercentage": "12.5"})
    lost = Customer({"id": 7, "name": "Ny", "vatpercentage": ""})
    assert edits.compare(half, lost, {"name": "Ny"}).disturbed == ("vatpercentage",)
    [clash] = merge(half, {"vatpercentage": 25}, Customer({"vatpercentage": "7.5"})).conflicts
    assert (clash.base, clash.theirs) == ("12.5", "7.5")
    assert merge(half, {"vatpercentage": 25}, half).send == {"vatpercentage": 25}
    assert edits.wire_object(half, {"vatpercentage": clash.theirs}) == {"vatpercentage": "7.5"}


def test_between_two_readings_only_what_was_emptied_is_blamed_on_a_save() -> None:
    """And a flag is taken back by a colleague any day."""
    before = Customer({"id": 7, "phone": "1", "city": "Vejle", "isblocked": 1})
    after = Customer({"id": 7, "phone": "", "city": "Ribe", "isblocked": 0})
    came = edits.compare(before, after, {"name": "Ny"}, is_one_moment=False)
    assert came.disturbed == ("phone",)
