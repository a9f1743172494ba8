"""Files chosen or pasted for who is at hand, or for another one."""

from collections.abc import Callable

from desktop.domain.drafts import DraftState
from desktop.ui.errands import Errands
from desktop.ui.selection import Selected
from desktop.ui.tree.look import NewCustomer
from desktop.ui.uploads.drop import DropTarget


class Adding:
    """Sends *errands*; *whom* gives who is at hand, *selected* who is in the card."""

    def __init__(
        self,
        errands: Errands,
        *,
        whom: Callable[[], Selected | NewCustomer | None],
        selected: Callable[[], Selected | None],
    ) -> None:
        self._errands, self._whom, self._selected = errands, whom, selected

    @property
    def taker(self) -> Selected | None:
        """Whom a command to add files means; files wait for who is created, not for a draft."""
        whom = self._whom()
        if not isinstance(whom, NewCustomer):
            return whom
        if whom.state is DraftState.DRAFT:
            return None
        return Selected(id=whom.local, parent_id=whom.parent, name=whom.name)

    def choose_at_hand(self) -> None:
        if (customer := self.taker) is not None:
            self._errands.choose_files(customer, "")

    def paste_at_hand(self) -> None:
        if (customer := self.taker) is not None:
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
