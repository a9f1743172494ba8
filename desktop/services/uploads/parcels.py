"""What crosses the pipe for one upload: what is sent, and what came back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from desktop.domain.answers import FileAdded, Listing, PhotoAdded, UploadReply
from desktop.domain.error_facts import error_as_json
from desktop.domain.errors import Malformed, NotAnEnvelope, ServerError
from desktop.domain.files import FileKind, Inspected, wire_text
from desktop.domain.ids import CustomerId, DocumentId
from desktop.domain.photos import Dropped, Prepared
from desktop.domain.records import Document, Folder
from desktop.domain.sending import FileContent, FileToAdd, PhotoToAdd
from desktop.domain.uploads import Upload, Way
from desktop.services.wire import server_error


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """An upload ready to go, and the word by which its answer is known."""

    upload: Upload
    nonce: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """A file that was copied, or with `is_by_reference` only read, and what it is.

    `look` has the size and the time of the source; `sha256` is of its content, in hex.
    """

    look: Inspected
    sha256: str
    is_by_reference: bool


# --- What is sent ------------------------------------------------------------------------------


def parcel_as_json(parcel: Parcel, path: Path) -> dict[str, Any]:
    """The parcel with its content at *path*, the file that is as large as the upload says."""
    upload = parcel.upload
    is_made = is_prepared(upload)
    content = {
        "path": str(path),
        "name": upload.name,
        "size": upload.send_size if is_made else upload.size,
        "sha256": upload.send_sha256 if is_made else upload.sha256,
    }
    way = {"photo": _photo(upload)} if upload.way is Way.PHOTO else {"file": _file(upload)}
    return {"nonce": parcel.nonce, "content": content, **way}


def is_prepared(upload: Upload) -> bool:
    """Whether another file goes up than the one that was dropped."""
    return upload.send_sha256 not in ("", upload.sha256)


def _file(upload: Upload) -> dict[str, Any]:
    return {
        "customer_id": upload.customer_id,
        "filename": upload.name,
        "title": wire_text(upload.title),
        "folder": wire_text(upload.folder),
    }


def _photo(upload: Upload) -> dict[str, Any]:
    return {
        "customer_id": upload.customer_id,
        "title": wire_text(upload.title),
        "on_xnet": upload.on_xnet,
        "taken": _time_as_json(upload.taken),
        "tags": list(upload.tags),
        "document_id": upload.replaces,
    }


def read_content(said: Mapping[str, Any]) -> FileContent:
    return FileContent(path=Path(said["path"]), size=said["size"], sha256=said["sha256"])


def read_file(said: Mapping[str, Any]) -> FileToAdd:
    return FileToAdd(**{**said, "customer_id": CustomerId(said["customer_id"])})


def read_photo(said: Mapping[str, Any]) -> PhotoToAdd:
    replaced = said["document_id"]
    return PhotoToAdd(
        customer_id=CustomerId(said["customer_id"]),
        title=said["title"],
        on_xnet=said["on_xnet"],
        taken=_read_time(said["taken"]),
        tags=tuple(said["tags"]),
        document_id=None if replaced is None else DocumentId(replaced),
    )


# --- What came back ----------------------------------------------------------------------------

_LISTED_AT_ONCE: Final = 100


def reply_as_json(reply: UploadReply) -> tuple[list[list[Mapping[str, Any]]], dict[str, Any]]:
    """The documents, some at a time, and then the rest of the reply.

    A line of all of them would keep the window's process busy reading it.
    """
    listing = reply.listing
    documents = [document.raw for document in listing.documents] if listing else []
    told = {
        "is_ours": reply.is_ours,
        "listing": _listing_as_json(listing) if listing else None,
        **_answer_as_json(reply.answer),
    }
    starts = range(0, len(documents), _LISTED_AT_ONCE)
    return [documents[start : start + _LISTED_AT_ONCE] for start in starts], told


def read_reply(said: Mapping[str, Any], documents: Sequence[Document]) -> UploadReply:
    listing = said["listing"]
    return UploadReply(
        is_ours=said["is_ours"],
        answer=_read_answer(said),
        listing=_read_listing(listing, documents) if listing is not None else None,
    )


def _answer_as_json(answer: FileAdded | PhotoAdded | ServerError) -> dict[str, Any]:
    if isinstance(answer, ServerError):
        return {"error": error_as_json(answer)}
    told: dict[str, Any] = {"clock": _time_as_json(answer.clock)}
    if isinstance(answer, PhotoAdded):
        told["document"] = answer.document.raw if answer.document else None
    return told


def _read_answer(said: Mapping[str, Any]) -> FileAdded | PhotoAdded | ServerError:
    if "error" in said:
        return server_error(said["error"]) or NotAnEnvelope(Malformed.SHAPE)
    clock = _read_time(said["clock"])
    if "document" not in said:
        return FileAdded(clock=clock)
    document = said["document"]
    return PhotoAdded(document=None if document is None else Document(document), clock=clock)


def _listing_as_json(listing: Listing) -> dict[str, Any]:
    return {
        "folders": [folder.raw for folder in listing.folders],
        "set_aside": listing.set_aside,
        "clock": _time_as_json(listing.clock),
    }


def _read_listing(said: Mapping[str, Any], documents: Sequence[Document]) -> Listing:
    return Listing(
        documents=tuple(documents),
        folders=tuple(Folder(raw) for raw in said["folders"]),
        set_aside=said["set_aside"],
        clock=_read_time(said["clock"]),
    )


# --- What was found and made -------------------------------------------------------------------


def staged_as_json(staged: Staged) -> dict[str, Any]:
    look = staged.look
    plain = {name: getattr(look, name) for name in _PLAIN_OF_LOOK}
    plain |= {"kind": look.kind.value, "taken": _time_as_json(look.taken)}
    return {"look": plain, "sha256": staged.sha256, "is_by_reference": staged.is_by_reference}


def read_staged(said: Mapping[str, Any]) -> Staged:
    look = said["look"]
    plain = {name: look[name] for name in _PLAIN_OF_LOOK}
    return Staged(
        look=Inspected(kind=FileKind(look["kind"]), taken=_read_time(look["taken"]), **plain),
        sha256=said["sha256"],
        is_by_reference=said["is_by_reference"],
    )


def prepared_as_json(prepared: Prepared) -> dict[str, Any]:
    plain = {name: getattr(prepared, name) for name in _PLAIN_OF_PREPARED}
    dropped = sorted(each.value for each in prepared.dropped)
    return plain | {"taken": _time_as_json(prepared.taken), "dropped": dropped}


def read_prepared(said: Mapping[str, Any]) -> Prepared:
    plain = {name: said[name] for name in _PLAIN_OF_PREPARED}
    dropped = frozenset(Dropped(each) for each in said["dropped"])
    return Prepared(taken=_read_time(said["taken"]), dropped=dropped, **plain)


_PLAIN_OF_LOOK: Final = (
    "size",
    "modified_ns",
    "is_cut_short",
    "width",
    "height",
    "has_place",
    "has_serial",
    "pictures",
    "can_be_prepared",
)
_PLAIN_OF_PREPARED: Final = ("size", "sha256", "width", "height", "is_reencoded")


def _time_as_json(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _read_time(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None
