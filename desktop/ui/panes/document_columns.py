"""What is shown of a document: its columns, its kind, and the ways to sort."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import PurePosixPath
from types import MappingProxyType

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QIcon

from desktop.domain.catalogue import ObjectType
from desktop.domain.folders import FolderPath, written
from desktop.domain.records import Document
from desktop.domain.values import Value
from desktop.ui.formats import Format
from desktop.ui.icons import icon
from desktop.ui.panes.columns import Column, field_column, remaining_columns
from desktop.ui.texts import tr

_KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "image": ("jpg", "jpeg", "png", "gif", "heic", "heif", "webp", "tif", "tiff", "bmp"),
        "pdf": ("pdf",),
        "text": ("txt", "doc", "docx", "odt", "rtf", "md", "eml", "msg", "html", "htm"),
        "sheet": ("xls", "xlsx", "ods", "csv"),
        "archive": ("zip", "7z", "rar", "gz", "tar"),
    }
)
_KIND_OF_SUFFIX = {suffix: kind for kind, suffixes in _KINDS.items() for suffix in suffixes}
_KIND_OF_MIME = {
    "image/": "image",
    "application/pdf": "pdf",
    "text/csv": "sheet",
    "text/": "text",
    "application/msword": "text",
    "application/zip": "archive",
}
_DOWN = Qt.SortOrder.DescendingOrder
_UP = Qt.SortOrder.AscendingOrder


@dataclass(frozen=True, slots=True)
class Sorting:
    """A way to sort, for where there is no header to click."""

    key: str
    column: str
    order: Qt.SortOrder


SORTINGS = (
    Sorting("newest", "createdate", _DOWN),
    Sorting("oldest", "createdate", _UP),
    Sorting("title", "title", _UP),
    Sorting("largest", "size", _DOWN),
)


def document_columns(
    place_of: Callable[[Document], FolderPath],
) -> tuple[Column[Document], ...]:
    kind = ObjectType.DOCUMENT
    shown: tuple[Column[Document], ...] = (
        Column(
            key="title", title=tr("field.document.title"), value=lambda each: each.label, width=26
        ),
        Column(
            key="createdate",
            title=tr("field.document.createdate"),
            value=lambda each: each.day("createdate"),
            order=_created,
            format=Format.DATE,
            width=11,
        ),
        field_column(kind, "size", how=Format.SIZE, width=11),
        Column(
            key="folder",
            title=tr("field.document.folder"),
            value=lambda each: written(place_of(each)),
            width=18,
        ),
        field_column(kind, "filename", width=20),
        field_column(kind, "onxnet", width=9),
        field_column(kind, "tags", width=9),
        field_column(kind, "usertext", width=14),
    )
    return (*shown, *remaining_columns(kind, shown))


def kind_of(document: Document) -> str:
    """The kind of file, by its name, or else by the type the server gives."""
    suffix = PurePosixPath(document.text("filename")).suffix.lower().lstrip(".")
    if suffix in _KIND_OF_SUFFIX:
        return _KIND_OF_SUFFIX[suffix]
    mime = document.text("mimetype").lower()
    return next((kind for start, kind in _KIND_OF_MIME.items() if mime.startswith(start)), "other")


def kind_icon(document: Document) -> QIcon:
    return icon(f"doc_{kind_of(document)}")


def web_address(document: Document) -> QUrl | None:
    """Where a browser can open it; None for what is no web address."""
    url = QUrl(document.text("url"), QUrl.ParsingMode.StrictMode)
    is_web = url.isValid() and url.scheme().lower() in {"http", "https"} and bool(url.host())
    return url if is_web else None


def _created(document: Document) -> Value:
    """Day and time together, as text that sorts."""
    day = document.day("createdate") or date.min
    clock = document.clock("createtime") or time.min
    return datetime.combine(day, clock).isoformat()
