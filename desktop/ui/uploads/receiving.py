"""What becomes of files once they are let go: folders are looked into, and all is added."""

import asyncio
from collections.abc import Iterable, Sequence
from itertools import count
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.batches import Ask, Batch, Incoming, Target
from desktop.domain.errors import FileProblem, FileRefused, StorageFailed
from desktop.domain.uploads import BatchId
from desktop.services.browse import Browse
from desktop.services.uploads.expanding import Expanded, Left, Why, expand
from desktop.services.uploads.proposing import Group, Proposal, propose
from desktop.ui.dialogs.folders_table import Parcel
from desktop.ui.dialogs.folders_to_customers import Sharing, ask_customers
from desktop.ui.messages import Messages
from desktop.ui.notice import Severity
from desktop.ui.selection import FilesDropped
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr
from desktop.ui.uploads import drop_words
from desktop.ui.uploads.aims import target_of

_LONG_S = 1.0
"""Who has waited so long is told what for."""
_CONFIRMED = frozenset({Ask.FOLDER, Ask.MANY})
"""What the table of folders and customers has asked already."""


class Batches(Protocol):
    """What is asked of the batches that wait."""

    @property
    def open(self) -> tuple[Batch, ...]: ...

    def confirm(self, batch: BatchId) -> None: ...


class Taker(Protocol):
    """Who takes files for customers; `add` returns when they are safe, or raises StorageFailed."""

    @property
    def batches(self) -> Batches: ...

    async def add(
        self, target: Target, files: Sequence[Incoming], *, has_folders: bool = False
    ) -> BatchId: ...


class Receiving(QObject):
    """Takes what was dropped, chosen or pasted, and tells what cannot be taken.

    Signals:
        taken: Files are safe and on their way (BatchId).
    """

    taken = Signal(object)

    def __init__(
        self, *, uploads: Taker, browse: Browse, messages: Messages, window: QWidget
    ) -> None:
        super().__init__(window)
        self._uploads, self._browse = uploads, browse
        self._messages, self._window = messages, window
        self._tasks = Tasks(messages.report)
        self._numbers = count(1)

    def receive(self, dropped: FilesDropped) -> None:
        """Look into what was dropped and add it; one drop does not wait for another."""
        self._tasks.start(f"receive {next(self._numbers)}", self._receive(dropped))

    def stop(self) -> None:
        self._tasks.stop()

    # --- How --------------------------------------------------------------------------------

    async def _receive(self, dropped: FilesDropped) -> None:
        target = await self._known(dropped.target)
        found = await self._looked_into(dropped)
        self._tell(found)
        for customer, files in await self._shared_out(target, found, dropped.folder):
            is_confirmed = files is not found.files
            has_folders = bool(found.folders) and not is_confirmed
            adding = self._uploads.add(customer, files, has_folders=has_folders)
            # What is being written down is not stopped by a window that goes.
            batch = await asyncio.shield(adding)
            if is_confirmed:
                self._confirm(batch)
            self.taken.emit(batch)

    def _confirm(self, batch: BatchId) -> None:
        """The table was an answer to some questions; a closed customer is still asked about."""
        found = next((each for each in self._uploads.batches.open if each.id == batch), None)
        if found is not None and found.asks and found.asks <= _CONFIRMED:
            self._uploads.batches.confirm(batch)

    async def _known(self, target: Target) -> Target:
        """With all that the local copy knows; it may know more than what was dropped on."""
        try:
            place = await self._browse.place(target.id)
        except StorageFailed:
            return target
        return target_of(place.row, place.parents) if place is not None else target

    async def _looked_into(self, dropped: FilesDropped) -> Expanded:
        loop = asyncio.get_running_loop()
        late = loop.call_later(_LONG_S, lambda: self._messages.say(tr("drop.looking")))
        try:
            return await expand(dropped.paths, dropped.folder)
        finally:
            late.cancel()

    async def _shared_out(self, target: Target, found: Expanded, folder: str) -> tuple[Parcel, ...]:
        """All for the customer that was dropped on, or shared out among those below it."""
        everything = ((target, found.files),) if found.files else ()
        if folder or not found.folders or not everything:
            return everything
        proposal = await self._proposal(target, found.files)
        if proposal is None:
            return everything
        sharing, parcels, staying = await ask_customers(proposal, self._window)
        if sharing is Sharing.ALL_TO_TOP:
            return everything
        if sharing is Sharing.NOTHING:
            return ()
        self._tell_staying(staying)
        return parcels

    async def _proposal(self, target: Target, files: Sequence[Incoming]) -> Proposal | None:
        try:
            return await propose(files, target, self._browse.tree.branch)
        except StorageFailed as error:
            # All for one customer, which can be undone, is what was asked for anyway.
            self._messages.report(error)
            return None

    # --- Telling ----------------------------------------------------------------------------

    def _tell(self, found: Expanded) -> None:
        if found.is_too_much:
            self._messages.say(tr("drop.too_much"), severity=Severity.WARNING)
            return
        self._tell_promised([each for each in found.left_behind if each.why is Why.PROMISED])
        if lost := [each for each in found.left_behind if each.why is Why.UNREADABLE]:
            words = drop_words.counted("drop.unreadable", len(lost), name=lost[0].name)
            self._messages.say(words, severity=Severity.WARNING, details=_names(lost))
        if left := [each for each in found.left_behind if each.why in drop_words.QUIET]:
            self._messages.say(drop_words.left_behind(left), details=_names(left))
        if not found.files and not found.left_behind:
            self._messages.say(tr("drop.empty"), severity=Severity.WARNING)

    def _tell_promised(self, promised: Sequence[Left]) -> None:
        if len(promised) == 1:
            self._messages.report(FileRefused(promised[0].name, FileProblem.PROMISED))
        elif promised:
            words = tr("drop.promised_many", count=len(promised))
            self._messages.say(words, severity=Severity.PROBLEM, details=_names(promised))

    def _tell_staying(self, staying: Sequence[Group]) -> None:
        if staying:
            words = tr("drop.stayed", what=drop_words.staying(staying))
            names = (group.name or tr("drop.customers.loose") for group in staying)
            self._messages.say(words, severity=Severity.WARNING, details="\n".join(names))


def _names(left: Iterable[Left]) -> str:
    return "\n".join(each.name for each in left)
