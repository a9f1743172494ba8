"""The algebra of merging one field, and merging a form."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.catalogue import CUSTOMER
from desktop.domain.conflicts import Conflict
from desktop.domain.edits import customer_field, is_met, same
from desktop.domain.fields import Field, Kind
from desktop.domain.merge import Merge, merge, merge_value
from desktop.domain.records import Customer
from desktop.domain.values import Value, write_value

_WORDS = st.sampled_from(["", "7", "007", "Nørrebro", "No\u0308rrebro", "a\r\nb", "a\nb"])
_VALUES: dict[Kind, st.SearchStrategy[Value]] = {
    Kind.STRING: _WORDS | st.none(),
    Kind.LSTRING: _WORDS | st.none(),
    Kind.EMAIL: st.sampled_from(["", "a@b.dk", None]),
    Kind.NUMBER: st.integers(-3, 3) | st.none(),
    Kind.ID: st.integers(0, 3) | st.none(),
    Kind.FLOAT: st.sampled_from([None, 0.0, 55.1, 55.10000000000001, 12.5]),
    Kind.BOOLEAN: st.booleans() | st.none(),
    Kind.DATE: st.sampled_from([None, date(2026, 1, 31), date(2026, 2, 1)]),
}
_WRITABLE = [field for field in CUSTOMER if not field.read_only and field.kind in _VALUES]


@st.composite
def _three(draw: st.DrawFn) -> tuple[Field, Value, Value, Value]:
    field = draw(st.sampled_from(_WRITABLE))
    values = _VALUES[field.kind]
    return field, draw(values), draw(values), draw(values)


@given(_three())
def test_who_changes_nothing_gets_theirs(three: tuple[Field, Value, Value, Value]) -> None:
    field, base, theirs, _ = three
    assert merge_value(field, base, base, theirs) == theirs


@given(_three())
def test_where_nobody_else_changed_it_mine_stands(three: tuple[Field, Value, Value, Value]) -> None:
    field, base, mine, _ = three
    merged = merge_value(field, base, mine, base)
    assert not isinstance(merged, Conflict)
    assert same(field, merged, mine) or (not merged and not mine)


@given(_three())
def test_two_who_meant_the_same_agree(three: tuple[Field, Value, Value, Value]) -> None:
    field, base, both, _ = three
    assert merge_value(field, base, both, both) == both


_SPELLINGS: dict[str, tuple[tuple[Value, Value], ...]] = {
    "city": (("Ko\u0308ln", "K\xf6ln"), ("A\u030arhus", "\xc5rhus"), ("", None)),
    "description": (("a\r\nb", "a\nb"), ("a\rb", "a\nb"), ("u\u0308", "\xfc"), ("", None)),
    "vatpercentage": ((25, "25"), (None, "")),
    "longitude": ((55.1, 55.100000000000001), (12.5, "12.50"), (0.1 + 0.2, 0.3)),
    "typeid": ((None, 0), (3, "3")),
    "isblocked": ((None, False), (True, 1), (True, "1"), (False, "0")),
    "startdate": ((date(2026, 1, 31), "2026-01-31"), (None, "0000-00-00")),
}


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [(name, *pair) for name, pairs in _SPELLINGS.items() for pair in pairs],
)
@given(data=st.data())
def test_spellings_of_one_meaning_never_clash(
    name: str, one: Value, other: Value, data: st.DataObject
) -> None:
    field = customer_field(name)
    base = data.draw(_VALUES[field.kind])
    for mine, theirs in ((one, other), (other, one)):
        assert not isinstance(merge_value(field, base, mine, theirs), Conflict)
    # Nor has who only spelt it otherwise changed anything.
    assert merge_value(field, one, base, other) in (base, other)


@given(_three())
def test_a_clash_is_three_values_that_all_differ(three: tuple[Field, Value, Value, Value]) -> None:
    field, base, mine, theirs = three
    merged = merge_value(field, base, mine, theirs)
    if isinstance(merged, Conflict):
        assert not same(field, base, mine)
        assert not same(field, base, theirs)
        assert not same(field, mine, theirs)
        assert (merged.base, merged.mine, merged.theirs) == (base, mine, theirs)
    else:
        assert merged in (theirs, mine)


_FORMS = st.fixed_dictionaries(
    {}, optional={field.name: _VALUES[field.kind] for field in _WRITABLE[:12] + _WRITABLE[-6:]}
)


def _on_the_wire(values: Mapping[str, Value]) -> dict[str, object]:
    fields = {field.name: field for field in CUSTOMER}
    return {name: write_value(fields[name], value) for name, value in values.items()}


def _customer(values: Mapping[str, Value]) -> Customer:
    return Customer({"id": 7, **_on_the_wire(values)})


@given(_FORMS.map(_customer), _FORMS, _FORMS.map(_customer), st.data())
def test_once_every_clash_is_answered_nothing_is_left_to_ask_or_send(
    base: Customer, mine: dict[str, Value], theirs: Customer, data: st.DataObject
) -> None:
    clashes = merge(base, mine, theirs).conflicts
    fields = {field.name: field for field in _WRITABLE}
    decided = {
        each.name: data.draw(
            st.sampled_from([each.mine, each.theirs]) | _VALUES[fields[each.name].kind]
        )
        for each in clashes
    }
    answered = merge(base, mine, theirs, decided, theirs)
    assert not answered.conflicts
    stored = Customer({**theirs.raw, **_on_the_wire(answered.send)})
    # Sent, stored, and asked for once more: a lost answer that came through after all.
    assert merge(base, {**mine, **decided}, stored, decided, theirs) == Merge(send={})
    for name, value in decided.items():
        assert is_met(fields[name], value, stored.held(name))


@given(_FORMS.map(_customer), _FORMS, _FORMS.map(_customer), _FORMS.map(_customer))
def test_what_moved_again_after_it_was_decided_on_is_asked_again(
    base: Customer, mine: dict[str, Value], seen: Customer, theirs: Customer
) -> None:
    decided = {each.name: each.mine for each in merge(base, mine, seen).conflicts}
    again = {each.name for each in merge(base, mine, theirs, decided, seen).conflicts}
    fields = {field.name: field for field in _WRITABLE}
    for name, value in decided.items():
        now = theirs.held(name)
        moved = not same(fields[name], now, seen.held(name))
        assert (name in again) == (moved and not is_met(fields[name], value, now))


def test_a_form_sends_what_is_ours_and_asks_about_what_is_both() -> None:
    base = Customer({"id": 7, "name": "Gården", "city": "Aarhus", "phone": "86"})
    theirs = Customer({"id": 7, "name": "Gården", "city": "Odense", "phone": "87"})
    came = merge(base, {"name": "Ny gård", "city": "Vejle", "phone": "87"}, theirs)
    assert came.send == {"name": "Ny gård"}
    assert came.conflicts == (Conflict(name="city", base="Aarhus", theirs="Odense", mine="Vejle"),)


def test_what_was_typed_back_is_asked_about_only_where_theirs_is_another() -> None:
    """It would not be among what was typed, had nothing stood in the field instead."""
    base = Customer({"id": 7, "city": "Aarhus", "phone": "86"})
    assert merge(base, {"city": "Aarhus"}, base) == Merge(send={})
    theirs = Customer({"id": 7, "city": "Odense", "phone": "86"})
    clash = Conflict(name="city", base="Aarhus", theirs="Odense", mine="Aarhus")
    assert merge(base, {"city": "Aarhus"}, theirs) == Merge(send={}, conflicts=(clash,))


def test_after_deciding_nothing_is_left_to_ask() -> None:
    base = Customer({"id": 7, "city": "Aarhus", "phone": "86"})
    theirs = Customer({"id": 7, "city": "Odense", "phone": "87"})
    decided = {"city": "Vejle", "phone": "87"}
    came = merge(base, {"city": "Vejle", "phone": "88"}, theirs, decided)
    assert came.send == {"city": "Vejle"}
    assert not came.conflicts
    assert not merge(theirs, decided, Customer({**theirs.raw, **came.send}), decided).send
