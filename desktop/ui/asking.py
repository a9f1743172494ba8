"""Waiting for a dialog's answer without a second event loop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import shiboken6
from PySide6.QtWidgets import QDialog


@asynccontextmanager
async def answered(dialog: QDialog) -> AsyncIterator[None]:
    """Open *dialog* and wait; inside, its answer can be read. It is thrown away in any case.

    Cancelling the task closes the dialog; the window it belongs to may even be gone by then.
    """
    done = asyncio.Event()
    dialog.finished.connect(lambda _code: done.set())
    dialog.open()
    try:
        await done.wait()
        yield
    finally:
        if shiboken6.isValid(dialog):
            dialog.close()
            dialog.deleteLater()
