"""Leads from the search into the tree: to a result, or to whom the server knows."""

from PySide6.QtCore import QObject, Signal

from desktop.domain.errors import AppError
from desktop.domain.ids import CustomerId
from desktop.services.browse import Browse, Place
from desktop.ui.problems import describe
from desktop.ui.search.ask import AskBar
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr
from desktop.ui.tree.panel import TreePanel


class Guide(QObject):
    """Shows customers in the tree, which then has the focus.

    Signals:
        arriving: A customer is about to be shown in the tree.
        lost: The customer is no longer where it was found.
        told: There is something to say of the customer that was shown (str).
    """

    arriving = Signal()
    lost = Signal()
    told = Signal(str)

    def __init__(self, *, tree: TreePanel, browse: Browse, bar: AskBar, tasks: Tasks) -> None:
        super().__init__()
        self._tree, self._browse, self._bar, self._tasks = tree, browse, bar, tasks

    def go_to(self, customer: CustomerId) -> None:
        """Show *customer*, where the local copy has it."""
        self._tasks.start("guide", self._go_to(customer))

    def ask(self, text: str) -> None:
        """Ask the server for exactly *text*; what comes of it is said in the bar, or shown."""
        if text and not self._bar.is_busy:
            self._tasks.start("guide", self._ask(text))

    def stay(self) -> None:
        """Go nowhere any more: the user typed on."""
        self._tasks.cancel("guide")
        self._bar.show_idle()

    async def _go_to(self, customer: CustomerId) -> None:
        place = await self._browse.place(customer)
        if place is None:
            self.lost.emit()
        else:
            await self._show(place)

    async def _ask(self, text: str) -> None:
        place, words = None, ""
        self._bar.show_busy()
        try:
            place = await self._browse.find(text)
            words = "" if place else tr("search.ask_none")
        except AppError as error:
            words = describe(error).text
        finally:
            self._bar.show_words(words)
        if place is not None:
            await self._show(place)
            if place.others:
                self.told.emit(tr("search.ask_others", count=place.others + 1))

    async def _show(self, place: Place) -> None:
        self.arriving.emit()
        await self._tree.reveal(place)
        self._tree.setFocus()
