"""Closing and reopening, blocking and unblocking: by fields nobody knows the server to take."""

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desktop.domain.drafts import Draft
from desktop.domain.edits import Saved
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.services.browse import Browse
from desktop.services.editing.queue import Queue
from desktop.support.settings import Settings
from desktop.ui.messages import Messages, Question
from desktop.ui.moving.telling import Told
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr

CLOSED, BLOCKED = "isdeleted", "isblocked"
_STEPS = {
    (CLOSED, True): "close",
    (CLOSED, False): "reopen",
    (BLOCKED, True): "block",
    (BLOCKED, False): "unblock",
}
_SECTION = "echoed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingMeans:
    """What it takes; `memory` tells which of the fields this server was seen to take."""

    browse: Browse
    queue: Queue
    memory: Settings


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
            saved = await self._means.queue.save(base, {field: is_on})
            self._tell(base, field, step, saved)

    async def _is_wanted(self, base: Customer, field: str, step: str) -> bool:
        name = base.name or f"#{base.id}"
        known = bool(self._means.memory.get(_SECTION).get(field))
        parts = (tr(f"move.{step}.text"), "" if known else tr("move.unverified"))
        question = Question(
            title=tr(f"move.{step}.title", name=name),
            text=" ".join(filter(None, parts)),
            answers=((step, tr(f"move.{step}.yes")), ("no", tr("move.button.cancel"))),
            default=step,
        )
        return await self._messages.ask(question, self._window) == step

    def _tell(self, base: Customer, field: str, step: str, saved: Saved | Draft) -> None:
        name = base.name or f"#{base.id}"
        if isinstance(saved, Draft):
            self._told.waits(tr("move.waits", name=name))
            return
        if field in saved.not_stored:
            self._told.ignored(tr(f"move.{step}.ignored", name=name))
            return
        if field in saved.sent:
            self._means.memory.put(_SECTION, {**self._means.memory.get(_SECTION), field: True})
        back = _STEPS[field, bool(base.flag(field))]
        words = tr(f"move.{step}.done", name=name)
        self._told.done(words, saved, lambda: tr(f"move.{back}.done", name=name))
