"""How long the window stands still while 100,000 customers are read and the tree is scrolled.

`python -m tests.bench.stalls [RUNS]`; each run is followed by one that only scrolls.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from desktop.services.search import Scope
from desktop.services.session import Session
from desktop.support.turns import take_short_turns
from tests.bench.watched_window import (
    Run,
    Watch,
    let_the_window_go_first,
    longest_of,
    loop_of_a_window,
    signed_in,
    told,
    wait,
)
from tests.helpers.demo_server import DemoServer

CUSTOMERS = 100_000
RUNS = 10
_WORD = "møgel"
"""Names of customers begin with it; some of them come late."""


async def measured(server: DemoServer, folder: Path) -> tuple[Run, Run]:
    """One first load under watch, then as many seconds of scrolling alone."""
    shown = await signed_in(server, folder)
    sync, watch = shown.session.sync, Watch(shown.tree)
    await shown.until(lambda: sync.state.passed > 0)
    watch.start()
    searching = asyncio.ensure_future(_searches(shown.session, watch))
    await shown.until(lambda: sync.state.is_whole)
    busy = watch.stop()
    searching.cancel()
    await wait(2.0)
    idle = await watch.idle()
    await shown.close()
    return busy, idle


async def _searches(session: Session, watch: Watch) -> None:
    """Search finds what has come so far."""
    while True:
        await wait(1.0)
        found = await session.search.find(_WORD, Scope())
        watch.run.found.append(len(found.hits))


def measure() -> None:
    """Prints the median of the longest gaps, the worst, and the same for scrolling alone."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    take_short_turns()
    pairs = list[tuple[Run, Run]]()
    with (
        tempfile.TemporaryDirectory() as folder,
        loop_of_a_window() as loop,
        DemoServer(Path(folder) / "data", customers=CUSTOMERS) as server,
    ):
        let_the_window_go_first(server)
        for number in range(runs):
            pair = loop.run_until_complete(measured(server, Path(folder) / f"profile-{number}"))
            pairs.append(pair)
            sys.stdout.write(f"  {pair[0]}\n  idle {pair[1]}\n")
    busy, idle = zip(*pairs, strict=True)
    sys.stdout.write(
        f"longest stall of the window while {CUSTOMERS} customers are read: {told(busy)};"
        f" scrolling alone: {told(idle)}; ratio {longest_of(busy) / longest_of(idle):.2f}\n"
    )


if __name__ == "__main__":
    measure()
