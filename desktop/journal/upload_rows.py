"""Uploads as rows of the journal: what is looked up by in columns, the rest as JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, Final

from desktop.domain.error_facts import error_as_json, read_error
from desktop.domain.files import FileKind, sayable
from desktop.domain.ids import CustomerId, DocumentId
from desktop.domain.photos import PhotoOrder, Preset
from desktop.domain.uploads import (
    FINAL,
    BatchId,
    Earlier,
    Unsure,
    Upload,
    UploadId,
    UploadState,
    Way,
)

COLUMNS: Final = (
    "id",
    "batch_id",
    "customer_id",
    "customer_name",
    "source",
    "name",
    "title",
    "folder",
    "state",
    "rank",
    "sha256",
    "send_sha256",
    "document_id",
    "added_at",
    "changed_at",
    "about",
)
_LARGEST: Final = (1 << 63) - 1
"""An id beyond what SQLite's integers hold is kept in `about` alone."""

_PLAIN: Final = (
    "size",
    "modified_ns",
    "is_cut_short",
    "goes_as_file",
    "on_xnet",
    "keeps_place",
    "replaces",
    "width",
    "height",
    "has_place",
    "has_serial",
    "can_be_photo",
    "is_by_reference",
    "send_size",
    "is_wanted_again",
    "token",
    "is_accepted",
    "is_unwanted",
    "is_users_word",
    "tries",
)
_FRESH: Final = Upload(
    id=UploadId(0),
    batch=BatchId(0),
    customer_id=CustomerId(0),
    customer_name="",
    path=Path("fresh"),
    title="",
)


def moment(at: datetime | None) -> str:
    return (at or datetime.now(UTC)).isoformat(timespec="milliseconds")


def as_json(value: object) -> str:
    # ASCII alone: a lone surrogate in what a server or a file system said has no UTF-8.
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def row_of(upload: Upload) -> tuple[object, ...]:
    """The values of COLUMNS."""
    document = upload.document_id
    return (
        upload.id,
        upload.batch,
        upload.customer_id,
        sayable(upload.customer_name),
        sayable(str(upload.path)),
        upload.name,
        sayable(upload.title),
        sayable(upload.folder),
        upload.state.value,
        upload.rank,
        upload.sha256,
        upload.send_sha256,
        document if document is not None and document <= _LARGEST else None,
        moment(upload.added_at),
        moment(upload.changed_at),
        as_json(_about(upload)),
    )


def read_row(row: Sequence[Any]) -> Upload:
    """The upload that *row*, the values of COLUMNS, tells of.

    Where the half that is JSON makes no sense, what the columns say, for the user to decide.
    """
    said = dict(zip(COLUMNS, row, strict=True))
    try:
        about = json.loads(said["about"])
        return _with_about(_of_columns(said, about), about)
    except (ValueError, TypeError, LookupError, AttributeError):
        return _in_doubt(_of_columns(said, {}))


def read_stored(ids: Sequence[int], about: bytes, *, has_folder: bool) -> Upload:
    """Of one that is stored, which document it is, and of what kind where *about* tells it.

    *ids* are its own, its customer's and the document's.
    """
    upload, customer, document = ids
    known = replace(
        _FRESH,
        id=UploadId(upload),
        customer_id=CustomerId(customer),
        folder="?" if has_folder else "",
        state=UploadState.DONE,
        document_id=DocumentId(document),
    )
    try:
        return _with_about(known, json.loads(about))
    except (ValueError, TypeError, LookupError, AttributeError):
        return known


def _in_doubt(upload: Upload) -> Upload:
    if upload.state in FINAL:
        return upload
    return replace(upload, state=UploadState.NEEDS_YOU, unsure=Unsure.SALVAGED)


def _of_columns(said: Mapping[str, Any], about: Mapping[str, Any]) -> Upload:
    """With what the columns say; `about` has what is no UTF-8."""
    return replace(
        _FRESH,
        id=UploadId(said["id"]),
        batch=BatchId(said["batch_id"]),
        customer_id=CustomerId(said["customer_id"]),
        customer_name=said["customer_name"],
        path=Path(about.get("source", said["source"])),
        title=about.get("title", said["title"]),
        folder=about.get("folder", said["folder"]),
        state=UploadState(said["state"]),
        rank=said["rank"],
        sha256=said["sha256"],
        send_sha256=said["send_sha256"],
        document_id=_document(about.get("document_id", said["document_id"])),
        added_at=datetime.fromisoformat(said["added_at"]),
        changed_at=datetime.fromisoformat(said["changed_at"]),
    )


