"""Decoding form bodies, large ones included."""

from urllib.parse import quote_plus, unquote_to_bytes, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.demo import form

BOUNDARY = "b" * 32
FIELD = b'--%s\r\nContent-Disposition: form-data; name="json"\r\n\r\n' % BOUNDARY.encode()
END = b"\r\n--%s--\r\n" % BOUNDARY.encode()


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


# --- Multipart -----------------------------------------------------------------------------------


def json_in(body: bytes, content_type: str = f"multipart/form-data; boundary={BOUNDARY}") -> object:
    return form.multipart_reader(content_type)(body, "json")


@given(st.binary(max_size=300))
def test_every_byte_string_comes_through_a_part(content: bytes) -> None:
    assert json_in(FIELD + content + END) == content


def test_the_part_is_found_among_others() -> None:
    other = FIELD.replace(b'"json"', b'"other"') + b"no" + END[:-4] + b"\r\n"
    assert json_in(other + FIELD + b"{}" + END) == b"{}"
    assert json_in(FIELD + b"1" + END[:-4] + b"\r\n" + FIELD + b"2" + END) == b"2"
    assert json_in(other) is None
    assert json_in(b"") is None


@pytest.mark.parametrize(
    "content_type",
    [
        f'multipart/form-data; boundary="{BOUNDARY}"',
        f"multipart/form-data; charset=utf-8; boundary={BOUNDARY}; x=y",
    ],
)
def test_the_boundary_may_be_spelt_otherwise(content_type: str) -> None:
    assert json_in(FIELD + b"{}" + END, content_type) == b"{}"


def test_without_a_boundary_there_is_nothing() -> None:
    assert json_in(FIELD + b"{}" + END, "multipart/form-data") is None


def test_a_part_that_was_cut_short_counts_with_what_there_is_of_it() -> None:
    """Measured with PHP 8.2, for every byte from the field's head to the end."""
    json = b'{"commands":[],"password":"p"}'
    body = FIELD + json + END
    for cut in range(len(body) + 1):
        there = cut - len(FIELD)
        seen = json_in(body[:cut])
        if there < 0:
            assert seen is None
        elif there <= len(json):
            assert seen == json[:there]
        else:
            assert seen in (json, json + b"\r")
