"""The commands that list, add and replace documents."""

import base64
import hashlib
import mimetypes
from collections.abc import Mapping
from pathlib import PurePosixPath

from desktop.demo import catalogue, coercion, fields, records, store, thumbnails
from desktop.demo.call import (
    Call,
    Inputs,
    Result,
    binary_in,
    flag_in,
    needed_number,
    needed_text,
    number_in,
    text_in,
)
from desktop.demo.coercion import Refused
from desktop.demo.store import Doc


def of_customer(call: Call, inputs: Inputs) -> Result:
    """Thumbnails and folders only on demand (documented)."""
    customer_id = needed_number(inputs, "customerid")
    every = store.visible_records_of(call.db, "document", customer_id)
    docs = [doc for doc in every if not doc.get("_hidden")]
    sent = [records.document(doc, call) for doc in docs]
    if flag_in(inputs, "inclthumbs"):
        for doc, record in zip(docs, sent, strict=True):
            picture = thumbnails.of_document(call, doc)
            record["thumbnail"] = base64.b64encode(picture).decode()
    if not flag_in(inputs, "inclfolders"):
        return {"documents": sent}
    folders = store.visible_records_of(call.db, "folder", customer_id)
    return {
        "documents": sent,
        "folders": [records.plain(fields.FOLDER, folder) for folder in folders],
    }


def add_file(call: Call, inputs: Inputs) -> Result:
    """Answers nothing but its status (documented); missing folders are made (inferred)."""
    customer_id = _customer(call, inputs)
    filename = needed_text(inputs, "filename")
    content = binary_in(inputs, "filedata")
    folder = make_folder(call, customer_id, text_in(inputs, "folder"))
    doc = _new(call, customer_id) | {
        "title": text_in(inputs, "title") or PurePosixPath(filename).stem,
        "filename": filename,
        "folder": folder,
        "mimetype": mimetypes.guess_type(filename)[0] or "application/octet-stream",
    }
    _store(call, doc, content)
    return {}


def add_photo(call: Call, inputs: Inputs) -> Result:
    """A JPEG (documented), refused otherwise (inferred); documentid replaces that document."""
    customer_id = _customer(call, inputs)
    content = binary_in(inputs, "imagedata")
    if not thumbnails.is_jpeg(content):
        raise Refused("Feltet imagedata er ikke et JPEG-billede (imagedata is not a JPEG image)")
    replaced = number_in(inputs, "documentid")
    doc = _existing(call, customer_id, replaced) if replaced else _new(call, customer_id)
    doc |= _sent_about(inputs) | {"mimetype": "image/jpeg"}
    doc.setdefault("title", "")
    doc.setdefault("filename", f"{doc['title'] or 'Foto'}.jpg")
    _store(call, doc, content)
    return {"document": records.document(doc, call)}


def _sent_about(inputs: Inputs) -> Doc:
    """The describing inputs that were sent; the others keep what the document had."""
    kinds: Mapping[str, str] = {"title": "title", "onxnet": "onxnet", "tags": "tags"}
    about = {
        name: fields.read(fields.DOCUMENT[name], inputs[name]) for name in kinds if name in inputs
    }
    for name in ("createdate", "createtime"):
        value = fields.read(fields.DOCUMENT[name], inputs.get(name))
        if value:
            about[name] = value
    return about


def _customer(call: Call, inputs: Inputs) -> int:
    id_ = needed_number(inputs, "customerid")
    if store.visible_customer(call.db, id_) is None:
        raise Refused(f"Kunden findes ikke (unknown customer): {id_}")
    return id_


def _new(call: Call, customer_id: int) -> Doc:
    return {
        "id": store.next_record_id(call.db, "document"),
        "customerid": customer_id,
        "folder": "",
        "createdate": f"{call.now:%Y-%m-%d}",
        "createtime": f"{call.now:%H:%M:%S}",
        "userid": catalogue.DEMO_USER,
    }


def _existing(call: Call, customer_id: int, id_: int) -> Doc:
    found = store.record(call.db, "document", id_)
    if found is None or found["customerid"] != customer_id:
        raise Refused(f"Dokumentet findes ikke på kunden (unknown documentid): {id_}")
    found.pop("_picture", None)
    store.forget_thumbnail(call.db, id_)
    return found


def _store(call: Call, doc: Doc, content: bytes) -> None:
    """Put the bytes down before the row that promises them."""
    if "hidden" in call.quirks:
        doc["_hidden"] = True
    if "renamed" in call.quirks:
        doc |= {"title": f"Omdøbt {doc['title']}", "filename": f"omdøbt-{doc['filename']}"}
    path = call.place.files / str(doc["id"])
    part = path.with_suffix(".part")
    part.write_bytes(content)
    part.replace(path)
    doc |= {"size": len(content), "_sha256": hashlib.sha256(content).hexdigest(), **call.stamp}
    store.save_record(call.db, "document", doc)


def make_folder(call: Call, customer_id: int, path: str) -> str:
    """Make each missing step of "A/B/C" and return the path tidied."""
    steps = [step.strip() for step in path.replace("\\", "/").split("/") if step.strip()]
    existing = {
        str(folder["path"]): coercion.number(folder["id"], "id")
        for folder in store.records_of(call.db, "folder", customer_id)
    }
    parent = 0
    for depth, title in enumerate(steps, start=1):
        here = "/".join(steps[:depth])
        if here not in existing:
            existing[here] = store.next_record_id(call.db, "folder")
            folder = {"id": existing[here], "title": title, "path": here, "parentid": parent}
            store.save_record(call.db, "folder", folder | {"customerid": customer_id})
        parent = existing[here]
    return "/".join(steps)