def earlier_of(upload: Upload) -> Earlier:
    """What is said of *upload* where the same content comes again."""
    return Earlier(
        upload_id=upload.id,
        at=upload.changed_at or datetime.now(UTC),
        state=upload.state,
        name=upload.name_there,
        document_id=upload.document_id,
    )


def _about(upload: Upload) -> dict[str, object]:
    """What differs from a fresh upload; most of what can be said of one is not."""
    about: dict[str, object] = {
        name: value for name in _PLAIN if (value := getattr(upload, name)) != getattr(_FRESH, name)
    }
    about |= {
        name: text
        for name, text in (
            ("source", str(upload.path)),
            ("title", upload.title),
            ("folder", upload.folder),
        )
        if text != sayable(text)
    }
    if upload.document_id is not None and upload.document_id > _LARGEST:
        about["document_id"] = upload.document_id
    told = {
        "way": upload.way.value,
        "kind": upload.kind.value if upload.kind else None,
        "taken": upload.taken.isoformat() if upload.taken else None,
        "problem": error_as_json(upload.problem),
        "tags": list(upload.tags) or None,
        "preset": upload.preset.value,
        "prepared_as": _order_as_json(upload.prepared_as),
        "earlier": _earlier_as_json(upload.earlier),
        "unsure": upload.unsure.value if upload.unsure else None,
        "candidates": list(upload.candidates) or None,
        "baseline": None if upload.baseline is None else _as_steps(upload.baseline),
    }
    return about | {name: value for name, value in told.items() if value is not None}


def _with_about(upload: Upload, about: Mapping[str, Any]) -> Upload:
    baseline = about.get("baseline")
    return replace(
        upload,
        **{name: about[name] for name in _PLAIN if name in about},
        way=Way(about.get("way", "file")),
        kind=FileKind(about["kind"]) if "kind" in about else None,
        taken=datetime.fromisoformat(about["taken"]) if "taken" in about else None,
        problem=read_error(about.get("problem")),
        tags=tuple(about.get("tags", ())),
        preset=Preset(about.get("preset", "original")),
        prepared_as=_read_order(about.get("prepared_as")),
        earlier=_read_earlier(about.get("earlier")),
        unsure=Unsure(about["unsure"]) if "unsure" in about else None,
        candidates=tuple(DocumentId(each) for each in about.get("candidates", ())),
        baseline=None if baseline is None else _from_steps(baseline),
    )


def _as_steps(ids: frozenset[DocumentId]) -> list[int]:
    """Ids as the first and the steps to each next: a customer has thousands, which lie close."""
    ordered = sorted(ids)
    return [*ordered[:1], *(after - before for before, after in pairwise(ordered))]


def _from_steps(steps: Sequence[int]) -> frozenset[DocumentId]:
    return frozenset(DocumentId(each) for each in accumulate(steps))


def _order_as_json(order: PhotoOrder | None) -> list[object] | None:
    return [order.preset.value, order.keeps_place] if order else None


def _read_order(said: Sequence[Any] | None) -> PhotoOrder | None:
    return PhotoOrder(preset=Preset(said[0]), keeps_place=bool(said[1])) if said else None


def _earlier_as_json(earlier: Earlier | None) -> dict[str, object] | None:
    if earlier is None:
        return None
    return {
        "id": earlier.upload_id,
        "at": moment(earlier.at),
        "state": earlier.state.value,
        "name": earlier.name,
        "document_id": earlier.document_id,
    }


def _read_earlier(said: Mapping[str, Any] | None) -> Earlier | None:
    if said is None:
        return None
    return Earlier(
        upload_id=UploadId(said["id"]),
        at=datetime.fromisoformat(said["at"]),
        state=UploadState(said["state"]),
        name=said["name"],
        document_id=_document(said["document_id"]),
    )


def _document(said: int | None) -> DocumentId | None:
    return None if said is None else DocumentId(said)
