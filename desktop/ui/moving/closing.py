"""Closing and reopening, blocking and unblocking: by fields nobody knows the server to take."""

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desktop.domain.drafts import Draft
from desktop.domain.edits import Saved
from desktop.domain.errors import AppError
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.services.browse import Browse
from desktop.services.editing.queue import Queue
from desktop.ui.forms.unverified import BLOCKED, CLOSED, Unverified
from desktop.ui.messages import Messages, Question
from desktop.ui.moving.telling import Step, Told, about
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr

_STEPS = {
    (CLOSED, True): "close",
    (CLOSED, False): "reopen",
    (BLOCKED, True): "block",
    (BLOCKED, False): "unblock",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingMeans:
    """What it takes."""

    browse: Browse
    queue: Queue
    unverified: Unverified


class Closing:
    """Asks first, and says that the server may ignore it until it was seen not to."""

    def __init__(
        self, *, means: ClosingMeans, messages: Messages, told: Told, window: QWidget
    ) -> None:
        self._means, self._messages = means, messages
        self._told, self._window = told, window
        self._tasks = Tasks(messages.report)
        self.stop = self._tasks.stop

    def toggle(self, customer: CustomerId, field: str) -> None:
        """Turn CLOSED or BLOCKED of the customer around."""
        self._tasks.start(f"{field} {customer}", self._toggle(customer, field))

    async def _toggle(self, customer: CustomerId, field: str) -> None:
        browse = self._means.browse
        base = await browse.kept(customer) or await browse.customer(customer)
        is_on = not base.flag(field)
        step = _STEPS[field, is_on]
        if await self._is_wanted(base, field, step):
            try:
                saved = await self._means.queue.save(base, {field: is_on})
            except AppError as error:
                self._told.refused(error, (field,), about(customer, field))
            else:
                await self._tell(base, field, step, saved)

    async def _is_wanted(self, base: Customer, field: str, step: str) -> bool:
        name = base.name or f"#{base.id}"
        parts = (tr(f"move.{step}.text"), self._means.unverified.words(field))
        question = Question(
            title=tr(f"move.{step}.title", name=name),
            text=" ".join(filter(None, parts)),
            answers=((step, tr(f"move.{step}.yes")), ("no", tr("move.button.cancel"))),
            default=step,
        )
        return await self._messages.ask(question, self._window) == step

    async def _tell(self, base: Customer, field: str, step: str, saved: Saved | Draft) -> None:
        name = base.name or f"#{base.id}"
        if isinstance(saved, Draft):
            self._told.waits(tr("move.waits", name=name))
            return
        self._means.unverified.saw(saved)
        told = Step(
            customer=base.id,
            field=field,
            done=tr(f"move.{step}.done", name=name),
            ignored=tr(f"move.{step}.ignored", name=name),
            undone=tr(f"move.{step}.undone", name=name),
        )
        await self._told.of(told, saved)
