"""What the tree and the menus ask of one customer: beside it, elsewhere, closed, given up."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from desktop.domain.drafts import Draft, DraftState
from desktop.domain.ids import CustomerId
from desktop.domain.rows import CustomerRow, row_of
from desktop.services.session import Session
from desktop.ui.dialogs.new_means import Site
from desktop.ui.errands import Errands
from desktop.ui.forms.naming import naming_of
from desktop.ui.forms.unverified import BLOCKED, CLOSED, Unverified
from desktop.ui.messages import Messages, Question
from desktop.ui.moving.closing import Closing, ClosingMeans
from desktop.ui.moving.mover import Mover
from desktop.ui.moving.telling import Told
from desktop.ui.selection import Selected
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr
from desktop.ui.tree.choices import selected
from desktop.ui.tree.look import NewCustomer
from desktop.ui.tree.panel import TreePanel


class CustomerCommands(QObject):
    """Leads each wish to what can fulfil it."""

    def __init__(
        self, *, session: Session, errands: Errands, tree: TreePanel, messages: Messages
    ) -> None:
        super().__init__(tree)
        self._session, self._errands = session, errands
        self._messages, self._window = messages, tree
        self._tasks = Tasks(messages.report)
        naming = partial(
            naming_of, lists=session.lists, choices=session.choices, kept=session.browse.kept
        )
        self._told = told = Told(
            edits=session.edits,
            messages=messages,
            naming=naming,
            changes=session.changes,
            kept=session.browse.kept,
        )
        self.mover = Mover(session=session, messages=messages, told=told, window=tree)
        means = ClosingMeans(
            browse=session.browse, queue=session.queue, unverified=Unverified(session.memory)
        )
        self._closing = Closing(means=means, messages=messages, told=told, window=tree)
        tree.move_asked.connect(self.mover.move)
        tree.asked.connect(self.about)

    def wiring(self, selected_now: Callable[[], Selected | None]) -> dict[str, Callable[[], None]]:
        """What each command of the menus does with the customer that is looked at."""
        wishes = {"close_customer": "close", "block_customer": "block"}
        keys = ("new_beside", "move", *wishes)
        return {key: partial(self._begin, wishes.get(key, key), selected_now) for key in keys}

    def stop(self) -> None:
        for part in (self._tasks, self._told, self.mover, self._closing):
            part.stop()

    def go_on(self, draft: Draft) -> None:
        """Open the sheet of a new customer of another day."""
        self._tasks.start(f"go on {draft.customer}", self._go_on(draft.customer))

    def about(self, wish: str, what: object) -> None:
        """A wish of the tree's about a row: a CustomerRow, or a NewCustomer."""
        if isinstance(what, NewCustomer):
            self._about_new(wish, what)
        elif isinstance(what, CustomerRow):
            self._about_row(wish, what)

    def _begin(self, wish: str, selected_now: Callable[[], Selected | None]) -> None:
        if (customer := selected_now()) is not None:
            self._tasks.start(wish, self._read(wish, customer.id))

    async def _read(self, wish: str, customer: CustomerId) -> None:
        browse = self._session.browse
        found = await browse.rows([customer])
        # One the copy does not have may be new to it, or gone: then the server's word is told.
        row = found[0] if found else row_of(await browse.customer(customer))
        self._about_row(wish, row)

    def _about_row(self, wish: str, row: CustomerRow) -> None:
        match wish:
            case "new_beside":
                self._errands.new_customer(Site(beside=selected(row)))
            case "move":
                self.mover.choose(row)
            case "close":
                self._closing.toggle(row.id, CLOSED)
            case "block":
                self._closing.toggle(row.id, BLOCKED)

    # --- Those that are to be created -------------------------------------------------------

    def _about_new(self, wish: str, new: NewCustomer) -> None:
        work = self._go_on(new.local) if wish == "edit_new" else self._drop_new(new)
        self._tasks.start(f"{wish} {new.local}", work)

    async def _go_on(self, local: CustomerId) -> None:
        session = self._session
        kept = await session.drafts.of(local)
        rows = await session.queue.rows()
        waiting = next((row for row in rows if row.customer == local), None)
        # What was typed of one that waits is no other customer: created too, it would be two.
        draft = waiting or kept
        if draft is not None:
            above = await session.browse.rows([draft.parent] if draft.parent else [])
            parent = selected(above[0]) if above else None
            site = Site(parent=parent, draft=draft, kept=kept if waiting else None)
            self._errands.new_customer(site)

    async def _drop_new(self, new: NewCustomer) -> None:
        question = Question(
            title=tr("newcustomer.drop.title", name=new.name or tr("tree.new_nameless")),
            text=tr("newcustomer.drop.text"),
            answers=(("drop", tr("newcustomer.drop.yes")), ("no", tr("newcustomer.drop.no"))),
            default="no",
        )
        if await self._messages.ask(question, self._window) != "drop":
            return
        if new.state is not DraftState.DRAFT:
            await self._session.queue.answers.drop(new.local)
        await self._session.drafts.drop(new.local)
