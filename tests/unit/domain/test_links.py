"""Where the words of a field lead; what leads anywhere else than it says leads nowhere."""

import pytest

from desktop.domain.links import LINKED, link_of, map_link


@pytest.mark.parametrize(
    ("name", "text", "url"),
    [
        ("email", " post@hansen.dk ", "mailto:post@hansen.dk"),
        ("email", "søren@hansen.dk", "mailto:s%C3%B8ren@hansen.dk"),
        ("email", "a@b.dk?bcc=c@d.dk", ""),
        ("email", "a@b.dk, c@d.dk", ""),
        ("email", "nobody", ""),
        ("phone", "75 11 22 33", "tel:75112233"),
        ("phone", "+45 (75) 11-22.33", "tel:+4575112233"),
        ("phone", "75112233 lokal 4", ""),
        ("phone", "+", ""),
        ("www", "hansen.dk", "https://hansen.dk"),
        ("www", "HTTPS://hansen.dk/a?b=c", "HTTPS://hansen.dk/a?b=c"),
        ("www", "hansen.dk:8080/x", "https://hansen.dk:8080/x"),
        ("www", "javascript:alert(1)", ""),
        ("www", "file:///etc/passwd", ""),
        ("www", "mailto:a@b.dk", ""),
        ("www", "https://hansen.dk@evil.example", ""),
        ("www", "https://", ""),
        ("www", "https://[", ""),
        ("www", "see our page", ""),
        ("www", "", ""),
        ("fax", "75112233", ""),
    ],
)
def test_where_words_lead(name: str, text: str, url: str) -> None:
    assert link_of(name, text) == url


def test_the_fields_that_lead_somewhere() -> None:
    assert sorted(LINKED) == ["email", "phone", "www"]


def test_the_map_is_asked_for_a_place_alone() -> None:
    assert map_link(55.1, -10.25) == (
        "https://www.openstreetmap.org/?mlat=55.100000&mlon=-10.250000#map=17/55.100000/-10.250000"
    )
