"""What of a customer is searched."""

import pytest

from desktop.domain.records import Customer
from desktop.domain.search_text import searched, whole_number


def others(**fields: object) -> list[str]:
    return searched(Customer({"id": 1, **fields})).others


FIELDS = """
    address address2 zip city phone fax email www vat publicid creditornumber trade secondary_text
    theirreferencetext ourreferencetext
"""


@pytest.mark.parametrize("field", FIELDS.split())
def test_the_fields(field: str) -> None:
    assert others(**{field: "Krebs"}) == ["Krebs"]


@pytest.mark.parametrize("field", ["description", "country", "typetext", "createdate", "budget"])
def test_what_is_not_searched(field: str) -> None:
    assert others(**{field: "Krebs"}) == []


def test_name_and_number_stand_apart() -> None:
    found = searched(Customer({"id": 1, "name": "Bo & Søn", "customernumber": "K7-02"}))

    assert found.name == ["Bo", "Søn"]
    assert found.number == ["K7", "02"]
    assert found.others == []


def test_a_number_that_came_as_one() -> None:
    assert searched(Customer({"id": 1, "customernumber": 2045})).number == ["2045"]
    assert others(zip=8600) == ["8600"]


WRITTEN = """86123456,86 12 34 56,8612 3456,+4586123456,+45 86 12 34 56,0045 8612-3456,\
(86) 12 34 56,86.12.34.56,+45\u00a086\u00a012\u00a034\u00a056"""


@pytest.mark.parametrize("phone", WRITTEN.split(","))
def test_a_telephone_number_is_one_number(phone: str) -> None:
    assert others(phone=phone) == ["86123456"]


def test_numbers_among_words() -> None:
    assert others(phone="86 12 34 56 (kontor), 20304050") == ["86123456", "kontor", "20304050"]
    assert others(secondary_text="Tlf. 86 12 34 56") == ["Tlf", "86123456"]
    assert others(phone="+46 8 123 456 78") == ["46812345678"]


def test_numbers_of_a_street_stay_apart() -> None:
    assert others(address="Nygade 7 8 120") == ["Nygade", "7", "8", "120"]


def test_custom_values() -> None:
    values = {"a": "Bent", "b": 7, "c": 1.5, "d": ["Ib", {}], "e": {"x": "Ulla"}, "f": None}

    assert others(values=values) == ["Bent", "7", "1", "5", "Ib", "Ulla"]
    assert others(values=[]) == []
    assert others(values={"key": "86 12 34 56", "yes": True}) == ["86123456"]
    assert others(values={"key": 10**5000, "other": 0.1}) == ["0", "1"]


def test_a_story_is_searched_in_its_beginning_only() -> None:
    assert len(others(secondary_text="ord " * 100_000)) < 1_000
    assert len(others(values={str(n): "ord" for n in range(100_000)})) < 1_000


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("+45 86", "86"), ("+45", "45"), ("0045 86 1", "861"), ("45 86", "4586"), ("0045", "0045")],
)
def test_the_country_code_falls_away(typed: str, digits: str) -> None:
    assert whole_number(typed) == digits
