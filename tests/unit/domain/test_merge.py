"""The algebra of merging one field, and merging a form."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.catalogue import CUSTOMER
from desktop.domain.edits import canonical, same
from desktop.domain.fields import Field, Kind
from desktop.domain.merge import Conflict, merge, merge_value
from desktop.domain.records import Customer
from desktop.domain.values import Value

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


@given(_three())
def test_spellings_of_one_meaning_never_clash(three: tuple[Field, Value, Value, Value]) -> None:
    field, base, mine, _ = three
    merged = merge_value(field, base, mine, canonical(field, mine))
    assert not isinstance(merged, Conflict)


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


def test_a_form_sends_what_is_ours_and_asks_about_what_is_both() -> None:
    base = Customer({"id": 7, "name": "Gården", "city": "Aarhus", "phone": "86"})
    theirs = Customer({"id": 7, "name": "Gården", "city": "Odense", "phone": "87"})
    came = merge(base, {"name": "Ny gård", "city": "Vejle", "phone": "87"}, theirs)
    assert came.send == {"name": "Ny gård"}
    assert came.conflicts == (Conflict(name="city", base="Aarhus", theirs="Odense", mine="Vejle"),)


def test_after_deciding_nothing_is_left_to_ask() -> None:
    base = Customer({"id": 7, "city": "Aarhus", "phone": "86"})
    theirs = Customer({"id": 7, "city": "Odense", "phone": "87"})
    decided = {"city": "Vejle", "phone": "87"}
    came = merge(base, {"city": "Vejle", "phone": "88"}, theirs, decided)
    assert came.send == {"city": "Vejle"}
    assert not came.conflicts
    assert not merge(theirs, decided, Customer({**theirs.raw, **came.send}), decided).send
