"""Choosing files to add."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.ui.asking import answered
from desktop.ui.texts import tr
from desktop.ui.uploads import drop_words


async def choose_files(
    parent: QWidget, *, customer: str, folder: str = "", start_in: str = ""
) -> tuple[Path, ...]:
    """Let the user choose files for a customer; none where the dialog is closed without.

    Cancelling the task closes the dialog.
    """
    title = tr("drop.choose.title", customer=drop_words.in_folder(customer, folder))
    dialog = QFileDialog(parent, title, start_in)
    dialog.setObjectName("choose_files")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilters([tr("drop.choose.all"), tr("drop.choose.photos")])
    async with answered(dialog):
        if dialog.result() != QFileDialog.DialogCode.Accepted:
            return ()
        return tuple(Path(name) for name in dialog.selectedFiles())
