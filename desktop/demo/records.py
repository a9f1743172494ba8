"""Stored documents as the server sends them: every field present, texts worked out."""

import hashlib
from collections.abc import Iterable, Mapping

from desktop.demo import catalogue, fields
from desktop.demo.call import Call
from desktop.demo.fields import Field
from desktop.demo.store import Doc

_CUSTOMER_EMPTY = {name: fields.empty(field) for name, field in fields.CUSTOMER.items()}
_SUBSCRIPTION_EMPTY = {name: fields.empty(field) for name, field in fields.SUBSCRIPTION.items()}


def customer(doc: Doc) -> Doc:
    full = {**_CUSTOMER_EMPTY, **doc}
    full["typetext"] = _named(catalogue.TYPE_TITLES, full["typeid"])
    full["ourreferencetext"] = _named(catalogue.USERS, full["ourreference"])
    full["theirreferencetext"] = _named(catalogue.PERSONS, full["theirreference"])
    return full


def customers(docs: Iterable[Doc]) -> list[Doc]:
    return [customer(doc) for doc in docs]


def subscription(doc: Doc, call: Call) -> Doc:
    expires = str(doc.get("expires") or "")
    expired = int(bool(expires) and expires < f"{call.now:%Y-%m-%d}")
    return {**_SUBSCRIPTION_EMPTY, **doc, "isexpired": expired}


def plain(table: Mapping[str, Field], doc: Doc) -> Doc:
    """Fill in what the document lacks and leave out what is the server's own business."""
    return {name: doc.get(name, fields.empty(field)) for name, field in table.items()}


def document(doc: Doc, call: Call) -> Doc:
    sent = plain(fields.DOCUMENT, doc)
    del sent["thumbnail"]
    sent["usertext"] = _named(catalogue.USERS, sent["userid"])
    sent["url"] = f"{call.place.url}/api/document.php?id={doc['id']}&key={document_key(doc)}"
    return sent


def document_key(doc: Doc) -> str:
    """What makes a document's address hard to guess; an address field is inferred at best."""
    named = f"{doc['id']}/{doc.get('customerid')}/{doc.get('filename')}"
    return hashlib.sha256(named.encode()).hexdigest()[:16]


def _named(names: Mapping[int, str], key: object) -> str:
    return names.get(key, "") if isinstance(key, int) else ""
