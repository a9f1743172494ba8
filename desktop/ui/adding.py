"""Files chosen or pasted for the customer at hand, or for another one."""

from collections.abc import Callable

from desktop.domain.drafts import DraftState
from desktop.ui.errands import Errands
from desktop.ui.selection import Selected
from desktop.ui.tree.look import NewCustomer
from desktop.ui.uploads.drop import DropTarget


class Adding:
    """Sends *errands* for the customer at hand.

    *selected* gives whom the window is about; *new* whom instead, where that is yet to be created.
    """

    def __init__(
        self,
        errands: Errands,
        *,
        selected: Callable[[], Selected | None],
        new: Callable[[], NewCustomer | None],
    ) -> None:
        self._errands, self._selected, self._new = errands, selected, new

    @property
    def at_hand(self) -> Selected | None:
        """Whom a command to add files means; files wait for who is created, not for a draft."""
        new = self._new()
        if new is None:
            return self._selected()
        if new.state is DraftState.DRAFT:
            return None
        return Selected(id=new.local, parent_id=new.parent, name=new.name)

    def choose_at_hand(self) -> None:
        if (customer := self.at_hand) is not None:
            self._errands.choose_files(customer, "")

    def paste_at_hand(self) -> None:
        if (customer := self.at_hand) is not None:
            self._errands.paste(customer, "")

    def choose(self, folder: str) -> None:
        """Let files be chosen for a folder of the customer in the card."""
        if (customer := self._selected()) is not None:
            self._errands.choose_files(customer, folder)

    def paste(self, folder: str) -> None:
        """Take what is on the clipboard for a folder of the customer in the card."""
        if (customer := self._selected()) is not None:
            self._errands.paste(customer, folder)

    def choose_for(self, target: DropTarget) -> None:
        self._errands.choose_files(target.customer, target.folder)

    def paste_for(self, target: DropTarget) -> None:
        self._errands.paste(target.customer, target.folder)
