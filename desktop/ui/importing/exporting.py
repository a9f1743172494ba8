"""Choosing a file to import, one to write the result into, and what stands in its columns."""

import asyncio
from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from desktop.domain.importing import ImportRow
from desktop.services.editing.importing.exporting import Titles
from desktop.ui.asking import answered
from desktop.ui.formats import local_today
from desktop.ui.forms.naming import Naming
from desktop.ui.importing import words
from desktop.ui.messages import Messages, Question
from desktop.ui.texts import tr


async def choose_table(parent: QWidget, start_in: str) -> Path | None:
    """None where the user thinks better of it."""
    dialog = QFileDialog(parent, tr("import.choose.title"), start_in)
    dialog.setObjectName("import_file_dialog")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters([tr("import.choose.tables"), tr("import.choose.all")])
    return await _chosen(dialog)


async def choose_result(parent: QWidget, messages: Messages) -> Path | None:
    """None where the user thinks better of it, also of replacing a file."""
    dialog = QFileDialog(parent, tr("import.export.title"))
    dialog.setObjectName("import_export_dialog")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    # Qt would ask in an event loop of its own.
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.setNameFilter(tr("import.export.csv"))
    dialog.setDefaultSuffix("csv")
    dialog.selectFile(f"{tr('import.export.name')} {local_today():%Y-%m-%d}.csv")
    path = await _chosen(dialog)
    if path is not None and await asyncio.to_thread(path.exists):
        question = Question(
            title=tr("import.replace.title", file=path.name),
            text=tr("import.replace.text"),
            answers=(("yes", tr("import.replace.yes")), ("no", tr("import.replace.no"))),
            default="no",
        )
        return path if await messages.ask(question, parent) == "yes" else None
    return path


def columns(naming: Naming) -> Titles:
    """The columns of the result, which is written while nothing runs."""

    def details(row: ImportRow) -> str:
        return "\n".join(words.details(row, naming, is_running=False))

    return {
        tr("import.column.line"): lambda row: row.line,
        tr("import.column.number"): lambda row: row.number,
        tr("import.column.name"): lambda row: row.name,
        tr("import.column.verdict"): words.verdict,
        tr("import.column.result"): lambda row: words.result(row, is_running=False),
        tr("import.column.details"): details,
        tr("import.column.customer"): lambda row: row.customer or "",
    }


async def _chosen(dialog: QFileDialog) -> Path | None:
    async with answered(dialog):
        if dialog.result() != QDialog.DialogCode.Accepted or not dialog.selectedFiles():
            return None
        return Path(dialog.selectedFiles()[0])
