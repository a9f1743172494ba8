"""What may be typed into a field."""

from datetime import date

import pytest

from desktop.domain.checks import Doubt, Fault, Unfit, doubt_of, read_pair, read_typed
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
        ("latitude", "12.345,50", 12345.5),
        ("latitude", "12,345.50", 12345.5),
        ("latitude", "1.000.000", 1_000_000.0),
        ("latitude", "-1\u00a0234,5", -1234.5),
        ("latitude", "12 345", 12345.0),
        ("latitude", "12.345", 12.345),
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
        ("longitude", "1.0.0,5", Fault.NOT_A_NUMBER),
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


@pytest.mark.parametrize(
    ("name", "value", "doubt"),
    [
        ("vat", "25313763", None),
        ("vat", "DK 25 31 37 63", None),
        ("vat", "25313764", Doubt.CVR),
        ("vat", "dk25313764", Doubt.CVR),
        ("vat", "2531376", Doubt.CVR_LENGTH),
        ("vat", "253137633", Doubt.CVR_LENGTH),
        ("vat", "DE136695976", None),
        ("vat", "", None),
        ("vat", None, None),
        ("publicid", "5790000000012", None),
        ("publicid", "5790 0000 0001 2", None),
        ("publicid", "5790000000013", Doubt.EAN),
        ("publicid", "579000000001", Doubt.EAN_LENGTH),
        ("publicid", "0184:DK25313763", None),
        ("latitude", 90.0, None),
        ("latitude", 90.5, Doubt.DEGREES),
        ("longitude", -180.5, Doubt.DEGREES),
        ("customernumber", "25313764", None),
        ("phone", "+45 (75) 11-22.33 / 75112234", None),
        ("phone", "75112233x", Doubt.PHONE),
        ("phone", "ring til Åse", Doubt.PHONE),
        ("fax", "75112233x", Doubt.PHONE),
        ("phone", "", None),
        ("www", "hansen.dk/om", None),
        ("www", "http://hansen.dk:8080", None),
        ("www", "hansen", Doubt.WEB),
        ("www", "http://", Doubt.WEB),
        ("www", "hansen og søn.dk", Doubt.WEB),
        ("www", " ", None),
    ],
)
def test_what_is_odd_is_told_and_no_more(name: str, value: Value, doubt: Doubt | None) -> None:
    assert doubt_of(name, value) is doubt


def test_every_wrong_last_digit_is_noticed() -> None:
    for last in range(10):
        assert (doubt_of("vat", f"2531376{last}") is None) is (last == 3)
        assert (doubt_of("publicid", f"579000000001{last}") is None) is (last == 2)


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("55.1, 10.2", (55.1, 10.2)),
        ("55.1,10.2", (55.1, 10.2)),
        ("55,1 10,2", (55.1, 10.2)),
        ("55,1; 10,2", (55.1, 10.2)),
        (" (-55.5 , 10) ", None),
        ("(-55.5, 10)", (-55.5, 10.0)),
        ("55,1", None),
        ("55.1", None),
        ("95, 10", None),
        ("55.1, 190.2", None),
        ("12,5", None),
        ("", None),
    ],
)
def test_a_place_is_two_numbers(text: str, pair: tuple[float, float] | None) -> None:
    assert read_pair(text) == pair
