"""The contract's short lists: customer types, roles and main groups."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from desktop.domain.answers import Records
from desktop.domain.errors import AppError, CommandRefused
from desktop.domain.ids import CustomerRoleId, CustomerTypeId, MaingroupId
from desktop.domain.records import CustomerRole, CustomerType, Maingroup, Record
from desktop.microbizz import Client
from desktop.mirror import whole
from desktop.mirror.reader import Reader
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.kept_first import kept_first

R = TypeVar("R", bound=Record)

_log = logging.getLogger(__name__)

DAILY_S = 24 * 3600.0
AFTER_FAILURE_S = 600.0


class Keeper(Protocol):
    """Who keeps the local copy."""

    def keep_list(self, name: str, records: Sequence[Record]) -> None: ...


class Timer(Protocol):
    """What can be called off."""

    def cancel(self) -> None: ...


Later = Callable[[float, Callable[[], None]], Timer]
"""Calls something after so many seconds, unless it is called off."""


def on_the_loop(seconds: float, call: Callable[[], None]) -> Timer:
    return asyncio.get_running_loop().call_later(seconds, call)


@dataclass(frozen=True, slots=True)
class _Three:
    """The lists; None for one that did not come."""

    types: Sequence[CustomerType] | None
    roles: Sequence[CustomerRole] | None
    maingroups: Sequence[Maingroup] | None


class Lists:
    """What choices there are: as the copy has them at once, then as the server says, then daily.

    Each answer replaces a whole list (documented); where none comes, a list stays as it was.

    Attributes:
        refused: The commands this contract refuses, with the server's words.
        is_loaded: Whether the lists have been read, even if they were empty or refused.
    """

    def __init__(
        self,
        *,
        client: Client,
        reader: Reader,
        keeper: Keeper,
        changes: ChangeFeed,
        later: Later = on_the_loop,
    ) -> None:
        self._client = client
        self._reader = reader
        self._keeper = keeper
        self._changes = changes
        self._later = later
        self._next: Timer | None = None
        self._reloading: asyncio.Task[None] | None = None
        self._is_closed = False
        self.types: dict[CustomerTypeId, CustomerType] = {}
        self.roles: dict[CustomerRoleId, CustomerRole] = {}
        self.maingroups: dict[MaingroupId, Maingroup] = {}
        self.refused: dict[str, CommandRefused] = {}
        self.is_loaded = False

    async def load(self) -> None:
        """Read all three in one request; the first time, what the copy has is there until then.

        Raises what keeps the server from answering. They are read again by themselves: in a day,
        or in ten minutes where they could not be.
        """
        wait_s = AFTER_FAILURE_S
        try:
            await kept_first(self._kept(), self._ask(), self._take)
            wait_s = DAILY_S
        finally:
            self._stop_waiting()
            if not self._is_closed:
                self._next = self._later(wait_s, self._load_again)

    async def close(self) -> None:
        """Ask no more, also where a reading ends only after this."""
        self._is_closed = True
        if self._reloading is not None:
            self._reloading.cancel()
            await asyncio.gather(self._reloading, return_exceptions=True)
        self._stop_waiting()

    # --- How --------------------------------------------------------------------------------

    async def _kept(self) -> _Three | None:
        """None where there is nothing to show that is not shown."""
        if self.is_loaded:
            return None
        read = self._reader.run
        kept = _Three(
            types=await read(whole.read_list, CustomerType),
            roles=await read(whole.read_list, CustomerRole),
            maingroups=await read(whole.read_list, Maingroup),
        )
        return kept if any((kept.types, kept.roles, kept.maingroups)) else None

    async def _ask(self) -> None:
        types, roles, maingroups = answers = await asyncio.gather(
            self._client.get_customer_types(),
            self._client.get_customer_roles(),
            self._client.get_maingroups(),
            return_exceptions=True,
        )
        self.refused = {each.command: each for each in answers if isinstance(each, CommandRefused)}
        for each in answers:
            if isinstance(each, BaseException) and not isinstance(each, CommandRefused):
                raise each
        came = _Three(_records(types), _records(roles), _records(maingroups))
        self._keep(came)
        self._take(came)

    def _keep(self, came: _Three) -> None:
        for kind, records in (
            (CustomerType, came.types),
            (CustomerRole, came.roles),
            (Maingroup, came.maingroups),
        ):
            if records is not None:
                self._keeper.keep_list(kind.KIND.value, records)

    def _take(self, lists: _Three) -> None:
        if lists.types is not None:
            self.types = {entry.id: entry for entry in lists.types}
        if lists.roles is not None:
            self.roles = {entry.id: entry for entry in lists.roles}
        if lists.maingroups is not None:
            self.maingroups = {entry.id: entry for entry in lists.maingroups}
        self.is_loaded = True
        self._changes.publish(Change(subject=Subject.LISTS))

    def _load_again(self) -> None:
        self._next = None
        self._reloading = asyncio.get_running_loop().create_task(self._try_again(), name="lists")

    async def _try_again(self) -> None:
        """Nobody asked for this, so what keeps it from going well is told by no notice."""
        try:
            await self.load()
        except AppError as error:
            _log.info("the lists stay as they are: %s", type(error).__name__)

    def _stop_waiting(self) -> None:
        if self._next is not None:
            self._next.cancel()
            self._next = None


def _records(answer: Records[R] | BaseException) -> Sequence[R] | None:
    return answer.records if isinstance(answer, Records) else None
