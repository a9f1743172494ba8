"""What can be told from a refusal, and how numbers look."""

from datetime import UTC, datetime

import pytest

from desktop.domain.rules import Refusal, Rule, Shape, blamed, shape_of
from desktop.domain.values import Value

LABELS = {"name": "Navn", "phone": "Telefon", "customernumber": "Kundenummer", "email": "E-mail"}


@pytest.mark.parametrize(
    ("words", "sent", "field"),
    [
        ("Invalid phone", {"phone": "x", "city": "y"}, "phone"),
        ("Telefon mangler", {"phone": "", "city": "y"}, "phone"),
        ("Customer number is not valid", {"customernumber": "7", "city": "y"}, "customernumber"),
        ("customer_number: bad", {"customernumber": "7", "city": "y"}, "customernumber"),
        # Only one was sent, so that it must be.
        ("That is not possible", {"phone": "x"}, "phone"),
        ("That is not possible", {"phone": "x", "parentcust": 4}, "phone"),
        # Either of two, or none of those that were sent.
        ("That is not possible", {"phone": "x", "city": "y"}, ""),
        ("phone or city", {"phone": "x", "city": "y"}, ""),
        # A part of a word, or of a longer name, names no field.
        ("The telephone rang", {"phone": "x", "city": "y"}, ""),
        ("E-mail is wrong", {"email": "x", "city": "y"}, "email"),
        # Whoever may not, may not with any field.
        ("You have no rights to change phone", {"phone": "x"}, ""),
        ("Manglende rettighed: CustomersEdit", {"phone": "x"}, ""),
    ],
)
def test_a_refusal_is_blamed_on_one_field_or_on_none(
    words: str, sent: dict[str, Value], field: str
) -> None:
    assert blamed(Refusal(sent=sent, words=words), LABELS) == field


def test_of_a_new_customer_what_was_left_out_may_be_blamed() -> None:
    words = "customernumber is required"
    sent: dict[str, Value] = {"name": "Hansen", "parentcust": 4}
    assert blamed(Refusal(sent=sent, words=words, is_new=True), LABELS) == "customernumber"
    # An update keeps what is not sent, so there it cannot be that.
    assert blamed(Refusal(sent={**sent, "city": "y"}, words=words), LABELS) == ""


@pytest.mark.parametrize(
    ("accepted", "good", "bad"),
    [
        ([str(n) for n in range(20000, 20050)], "31234", ["7", "123456", "2000x", ""]),
        ([f"K-{n}" for n in range(100, 150)], "K-999", ["K100", "KK-100", "K-1000"]),
        ([str(n) for n in range(950, 1050)], "1", []),
    ],
)
def test_numbers_look_like_those_that_were_accepted(
    accepted: list[str], good: str, bad: list[str]
) -> None:
    shape = shape_of(accepted)
    assert shape is not None
    assert shape.fits(accepted[0])
    assert shape.fits(shape.example)
    assert shape.fits(good) or good == "1"
    assert not any(shape.fits(each) for each in bad)


def test_five_digits_are_told_as_that() -> None:
    shape = shape_of(str(n) for n in range(20000, 20300))
    assert shape == Shape((("digit", 5, 5),), "20000")
    assert (shape.pattern, shape.digits) == (r"\d{5}", (5, 5))


def test_a_few_odd_ones_change_nothing_and_many_mean_no_rule() -> None:
    alike = [str(n) for n in range(20000, 20300)]
    assert shape_of([*alike, "X", "Y-1"]) == shape_of(alike)
    assert shape_of([*alike, "123456789"]) == shape_of(alike)
    assert shape_of([*alike, *(f"A{n}" for n in range(30))]) is None
    assert shape_of(alike[:19]) is None
    assert shape_of([]) is None


def test_a_pattern_takes_signs_as_they_are() -> None:
    shape = shape_of(f"A.({n})" for n in range(10, 60))
    assert shape is not None
    assert shape.fits("B.(99)")
    assert not shape.fits("Bx(99)")


def test_a_rule_is_broken_by_nothing_else() -> None:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    required = Rule(field="city", at=at, words="")
    assert [required.is_broken_by(each) for each in (None, "", "Vejle")] == [True, True, False]
    digits = Shape((("digit", 5, 5),), "20000")
    number = Rule(field="customernumber", at=at, words="", shape=digits)
    # That it must not be empty is another rule.
    assert [number.is_broken_by(e) for e in (None, "", "20001", "7")] == [False, False, False, True]
