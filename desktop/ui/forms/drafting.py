"""Keeping what is typed on the disk, so that a crash loses a moment of it at most."""

import asyncio
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from desktop.domain.errors import StorageFailed
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.services.editing.drafts import Drafts
from desktop.ui.forms.fields import FormFields
from desktop.ui.messages import Messages
from desktop.ui.tasks import Tasks

KEPT_AFTER_MS = 700
"""From the first key that is not kept yet; typing on does not put it off."""
AGAIN_AFTER_MS = (2_000, 5_000, 15_000, 60_000)
"""Where the disk took nothing; the last one again and again."""
_STAYED_AFTER_MS = 1000
"""Who was let go is gone by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typed:
    """What is to be kept of one customer; of nothing typed, nothing is kept."""

    base: Customer
    mine: Mapping[str, Value]
    texts: Mapping[str, str]


class Drafting(QObject):
    """Writes the draft of the customer in the form, and brings it back when it is shown again.

    What was begun to be written is written, whatever becomes of the form.

    Signals:
        loaded: What was typed another time is in the form (Draft).
    """

    loaded = Signal(object)

    def __init__(self, *, fields: FormFields, drafts: Drafts, messages: Messages) -> None:
        super().__init__(fields)
        self._fields, self._drafts, self._messages = fields, drafts, messages
        self._tasks = Tasks(messages.report)
        # Each time a customer is shown is a holder of its own: coming back to one, the form does
        # not answer for what it held of it before, unless that is in it again.
        self._holder = object()
        self._due: dict[tuple[CustomerId, object], _Typed] = {}
        self._not_taken: dict[tuple[CustomerId, object], _Typed] = {}
        self._failures = 0
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._try_again)
        self._writing: asyncio.Task[None] | None = None
        self._failed: set[CustomerId] = set()
        self._is_quiet = False
        self._aside: dict[str, Mapping[str, Any]] = {}
        self._stayed = QTimer(self, singleShot=True, interval=_STAYED_AFTER_MS)
        self._stayed.timeout.connect(self.look)
        self._timer = QTimer(self, singleShot=True, interval=KEPT_AFTER_MS)
        self._timer.timeout.connect(self.keep_now)
        fields.edited.connect(self._edited)
        _FORMS.add(self)

    def is_about(self, customer: CustomerId) -> bool:
        """Whether something is typed of *customer* here."""
        return self._fields.base.id == customer and bool(self._fields.dirty)

    def leave(self) -> None:
        """Another customer is about to be shown; what is typed of this one is kept at once."""
        if self._timer.isActive():
            self.keep_now()
        self._stayed.stop()
        self._aside = {}
        self._holder = object()

    def look(self) -> None:
        """Bring back what was typed of the customer that is shown now."""
        self._tasks.cancel("draft")
        if self._fields.base.id in self._drafts.ids():
            self._tasks.start("draft", self._load(self._fields.base.id))

    def look_again(self) -> None:
        """The same once more of it was kept, by another than this form; what is typed here stays.

        Such as by the window of a new customer, who is created and shown here before that.
        """
        if not self._fields.dirty and not self._aside and self._writing is None:
            self.look()

    def keep_now(self) -> None:
        """Put down what is typed; where nothing is, there is no draft any more."""
        self._timer.stop()
        customer = self._fields.base.id
        if customer == NO_CUSTOMER:
            return
        mine, texts = self._fields.typed()
        mine = {**self._aside.get("mine", {}), **mine}
        texts = {**self._aside.get("texts", {}), **texts}
        is_kept = customer in self._drafts.ids() or self._writing is not None
        self._not_taken.pop((customer, self._holder), None)
        if mine or texts or is_kept:
            typed = _Typed(base=self._fields.base, mine=mine, texts=texts)
            self._due[customer, self._holder] = typed
        self._begin_to_write()

    async def kept(self) -> bool:
        """Put down what is typed, and wait; whether it is on the disk. If not, the user is told."""
        customer = self._fields.base.id
        self._failed.discard(customer)
        self.keep_now()
        await self.written()
        return customer not in self._failed

    async def written(self) -> None:
        """Wait until what was put down is on the disk."""
        while self._writing is not None:
            await asyncio.wait({self._writing})

    def empty(self) -> None:
        """Show what is stored, without giving up the draft; who stays after all gets it back."""
        self._aside = dict(zip(("mine", "texts"), self._fields.typed(), strict=True))
        self._is_quiet = True
        try:
            self._fields.revert()
        finally:
            self._is_quiet = False
        self._stayed.start()

    def stop(self) -> None:
        # A form that is closed tells that its field was left.
        self._fields.edited.disconnect(self._edited)
        self.leave()
        _FORMS.discard(self)
        self._stayed.stop()
        self._again.stop()
        self._tasks.stop()

    # --- How --------------------------------------------------------------------------------

    def _edited(self) -> None:
        if self._is_quiet:
            return
        if not self._fields.dirty:
            self.keep_now()
        elif not self._timer.isActive():
            self._timer.start()

    async def _load(self, customer: CustomerId) -> None:
        draft = await self._drafts.of(customer)
        if draft is None or self._fields.base.id != customer:
            return
        aside, self._aside = self._aside, {}
        if any(form.is_about(customer) for form in _FORMS if form is not self):
            if aside:
                # What was in this form is in no other one.
                own = replace(draft, mine=aside["mine"], typed=aside["texts"])
                self._fields.load(own)
            return
        self._fields.load(draft)
        await self._drafts.take_up(customer, self._holder)
        if self._fields.dirty:
            self.loaded.emit(draft)

    def _begin_to_write(self) -> None:
        if self._due and self._writing is None:
            self._writing = asyncio.get_event_loop().create_task(self._write())

    def _try_again(self) -> None:
        self._due = {**self._not_taken, **self._due}
        self._not_taken = {}
        self._begin_to_write()

    async def _write(self) -> None:
        try:
            while self._due:
                customer, holder = next(iter(self._due))
                await self._write_one(customer, holder, self._due.pop((customer, holder)))
        finally:
            self._writing = None

    async def _write_one(self, customer: CustomerId, holder: object, typed: _Typed) -> None:
        try:
            await self._drafts.keep(customer, typed.base, typed.mine, typed=typed.texts, by=holder)
        except StorageFailed as error:
            self._keep_for_later(customer, holder, typed)
            # Said once, not with every key.
            if customer not in self._failed:
                self._messages.report(error)
            self._failed.add(customer)
            return
        self._failures = 0
        self._failed.discard(customer)
        if customer == self._fields.base.id and holder is not self._holder:
            # It was left before the disk took it, and is shown again since.
            self.look()

    def _keep_for_later(self, customer: CustomerId, holder: object, typed: _Typed) -> None:
        key = (customer, holder)
        if key not in self._due and isValid(self):
            self._not_taken[key] = typed
            pause = AGAIN_AFTER_MS[min(self._failures, len(AGAIN_AFTER_MS) - 1)]
            self._failures += 1
            self._again.start(pause)


_FORMS: "weakref.WeakSet[Drafting]" = weakref.WeakSet()
"""A draft is in one form at a time, though two may show the customer."""
