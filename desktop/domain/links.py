"""Where the words of a customer's field lead: a letter, a call, a page, a place on the map."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from urllib.parse import quote, urlsplit

_MAIL = re.compile(r"[^\s@<>,;?&]+@[^\s@<>,;?&]+")
_PHONE = re.compile(r"\+?\d{3,20}")
_BETWEEN_DIGITS = re.compile(r"[\s()./\-]")
_HOST = re.compile(r"[^\s/:@]+\.[^\s/:@]{2,}(:\d{1,5})?")
_SCHEMES = frozenset({"http", "https"})
_HAS_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:(?!\d)")


def link_of(name: str, text: str) -> str:
    """The address to open for *text* in the field *name*; empty where there is none."""
    make = _LINKS.get(name)
    return make(text.strip()) if make else ""


def map_link(latitude: float, longitude: float) -> str:
    """The place on a public map, with a mark on it."""
    at = f"{latitude:.6f}/{longitude:.6f}"
    return f"https://www.openstreetmap.org/?mlat={latitude:.6f}&mlon={longitude:.6f}#map=17/{at}"


def _mail(text: str) -> str:
    # Quoted, or what stands in the field could add a subject or copies.
    return f"mailto:{quote(text, safe='@')}" if _MAIL.fullmatch(text) else ""


def _phone(text: str) -> str:
    digits = _BETWEEN_DIGITS.sub("", text)
    return f"tel:{digits}" if _PHONE.fullmatch(digits) else ""


def _page(text: str) -> str:
    """Only the web: no files, no programs, no scripts."""
    address = text if _HAS_SCHEME.match(text) else f"https://{text}"
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    is_page = parts.scheme.lower() in _SCHEMES and _HOST.fullmatch(parts.netloc) is not None
    return address if is_page and not re.search(r"\s", address) else ""


_LINKS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {"email": _mail, "phone": _phone, "www": _page}
)

LINKED = frozenset(_LINKS)
"""The fields whose words may lead somewhere."""
