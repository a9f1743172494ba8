"""What a tree reads of the local copy: many customers at a time, and little of each."""

from collections.abc import Collection
from typing import Protocol

from desktop.domain.ids import CustomerId, MaingroupId
from desktop.domain.sifting import Sifted
from desktop.domain.slim import SlimRow
from desktop.domain.sync import SyncState
from desktop.mirror import slim, tree
from desktop.mirror.reader import Reader
from desktop.mirror.showing import News, Shown, news, shown
from desktop.mirror.sifting import sifted


class Teller(Protocol):
    """Who knows how far the copy has come, and asks the server for more."""

    @property
    def state(self) -> SyncState: ...

    def look_into(self, parent: CustomerId) -> None: ...


class TreeReads:
    """Branches of the copy; closed customers always come along. All raise StorageFailed."""

    def __init__(self, *, reader: Reader, teller: Teller) -> None:
        self._reader = reader
        self._teller = teller

    @property
    def is_whole(self) -> bool:
        """Whether the copy was complete once: who is not in it is not there."""
        return self._teller.state.is_whole

    def look_into(self, parent: CustomerId) -> None:
        """Have the server asked for the children of *parent*, once; what comes is told as news."""
        self._teller.look_into(parent)

    async def below(self, parent: CustomerId) -> list[SlimRow]:
        """The customers right below *parent* in order, 0 for the top."""
        return await self._reader.run(slim.children, parent)

    async def branch(self, parent: CustomerId) -> list[SlimRow]:
        """Everyone below *parent*, each one's children together and in order."""
        return await self._reader.run(slim.branch, parent)

    async def count_below(self, customer: CustomerId) -> int:
        """How many customers are anywhere below *customer*."""
        return len(await self._reader.run(tree.ids_below, customer))

    async def shown(self, parents: Collection[CustomerId]) -> Shown:
        """What a tree shows that has *parents* opened, as of one moment.

        Before the copy is whole there are no strays: many only came before their parent.
        """
        return await self._reader.run(shown, parents, with_strays=self.is_whole)

    async def news(
        self, customers: Collection[CustomerId], *, above: Collection[CustomerId]
    ) -> News:
        """What a tree must know that shows *customers*, below *above* so far, as they were."""
        return await self._reader.run(news, customers, above)

    async def sifted(self, *, with_closed: bool, maingroup: MaingroupId) -> Sifted:
        """What a tree must know that shows closed customers or not, and one main group or all."""
        return await self._reader.run(sifted, with_closed=with_closed, maingroup=maingroup)
