"""Choosing a file to write the ledger into, and what stands in its columns."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from desktop.domain.uploads import Upload
from desktop.services.uploads.ledger import Export, Kind
from desktop.ui.asking import answered
from desktop.ui.formats import local_today
from desktop.ui.messages import Messages, Question
from desktop.ui.texts import tr
from desktop.ui.uploads import words


async def choose_export(parent: QWidget, messages: Messages, kind: Kind) -> Export | None:
    """Ask where to write; None where the user thinks better of it."""
    path = await _choose_path(parent, kind)
    if path is None:
        return None
    if await asyncio.to_thread(path.exists):
        question = Question(
            title=tr("ledger.replace.title", file=path.name),
            text=tr("ledger.replace.text"),
            answers=(("yes", tr("ledger.replace.yes")), ("no", tr("ledger.replace.no"))),
            default="no",
        )
        if await messages.ask(question, parent) != "yes":
            return None
    return Export(path=path, kind=kind, columns=columns())


def columns() -> Mapping[str, Callable[[Upload], str | int]]:
    """The columns of a table: times are local, as a program for tables reads them."""
    known: tuple[tuple[str, Callable[[Upload], str | int]], ...] = (
        ("number", lambda row: row.id),
        ("added", lambda row: _moment(row.added_at)),
        ("changed", lambda row: _moment(row.changed_at)),
        ("file", lambda row: row.name),
        ("title", lambda row: row.sent_title),
        ("customer", lambda row: row.customer_name),
        ("customer_id", lambda row: row.customer_id),
        ("folder", lambda row: row.folder),
        ("way", words.way),
        ("state", words.short_state),
        ("reason", words.reason),
        ("document", lambda row: "" if row.document_id is None else row.document_id),
        ("bytes", lambda row: row.size),
        ("sha256", lambda row: row.sha256),
        ("sent_sha256", lambda row: row.send_sha256 or row.sha256),
        ("source", lambda row: str(row.path).encode(errors="replace").decode()),
    )
    return {tr(f"ledger.column.{key}"): cell for key, cell in known}


async def _choose_path(parent: QWidget, kind: Kind) -> Path | None:
    dialog = QFileDialog(parent, tr("ledger.export.title"))
    dialog.setObjectName("ledger_export")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    # Qt would ask in an event loop of its own.
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.setNameFilter(tr(f"ledger.export.{kind.value}"))
    dialog.setDefaultSuffix(kind.value)
    dialog.selectFile(f"{tr('ledger.export.name')} {local_today():%Y-%m-%d}.{kind.value}")
    async with answered(dialog):
        if dialog.result() != QDialog.DialogCode.Accepted or not dialog.selectedFiles():
            return None
        return Path(dialog.selectedFiles()[0])


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M:%S}" if at else ""
