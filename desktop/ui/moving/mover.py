"""Moves customers: by the mouse or by a search, asked about in a sheet, undone from a notice."""

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from desktop.domain.drafts import Draft
from desktop.domain.edits import Saved
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.rows import CustomerRow
from desktop.services.session import Session
from desktop.ui.messages import Messages
from desktop.ui.moving.sheet import MoveMeans, MoveSheet
from desktop.ui.moving.telling import Step, Told
from desktop.ui.moving.words import name_of, where_words
from desktop.ui.search.means import means_of
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr


class Mover:
    """One sheet for each move."""

    def __init__(
        self, *, session: Session, messages: Messages, told: Told, window: QWidget
    ) -> None:
        self._session, self._messages = session, messages
        self._told, self._window = told, window
        self._tasks = Tasks(messages.report)
        self._sheets: list[MoveSheet] = []

    def move(self, customer: CustomerRow, parent: CustomerId) -> None:
        """Ask whether *customer* is to go below *parent*, 0 for the top."""
        self._sheet(customer).ask_for(parent)

    def choose(self, customer: CustomerRow) -> None:
        """Have a new parent looked for, then ask."""
        self._sheet(customer).choose()

    def stop(self) -> None:
        self._tasks.stop()
        for sheet in self._sheets:
            if isValid(sheet):
                sheet.done(MoveSheet.DialogCode.Rejected)

    def _sheet(self, customer: CustomerRow) -> MoveSheet:
        session = self._session
        means = MoveMeans(
            moving=session.moving,
            queue=session.queue,
            browse=session.browse,
            lists=session.lists,
            finding=means_of(session),
        )
        sheet = MoveSheet(
            means=means, messages=self._messages, customer=customer, parent=self._window
        )
        sheet.moved.connect(
            lambda saved: self._tasks.start(f"told {customer.id}", self._tell(customer, saved))
        )
        self._sheets = [each for each in self._sheets if isValid(each)] + [sheet]
        return sheet

    async def _tell(self, customer: CustomerRow, saved: Saved | Draft) -> None:
        name = name_of(customer)
        if isinstance(saved, Draft):
            self._told.waits(tr("move.waits", name=name))
            return
        where = await self._path(saved.after.parent_id)
        before = await self._path(saved.before.parent_id)
        step = Step(
            customer=customer.id,
            field="parentcust",
            done=tr("move.done", name=name, where=where),
            ignored=tr("move.ignored", name=name, where=where),
            undone=tr("move.undone", name=name, where=before),
        )
        await self._told.of(step, saved)

    async def _path(self, parent: CustomerId) -> str:
        place = await self._session.browse.place(parent) if parent != NO_CUSTOMER else None
        if place is None and parent != NO_CUSTOMER:
            return tr("move.under", path=f"#{parent}")
        return where_words((*place.parents, place.row) if place else ())
