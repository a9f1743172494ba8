"""Whether something of a form is being written, for one thing is done at a time."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from desktop.domain.ids import CustomerId
from desktop.ui.forms.savebar import SaveBar


class Busy:
    """Shows it in the bar.

    Attributes:
        customer: Whose write is under way; None for nobody's.
    """

    def __init__(self, bar: SaveBar) -> None:
        self._bar = bar
        self._over = asyncio.Event()
        self._over.set()
        self.customer: CustomerId | None = None

    @property
    def is_idle(self) -> bool:
        return self._over.is_set()

    async def over(self) -> None:
        """Wait until nothing is under way."""
        await self._over.wait()

    @contextmanager
    def with_(self, customer: CustomerId) -> Iterator[None]:
        self.customer = customer
        self._over.clear()
        self._bar.change(is_saving=True)
        try:
            yield
        finally:
            self.customer = None
            self._over.set()
            self._bar.change(is_saving=False)
