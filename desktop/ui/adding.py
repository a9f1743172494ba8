"""Files chosen or pasted for the customer at hand, or for another one."""

from collections.abc import Callable

from desktop.ui.errands import Errands
from desktop.ui.selection import Selected
from desktop.ui.uploads.drop import DropTarget


class Adding:
    """Sends *errands* for the customer that *selected* gives, if any."""

    def __init__(self, errands: Errands, selected: Callable[[], Selected | None]) -> None:
        self._errands, self._selected = errands, selected

    def choose(self, folder: str = "") -> None:
        """Let files be chosen for a folder of the customer at hand."""
        if (customer := self._selected()) is not None:
            self._errands.choose_files(customer, folder)

    def paste(self, folder: str = "") -> None:
        """Take what is on the clipboard for a folder of the customer at hand."""
        if (customer := self._selected()) is not None:
            self._errands.paste(customer, folder)

    def choose_for(self, target: DropTarget) -> None:
        self._errands.choose_files(target.customer, target.folder)

    def paste_for(self, target: DropTarget) -> None:
        self._errands.paste(target.customer, target.folder)
