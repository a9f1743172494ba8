"""Decoding form bodies, large ones included."""

from urllib.parse import quote_plus, unquote_to_bytes, urlencode

from hypothesis import given
from hypothesis import strategies as st

from desktop.demo import form


@given(st.binary(max_size=2000))
def test_every_byte_string_comes_through(content: bytes) -> None:
    assert form.urldecoded(quote_plus(content).encode()) == content


@given(st.text(alphabet="ab%+2541Fæ ", max_size=60))
def test_sloppy_encoding_is_read_as_others_read_it(text: str) -> None:
    body = text.encode()
    assert form.urldecoded(body) == unquote_to_bytes(body.replace(b"+", b" "))


@given(st.text(alphabet="=\r\n \t.+a%2D", max_size=60))
def test_line_ends_and_equal_signs_mean_nothing_special(text: str) -> None:
    body = text.encode()
    assert form.urldecoded(body) == unquote_to_bytes(body.replace(b"+", b" "))


def test_the_field_is_found_among_others() -> None:
    body = urlencode({"other": "1&json=no", "json": '{"æ": "&="}'}).encode()
    assert form.field_of_form(body, "json") == '{"æ": "&="}'.encode()
    assert form.field_of_form(body, "nothing") is None
    assert form.field_of_form(b"json=1&json=2", "json") == b"2"
    assert form.field_of_form(b"json", "json") == b""
    assert form.field_of_form(b"", "json") is None
