"""The four feeds: how a page of each is asked for, and what it does to the local copy."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, Generic, TypeVar

from desktop.domain.answers import FeedPage
from desktop.domain.records import Customer, DepotOrderLine, Procedure, Record, Subscription
from desktop.microbizz import Client
from desktop.mirror import customers, settling, state, whole
from desktop.mirror.customers import Absorbed, Cause
from desktop.mirror.database import Db
from desktop.services.sync.watermark import as_inputs

R = TypeVar("R", bound=Record)
Ask = Callable[..., Awaitable[FeedPage[R]]]

FEW: Final = 20
SHARE: Final = 0.2
"""More than so many and more than this share at once are not believed to be gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What storing records changed.

    `touched` are the customers to be shown anew, parents whose children changed among them;
    `again` counts records that the pass had shown before and that have not changed since, `fresh`
    the others, `bad` those whose id no file of ours can hold.
    """

    new: int = 0
    changed: int = 0
    touched: frozenset[int] = frozenset()
    again: int = 0
    fresh: int = 0
    bad: int = 0

    @property
    def is_news(self) -> bool:
        return bool(self.new or self.changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """How records come: by the request of this stamp, in a pass begun at that one.

    `is_first` until a pass from the beginning came to its end.
    """

    stamp: int
    pass_stamp: int
    is_first: bool


def is_too_many(gone: int, of: int) -> bool:
    return gone > FEW and gone > of * SHARE


class Source(ABC, Generic[R]):
    """One feed; a pass calls `begin`, then `take` for page after page, and `end`.

    Attributes:
        is_checked: Whether what a whole pass does not show is asked for by id before it goes.
    """

    is_checked = False

    def __init__(self, kind: type[R], ask: Ask[R]) -> None:
        self.kind = kind
        self._ask = ask

    @property
    def name(self) -> str:
        return self.kind.KIND.value

    def ask(self, since: datetime | None, key: str) -> Awaitable[FeedPage[R]]:
        changed, at = as_inputs(since)
        return self._ask(changed, at, resume_key=key)

    @abstractmethod
    def begin(self, db: Db) -> None:
        """Forget what an earlier pass has shown."""

    @abstractmethod
    def shown_before(self, db: Db, records: Sequence[R], since: int) -> int:
        """How many of *records* the pass, begun at the stamp *since*, has shown before."""

    @abstractmethod
    def take(self, db: Db, records: Sequence[R], coming: Coming) -> Taken:
        """Store the records of a page."""

    @abstractmethod
    def end(self, db: Db, since: int) -> int:
        """Drop what a whole pass, begun at the stamp *since*, did not show; how many are kept.

        It is for passes that could be read without a gap.

        They are where too many would go to be believed.
        """


class Customers(Source[Customer]):
    """The customers; whom a pass has shown is kept in the copy itself."""

    is_checked = True

    def __init__(self, client: Client) -> None:
        # Here ignore_closed leaves out customers this user may not see, which are not to be
        # stored; the deleted must be learned (documented).
        ask = partial(client.get_customers_by_last_change, ignore_closed=True, skip_deleted=False)
        super().__init__(Customer, ask)

    def begin(self, db: Db) -> None:
        state.pass_begin(db)

    def shown_before(
        self,
        db: Db,
        records: Sequence[Customer],
        since: int,  # noqa: ARG002 - the window, too, has customers stored meanwhile
    ) -> int:
        return settling.shown(db, [customer.id for customer in records])

    def take(self, db: Db, records: Sequence[Customer], coming: Coming) -> Taken:
        cause = Cause.FIRST if coming.is_first else Cause.NEWS
        absorbed = customers.absorb(
            db, records, stamp=coming.stamp, at=datetime.now(UTC), cause=cause
        )
        ids = {customer.id for customer in records}
        return taken(absorbed, again=state.pass_add(db, ids), of=len(ids))

    def end(self, db: Db, since: int) -> int:  # noqa: ARG002 - checked one by one
        return 0


def taken(absorbed: Absorbed, *, again: int = 0, of: int = 0) -> Taken:
    """What *absorbed* comes to; the pass had shown *again* *of* so many records before."""
    touched = absorbed.new | absorbed.changed | absorbed.parents
    unchanged = max(again - len(absorbed.changed), 0)
    return Taken(
        new=len(absorbed.new),
        changed=len(absorbed.changed),
        touched=frozenset(touched),
        again=unchanged,
        fresh=of - unchanged,
        bad=absorbed.bad,
    )


class Records(Source[R]):
    """Subscriptions, procedures or depot order lines; what a pass showed is told by its stamps."""

    def begin(self, db: Db) -> None:
        """Nothing is kept of a pass but its stamps."""

    def shown_before(self, db: Db, records: Sequence[R], since: int) -> int:
        ids = [id_ for record in records if (id_ := record.number("id"))]
        return settling.feed_shown(db, self.kind, ids, since)

    def take(self, db: Db, records: Sequence[R], coming: Coming) -> Taken:
        again = self.shown_before(db, records, coming.pass_stamp)
        changed = whole.put_feed(db, self.kind, records, coming.stamp)
        unchanged = max(again - changed, 0)
        return Taken(changed=changed, again=unchanged, fresh=len(records) - unchanged)

    def end(self, db: Db, since: int) -> int:
        before = whole.feed_count(db, self.kind)
        try:
            with db:
                self._drop(db, since, before)
        except _TooManyError as many:
            return many.count
        return 0

    def _drop(self, db: Db, since: int, of: int) -> None:
        if is_too_many(gone := whole.drop_feed_except(db, self.kind, since), of):
            raise _TooManyError(gone)


class _TooManyError(Exception):
    """Leads out of the inner transaction, which is undone."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


def other_feeds(client: Client) -> tuple[Records[Any], ...]:
    """Those a contract may refuse one by one, in the order they are asked for."""
    return (
        Records(Subscription, client.get_subscriptions_by_last_change_id),
        Records(Procedure, client.get_procedures_by_last_change),
        Records(DepotOrderLine, client.get_depot_order_lines_by_last_change),
    )
