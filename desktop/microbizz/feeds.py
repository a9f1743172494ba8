"""The ...ByLastChange feeds, by the page and as a whole."""

from collections.abc import AsyncIterator, Callable
from datetime import date, time
from functools import partial
from typing import TypeVar

from desktop.domain.answers import FeedPage
from desktop.domain.errors import Malformed, NotAnEnvelope
from desktop.domain.records import Customer, DepotOrderLine, Procedure, Record, Subscription
from desktop.microbizz import commands
from desktop.microbizz.asking import Asking
from desktop.microbizz.command import Command

R = TypeVar("R", bound=Record)


class Feeds(Asking):
    """`get_...` asks for one page, as the command of that name; the others iterate over all.

    An item may come twice (inferred); the later one holds.
    """

    async def get_customers_by_last_change(
        self,
        changed: date,
        at: time | None = None,
        *,
        resume_key: str = "",
        ignore_closed: bool = False,
        skip_deleted: bool = False,
    ) -> FeedPage[Customer]:
        return await self._read(
            commands.get_customers_by_last_change(
                changed,
                at,
                resume_key=resume_key,
                ignore_closed=ignore_closed,
                skip_deleted=skip_deleted,
            )
        )

    async def get_depot_order_lines_by_last_change(
        self, changed: date, at: time | None = None, *, resume_key: str = ""
    ) -> FeedPage[DepotOrderLine]:
        return await self._read(
            commands.get_depot_order_lines_by_last_change(changed, at, resume_key=resume_key)
        )

    async def get_procedures_by_last_change(
        self,
        changed: date,
        at: time | None = None,
        *,
        resume_key: str = "",
        skip_deleted: bool = False,
    ) -> FeedPage[Procedure]:
        return await self._read(
            commands.get_procedures_by_last_change(
                changed, at, resume_key=resume_key, skip_deleted=skip_deleted
            )
        )

    async def get_subscriptions_by_last_change_id(
        self, changed: date, at: time | None = None, *, resume_key: str = ""
    ) -> FeedPage[Subscription]:
        return await self._read(
            commands.get_subscriptions_by_last_change_id(changed, at, resume_key=resume_key)
        )

    def customers_by_last_change(
        self,
        changed: date,
        at: time | None = None,
        *,
        ignore_closed: bool = False,
        skip_deleted: bool = False,
    ) -> AsyncIterator[FeedPage[Customer]]:
        return self._pages(
            partial(
                commands.get_customers_by_last_change,
                changed,
                at,
                ignore_closed=ignore_closed,
                skip_deleted=skip_deleted,
            )
        )

    def depot_order_lines_by_last_change(
        self, changed: date, at: time | None = None
    ) -> AsyncIterator[FeedPage[DepotOrderLine]]:
        return self._pages(partial(commands.get_depot_order_lines_by_last_change, changed, at))

    def procedures_by_last_change(
        self, changed: date, at: time | None = None, *, skip_deleted: bool = False
    ) -> AsyncIterator[FeedPage[Procedure]]:
        return self._pages(
            partial(commands.get_procedures_by_last_change, changed, at, skip_deleted=skip_deleted)
        )

    def subscriptions_by_last_change(
        self, changed: date, at: time | None = None
    ) -> AsyncIterator[FeedPage[Subscription]]:
        return self._pages(partial(commands.get_subscriptions_by_last_change_id, changed, at))

    async def _pages(
        self, command: Callable[..., Command[FeedPage[R]]]
    ) -> AsyncIterator[FeedPage[R]]:
        """Page by page until none is left; raises NotAnEnvelope where they go round in circles."""
        seen: set[int] = set()
        page = await self._read(command())
        yield page
        while page.resume_key:
            mark = _mark(page)
            if mark in seen:
                raise NotAnEnvelope(Malformed.SHAPE)
            seen.add(mark)
            page = await self._read(command(resume_key=page.resume_key))
            yield page


def _mark(page: FeedPage[R]) -> int:
    """What tells a page from the others; the key alone does not.

    A server may keep its place under one and the same key, or go in circles under ever new ones.
    """
    if not page.records:
        return hash(page.resume_key)
    first, last = page.records[0].raw, page.records[-1].raw
    return hash((len(page.records), repr(first), repr(last)))
