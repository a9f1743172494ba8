"""Having another program open an address, and what to say where none does."""

from collections.abc import Callable

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from desktop.ui.texts import tr

Hand = Callable[[QUrl], bool]
"""Passes an address on; returns whether a program took it."""


def open_outside(url: QUrl, hand: Hand | None = None) -> str:
    """Have *url* opened by the program it is for; "" where one took it.

    Where none did it lies on the clipboard, and a sentence is returned that says so.
    """
    if (hand or QDesktopServices.openUrl)(url):
        return ""
    QGuiApplication.clipboard().setText(address := _plain(url))
    return tr("app.unopened", address=address)


def _plain(url: QUrl) -> str:
    """As one would type it: a number or an e-mail address without the word before it."""
    if url.isLocalFile():
        return url.toLocalFile()
    return url.path() if url.scheme() in {"mailto", "tel"} else url.toString()
