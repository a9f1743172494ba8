"""The four commands that answer what has changed since a date."""

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import replace

from desktop.demo import coercion, fields, records, store
from desktop.demo.call import Call, Inputs, Result, flag_in, needed_text, text_in
from desktop.demo.coercion import Refused
from desktop.demo.store import Doc, Mark

Reader = Callable[[Mark, int], list[Doc]]

_OVERLAP = 3
"""From which record from the end on an overlapping page is gone on after."""


def customers(call: Call, inputs: Inputs) -> Result:
    """Here ignoreclosed leaves out what the user has no access to (documented)."""
    skip_deleted = flag_in(inputs, "skip_deleted")
    skip_restricted = flag_in(inputs, "ignoreclosed")

    def read(mark: Mark, limit: int) -> list[Doc]:
        return store.customers_changed(
            call.db, mark, limit, skip_deleted=skip_deleted, skip_restricted=skip_restricted
        )

    page, key = _page(call, inputs, "customer", read)
    return {"customers": records.customers(page), **key, "qfoncheckout": 0}


def subscriptions(call: Call, inputs: Inputs) -> Result:
    page, key = _page(call, inputs, "subscription", _reader(call, "subscription"))
    return {"subscriptions": [records.subscription(doc, call) for doc in page], **key}


def depot_lines(call: Call, inputs: Inputs) -> Result:
    page, key = _page(call, inputs, "depotline", _reader(call, "depotline"))
    return {"lines": [records.plain(fields.DEPOT_LINE, doc) for doc in page], **key}


def procedures(call: Call, inputs: Inputs) -> Result:
    skip_deleted = flag_in(inputs, "skip_deleted")
    read = _reader(call, "procedure", skip_deleted=skip_deleted)
    page, key = _page(call, inputs, "procedure", read)
    return {"procedures": [records.plain(fields.PROCEDURE, doc) for doc in page], **key}


def _reader(call: Call, kind: str, *, skip_deleted: bool = False) -> Reader:
    def read(mark: Mark, limit: int) -> list[Doc]:
        return store.records_changed(call.db, kind, mark, limit, skip_deleted=skip_deleted)

    return read


def _page(call: Call, inputs: Inputs, feed: str, read: Reader) -> tuple[list[Doc], Result]:
    """One page and, only when more is to come (documented), the key to the rest."""
    given = text_in(inputs, "resumekey")
    start = _from_key(call, feed, given) if given else _from_date(call, inputs)
    size = call.place.page_size
    found = read(start, size + 1)
    page = found[:size]
    if "same_key" in call.quirks:
        return page, {"resumekey": given or _key(call, feed, start)}
    if "endless_key" in call.quirks and len(found) <= size:
        return page, {"resumekey": _key(call, feed, _from_date(call, {"changedate": "1970-01-01"}))}
    if len(found) <= size:
        return page, {}
    last = page[-_OVERLAP if "overlap" in call.quirks and size > _OVERLAP else -1]
    return page, {"resumekey": _key(call, feed, _behind(start, last))}


def _behind(start: Mark, last: Doc) -> Mark:
    id_ = coercion.number(last["id"], "id")
    if start.after is None:
        return Mark(store.changed_of(last), id_)
    return replace(start, after=id_)


def _from_date(call: Call, inputs: Inputs) -> Mark:
    """A date alone includes that day; with a time only what came after it (documented)."""
    since = coercion.day(needed_text(inputs, "changedate"), "changedate")
    time = coercion.time_of_day(inputs.get("changetime"), "changetime")
    after = 0 if call.place.feeds_go_by_id else None
    if time:
        return Mark(f"{since} {time}", 2**62, after)
    return Mark(since, 0, after)


def _key(call: Call, feed: str, mark: Mark) -> str:
    """An opaque key (documented); it carries its place, so it outlives a restart."""
    content = [feed, mark.changed, mark.id, mark.after, call.now.timestamp()]
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def _from_key(call: Call, feed: str, key: str) -> Mark:
    try:
        padded = key + "=" * (-len(key) % 4)
        of, changed, id_, after, issued = json.loads(base64.urlsafe_b64decode(padded))
        age = call.now.timestamp() - issued
        known = of == feed and abs(age) <= call.place.key_seconds
    except (ValueError, TypeError, binascii.Error):
        known, changed, id_, after = False, "", 0, None
    if not known or "expired_key" in call.quirks:
        raise Refused("resumekey er ukendt eller udløbet (unknown or expired resumekey)")
    return Mark(changed, id_, after)
