"""Values in a draft: what was typed comes back as it was, through JSON."""

import json
from datetime import date, time

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.catalogue import CUSTOMER
from desktop.domain.drafts import values_as_json, values_from_json
from desktop.domain.fields import Kind
from desktop.domain.values import Value

_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
_VALUES: dict[Kind, st.SearchStrategy[Value]] = {
    Kind.STRING: _TEXT,
    Kind.LSTRING: _TEXT,
    Kind.EMAIL: _TEXT,
    Kind.NUMBER: st.integers(-(10**18), 10**18),
    Kind.ID: st.integers(-9, 10**12),
    Kind.FLOAT: st.floats(-180, 180),
    Kind.BOOLEAN: st.booleans(),
    Kind.DATE: st.dates(date(1, 1, 1)),
    Kind.TIME: st.times().map(lambda at: time(at.hour, at.minute, at.second)),
    Kind.IDS: st.lists(st.integers(1, 99), min_size=1).map(tuple),
}
_TYPED = st.fixed_dictionaries(
    {},
    optional={
        field.name: st.none() | _VALUES[field.kind] for field in CUSTOMER if not field.read_only
    },
)


@given(_TYPED)
def test_what_was_typed_comes_back_as_it_was(typed: dict[str, Value]) -> None:
    kept = json.loads(json.dumps(values_as_json(typed)))
    back = values_from_json(kept)
    assert back == typed
    assert [type(value) for value in back.values()] == [type(each) for each in typed.values()]


def test_what_a_newer_program_kept_is_left_out() -> None:
    assert values_from_json({"phone": "1", "no_such_field": 3, "startdate": "ugle"}) == {
        "phone": "1"
    }
