"""What may be typed into a field."""

from datetime import date

import pytest

from desktop.domain.checks import Fault, Unfit, read_typed
from desktop.domain.edits import customer_field
from desktop.domain.values import Value


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("name", "  Hansen ", "Hansen"),
        ("description", "a\n  b\n", "a\n  b\n"),
        ("vatpercentage", "25", 25),
        ("vatpercentage", "", None),
        ("vatpercentage", "-5", -5),
        ("longitude", "12,5", 12.5),
        ("longitude", "12.5", 12.5),
        ("longitude", "", None),
        ("startdate", "", None),
        ("startdate", "2024-2-9", date(2024, 2, 9)),
        ("startdate", "9/2/2024", date(2024, 2, 9)),
        ("startdate", "09.02.2024", date(2024, 2, 9)),
        ("startdate", "09022024", date(2024, 2, 9)),
        ("email", "a@b", "a@b"),
        ("email", "", ""),
        ("name", "x" * 255, "x" * 255),
    ],
)
def test_what_is_typed_becomes_a_value(name: str, text: str, value: Value) -> None:
    assert read_typed(customer_field(name), text) == value


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("vatpercentage", "25 %", Fault.NOT_WHOLE),
        ("vatpercentage", "1.000", Fault.NOT_WHOLE),
        ("team", "-1", Fault.NOT_WHOLE),
        ("longitude", "1.000,5", Fault.NOT_A_NUMBER),
        ("longitude", "east", Fault.NOT_A_NUMBER),
        ("startdate", "31-02-2024", Fault.NOT_A_DATE),
        ("startdate", "soon", Fault.NOT_A_DATE),
        ("startdate", "0000-00-00", Fault.NOT_A_DATE),
        ("startdate", "9-2-24", Fault.NOT_A_DATE),
        ("email", "a.b.dk", Fault.NOT_MAIL),
        ("email", "a@b c", Fault.NOT_MAIL),
        ("name", "x" * 256, Fault.TOO_LONG),
    ],
)
def test_what_cannot_be_sent_says_why(name: str, text: str, fault: Fault) -> None:
    with pytest.raises(Unfit) as caught:
        read_typed(customer_field(name), text)

    assert caught.value.fault is fault
