"""Whatever happens to the copy, a tree that follows by key shows what one read anew would show."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtTest import QAbstractItemModelTester

from desktop.domain.ids import CustomerId, MaingroupId
from desktop.domain.records import Customer
from desktop.microbizz import Client
from desktop.services.browse import Browse
from desktop.ui.messages import Messages
from desktop.ui.tree.loader import Loader
from desktop.ui.tree.model import CustomerTree
from desktop.ui.tree.node import ROOT, Hidden, State
from desktop.ui.tree.refresh import Refresher
from desktop.ui.tree.sieve import Sieve
from tests.helpers.local_copy import LocalCopy
from tests.ui.tree.forests import customer, drawn, indexes

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal

ids = st.integers(1, 9)
records = st.builds(
    lambda id_, name, parent, closed, group: (
        id_,
        name,
        parent,
        {"isdeleted": closed, "maingroupid": group},
    ),
    ids,
    st.sampled_from("ABCDE"),
    st.integers(0, 10),
    st.sampled_from([0, 0, 1]),
    st.integers(1, 2),
)
batches = st.lists(records, min_size=1, max_size=5)
steps = st.one_of(
    st.tuples(st.just("hear"), batches),
    st.tuples(st.just("hear"), batches),
    st.tuples(st.just("lose"), st.lists(ids, min_size=1, max_size=2, unique=True)),
)
sieves = st.sampled_from(
    [Sieve(), Sieve(with_closed=True), Sieve(maingroup=MaingroupId(2))],
)


class Follower:
    """A tree over the copy, everything in it opened."""

    def __init__(self, browse: Browse, sieve: Sieve) -> None:
        messages = Messages(record_bug=_fail)
        self.tree = CustomerTree()
        self.tester = QAbstractItemModelTester(self.tree, FATAL)
        self.tree.put_sieve(sieve)
        self.loader = Loader(reads=browse.tree, tree=self.tree, messages=messages)
        # What the tester opens is opened here, one after another.
        self.tree.children_wanted.disconnect(self.loader.start_children)
        self.refresher = Refresher(
            reads=browse.tree,
            tree=self.tree,
            loader=self.loader,
            open_keys=self.keys,
            messages=messages,
        )

    async def start(self) -> None:
        await self.loader._put_roots(ROOT)
        await self.settle()

    async def follow(self, ids: list[int], *, by_key: bool) -> None:
        if by_key:
            await self.refresher._read([CustomerId(id_) for id_ in ids])
        else:
            await self.refresher._read_all()
        await self.settle()

    async def settle(self) -> None:
        """The sieve, and every branch that can be opened."""
        await self.loader.put_sieve(self.tree.sieve)
        while unread := [key for key in self.keys() if self._is_unread(key)]:
            for key in unread:
                await self.loader._put_children(key)

    def keys(self) -> Iterator[CustomerId]:
        todo: list[Any] = [None]
        while todo:
            for index in indexes(self.tree, todo.pop()):
                todo.append(index)
                key = self.tree.key_at(index)
                if key is not None and key > 0 and self.tree.hasChildren(index):
                    yield key

    def end(self) -> None:
        self.tester.deleteLater()
        self.tree.deleteLater()

    def _is_unread(self, key: CustomerId) -> bool:
        return self.tree.state_of(key) in {State.UNKNOWN, State.ASKED}


def _fail(error: BaseException) -> None:
    raise error


def as_customers(batch: list[tuple[Any, ...]], day: int) -> list[Customer]:
    dated = {"changedate": f"2031-01-{day:02}"}
    return [
        customer(id_, f"{name}{id_}", parent, **fields, **dated)
        for id_, name, parent, fields in {each[0]: each for each in batch}.values()
    ]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=batches, then=st.lists(steps, max_size=6), sieve=sieves)
def test_following_by_key_is_as_good_as_reading_anew(
    until: Callable[..., Any], nowhere: Client, first: Any, then: Any, sieve: Sieve
) -> None:
    with TemporaryDirectory() as folder:
        copy = LocalCopy(Path(folder) / "account")
        copy.fill(as_customers(first, 1))
        browse = Browse(client=nowhere, reader=copy.reader, keeper=copy)
        follower = Follower(browse, sieve)
        until(follower.start())
        for day, (what, given_) in enumerate(then, start=2):
            if what == "hear":
                copy.hear(*as_customers(given_, day))
                touched = [each[0] for each in given_]
            else:
                copy.lose(*given_)
                touched = given_
            until(follower.follow(touched, by_key=bool(day % 3)))
            fresh = Follower(browse, sieve)
            until(fresh.start())
            assert drawn(follower.tree) == drawn(fresh.tree)
            assert follower.tree.hidden()[Hidden.CLOSED] == fresh.tree.hidden()[Hidden.CLOSED]
            fresh.end()
        follower.end()
        until(copy.close())
