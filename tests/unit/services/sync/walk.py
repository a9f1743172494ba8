"""A walk at random through all that may happen to a copy, with the server's tables as oracle."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from desktop.domain.sync import Phase
from desktop.microbizz import Client
from desktop.services.sync import messages
from desktop.services.sync.watermark import OVERLAP
from tests.helpers.syncing import FEED, Bench, copied, copied_records, kept_state

_NAMES = ("Åse", "Bent & Søn", "Nørreager 7", "Øst", "ejendom", "Ærø Færge", "x" * 300, "")
_HIDDEN = 9
_OPEN = 1
_PATIENCE_S = 20.0
"""For a dozen steps."""

# What costs a request or a pass.
_COSTLY = (
    "html",
    "close_before",
    "close_after",
    "half_reply",
    "http_503",
    "not_json",
    *("expired_key",) * 3,
    *("same_key",) * 2,
    "endless_key",
    "overlap",
    "no_clock",
)
# What hides a change for good, until everything is gone through.
_LOSING = ("bad_record", "bad_page", "empty_list")
_COMMANDS = (FEED, FEED, FEED, "GetCustomerByID", "GetProceduresByLastChange")


@dataclass(frozen=True)
class Sent:
    """An answer that has yet to arrive."""

    raw: dict[str, Any]
    sent_ns: int


class Walk:
    """Step after step; the same seed takes the same ones, though not at the same moments.

    Attributes:
        steps: How many were taken.
        told: The last of them, for who wonders what led somewhere.
    """

    def __init__(self, bench: Bench, seed: int) -> None:
        self._bench, self._server = bench, bench.server
        self._dice = random.Random(seed)
        # The server's clock goes far; that it is ahead of ours is another story.
        bench.hand.now += timedelta(days=3_650)
        self._everyone: set[int] = set()
        self._hidden: set[int] = set()
        self._late: list[Sent] = []
        self._needs_check = self._is_gentle = False
        self._set_back_s = 0.0
        self.steps = 0
        self.told: list[str] = []

    async def take(self, steps: int) -> None:
        """Take so many steps, and see that all is well now and then."""
        self._everyone = set(self._server.customers())
        async with self._bench.client() as client:
            self._bench.start(client)
            await self._bench.rest()
            try:
                while self.steps < steps:
                    async with asyncio.timeout(_PATIENCE_S):
                        await self._some(client)
                        await self._verify()
            except TimeoutError:
                raise AssertionError(self._explained(set(), {}, {})) from None
            finally:
                await self._bench.stop()

    async def _some(self, client: Client) -> None:
        ways: tuple[tuple[Callable[[Client], Awaitable[None]], int], ...] = (
            (self._edit, 30),
            (self._poll, 12),
            (self._misbehave, 10),
            (self._hide_children, 2),
            (self._kill, 4),
            (self._edit_meanwhile, 6),
            (self._turn_clock, 8),
            (self._repeat_an_hour, 1),
            (self._stumble, 3),
            (self._read, 4),
            (self._arrive, 4),
            (self._look, 3),
            (self._check, 1),
        )
        # Mostly, nothing happens that only going through everything could tell.
        self._is_gentle = self._dice.random() < 0.7
        self._late.clear()
        for _ in range(12):
            (way,) = self._dice.choices([way for way, _ in ways], [often for _, often in ways])
            self._note(way.__name__)
            await way(client)

    def _note(self, what: str, count: int = 1) -> None:
        self.steps += count
        self.told = [*self.told[-60:], what]

    # --- At the server -----------------------------------------------------------------------

    async def _edit(self, _client: Client) -> None:
        patches = [self._patch() for _ in range(self._dice.randint(2, 16))]
        self._note(" ".join(f"{each}"[:60] for each in patches), len(patches))
        planted = await asyncio.to_thread(self._server.plant, patches)
        self._everyone.update(each["id"] for each in planted)
        if not self._is_gentle and self._dice.random() < 0.05:
            await self._drop()
        if self._dice.random() < 0.1:
            self._server.patch_record("procedure", customerid=self._one(), title="Ny")
            self._note("procedure")

    def _patch(self) -> dict[str, Any]:
        dice, id_ = self._dice, self._one()
        match dice.randint(0, 9):
            case 0 if len(self._everyone) < 90:
                return {"name": dice.choice(_NAMES), "parentcust": self._one()}
            case 1:
                return {"id": id_, "isdeleted": dice.randint(0, 1)}
            case 2 | 3:
                # Circles, too: here nothing is checked.
                return {"id": id_, "parentcust": dice.choice([0, self._one(), 999_999])}
            case 4 if len(self._hidden) < 12 and not self._is_gentle:
                self._hidden.add(id_)
                self._needs_check = True
                return {"id": id_, "maingroupid": _HIDDEN}
            case 5 if self._hidden:
                return {"id": self._hidden.pop(), "maingroupid": _OPEN}
            case _:
                return {"id": id_, "name": dice.choice(_NAMES), "zip": str(dice.randint(0, 9999))}

    def _one(self) -> int:
        return self._dice.choice(sorted(self._everyone))

    async def _drop(self) -> None:
        gone = self._one()
        self._everyone.discard(gone)
        self._hidden.discard(gone)
        self._needs_check = True
        self._note(f"drop {gone}")
        await asyncio.to_thread(self._server.drop_customers, gone)

    async def _misbehave(self, _client: Client) -> None:
        is_losing = not self._is_gentle and self._dice.random() < 0.2
        kind = self._dice.choice(_LOSING if is_losing else _COSTLY)
        if kind == "no_clock":
            # Whoever is not told the time sees neither that it went back, nor that hours passed
            # while pages were on their way.
            return
        # An empty answer of a pass over everything is another story.
        self._needs_check |= is_losing
        fault = {
            "command": self._dice.choice(_COMMANDS),
            "kind": kind,
            "skip": self._dice.choice([0, 0, 1, 3]),
            "times": self._dice.choice([1, 1, 2, 5]),
        }
        self._note(f"{fault}")
        await asyncio.to_thread(self._server.faults, fault)

    async def _stumble(self, client: Client) -> None:
        """A pass over several pages goes wrong, and one that goes well makes it good at once."""
        await self._verify()
        await self._edit(client)
        await self._edit(client)
        await self._advance(4000)
        kind, times = self._dice.choice(_COSTLY), self._dice.choice([1, 4, 9])
        fault = {"command": FEED, "kind": kind, "skip": self._dice.choice([0, 1]), "times": times}
        if kind != "no_clock" or self._set_back_s <= 0:
            await asyncio.to_thread(self._server.faults, fault)
        self._note(f"{fault}")
        await self._bench.update()
        await self._verify()

    async def _hide_children(self, client: Client) -> None:
        """A branch is answered without some or all of those who are there."""
        await self._verify()
        kind = self._dice.choice(_LOSING)
        self._note(f"children {kind}")
        await asyncio.to_thread(
            self._server.faults, {"command": "GetCustomersByParentID", "kind": kind}
        )
        await self._look(client)
        await self._verify()

    async def _turn_clock(self, _client: Client) -> None:
        """Onward, mostly further than polls overlap."""
        await self._advance(self._dice.choice([1, 600, 4000, 4000, 9000]))

    async def _repeat_an_hour(self, client: Client) -> None:
        """Back by no more than is gone along with, not twice in a row, and see at once."""
        if self._set_back_s <= 0:
            by = self._dice.choice([30, 3600, 6000, 7000])
            self._set_back_s = 7200 + by
            await asyncio.to_thread(self._server.clear_faults)
            await self._bench.update()
            await self._advance(-by)
            await self._edit(client)
            await self._verify()

    async def _advance(self, by: int) -> None:
        self._set_back_s -= max(by, 0)
        self._note(f"clock {by:+}")
        await asyncio.to_thread(self._server.advance_clock, by)

    # --- Here ----------------------------------------------------------------------------------

    async def _poll(self, client: Client) -> None:
        await self._let_it_be_long_ago(client)
        await self._bench.update()

    async def _let_it_be_long_ago(self, client: Client) -> None:
        """What has changed is further back than polls overlap, and more than a page."""
        if self._dice.random() < 0.4:
            await self._edit(client)
            await self._advance(4000)

    async def _check(self, _client: Client) -> None:
        await self._bench.wish(messages.CheckAll())

    async def _edit_meanwhile(self, client: Client) -> None:
        """A colleague's edits while pages are on their way."""
        rests = len(self._bench.hand.rests)
        whole = self._dice.random() < 0.3
        self._bench.engine.wish(messages.CheckAll() if whole else messages.Update())
        for _ in range(self._dice.randint(1, 3)):
            await self._edit(client)
            if self._dice.random() < 0.3:
                await self._turn_clock(client)
        await self._bench.hand.rest(rests + 1)

    async def _kill(self, client: Client) -> None:
        """End it between any two moments, begin again, and see what was written by then."""
        await self._let_it_be_long_ago(client)
        whole = self._dice.random() < 0.3
        self._bench.engine.wish(messages.CheckAll() if whole else messages.Update())
        for _ in range(self._dice.choice([0, 3, 30, 100, 300])):
            await asyncio.sleep(0)
        await self._bench.stop()
        self._see_that_the_watermark_keeps_behind()
        self._bench.start(client)
        if self._dice.random() < 0.7:
            await self._bench.rest()

    async def _read(self, _client: Client) -> None:
        """The window is sent a customer; the answer takes its time."""
        sent_ns, id_ = time.monotonic_ns(), self._one()
        everyone = await asyncio.to_thread(self._server.customers)
        self._late += [Sent(everyone[id_], sent_ns)] if id_ in everyone else []

    async def _arrive(self, _client: Client) -> None:
        """Late answers arrive, in any order."""
        self._dice.shuffle(self._late)
        for late in self._late:
            wish = messages.Absorb(customers=[late.raw], sent_ns=late.sent_ns)
            self._bench.engine.wish(wish)
        # One of someone who has gone since cannot be told from one who came.
        self._needs_check |= bool(self._late) and not self._is_gentle
        self._note("absorbed", len(self._late))
        self._late.clear()

    async def _look(self, _client: Client) -> None:
        parent = self._one()
        self._note(f"look into {parent}")
        self._bench.engine.wish(messages.LookInto(parent=parent))

    # --- Whether all is well -----------------------------------------------------------------

    async def _verify(self) -> None:
        await asyncio.to_thread(self._server.clear_faults)
        await self._settle()
        folder = self._bench.folder
        here = copied(folder)
        self._compare(self._server.customers(), here)
        self._compare(self._server.records("procedure"), copied_records(folder, "procedure"))
        assert self._bench.state.known == len(here)
        news = len(self._bench.told(messages.CustomersChanged))
        await self._bench.update()
        assert len(self._bench.told(messages.CustomersChanged)) == news
        assert copied(self._bench.folder) == here
        del self._bench.news[:-10]

    def _compare(self, there: dict[int, dict[str, Any]], here: dict[int, dict[str, Any]]) -> None:
        different = {id_ for id_ in there | here if there.get(id_) != here.get(id_)}
        assert not different, self._explained(different, there, here)

    async def _settle(self) -> None:
        """Let everything come to rest, then bring it up to date once."""
        await self._bench.rest()
        kept = messages.KeepList(name="maingroup", records=[])
        await self._bench.errand(kept, messages.ListKept)
        while self._is_busy():
            await self._bench.wish(messages.Settle(believe=True))
        await self._bench.wish(messages.Update(whole=self._needs_check))
        self._needs_check = False
        while self._bench.state.doubted is not None:
            await self._bench.wish(messages.Settle(believe=True))

    def _is_busy(self) -> bool:
        """Whether something broken off, or a question, is left from before."""
        return self._bench.state.doubted is not None or not self._bench.is_at(Phase.IDLE)

    def _see_that_the_watermark_keeps_behind(self) -> None:
        standing = kept_state(self._bench.folder)
        if self._needs_check or not standing.get("watermark"):
            return
        behind = datetime.fromisoformat(standing["watermark"]) - OVERLAP
        here = copied(self._bench.folder)
        for id_, raw in self._server.customers().items():
            if here.get(id_) != raw:
                changed = datetime.fromisoformat(f"{raw['changedate']} {raw['changetime']}")
                assert changed > behind, self._explained({id_}, {id_: raw}, here)

    def _explained(
        self, ids: set[int], there: dict[int, dict[str, Any]], here: dict[int, dict[str, Any]]
    ) -> str:
        lines = [f"after {self.steps} steps", *self.told[-40:], f"{self._bench.state}"]
        for id_ in sorted(ids)[:5]:
            was, is_ = here.get(id_) or {}, there.get(id_) or {}
            parts = {n: (was.get(n), is_.get(n)) for n in was | is_ if was.get(n) != is_.get(n)}
            lines.append(f"{id_}: {parts}")
        return "\n".join(lines)
