"""From a key press in the search field to the painted results, in a copy of a million customers.

Run as `python -m tests.bench.search_typing [--folder FOLDER] [--count N]`; a copy is made where the
folder has none. Real key events go into the real field beside the real tree. In the same run, in
turns, each question is asked of the search alone: what the window adds is the ratio.
"""

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import qasync  # type: ignore[import-untyped]  # it brings no types
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QSplitter, QWidget

from desktop.domain.account import Account, Password
from desktop.domain.hits import Scope
from desktop.microbizz import Client
from desktop.mirror.layout import COPY
from desktop.mirror.reader import Reader
from desktop.services.browse import Browse
from desktop.services.changes import ChangeFeed
from desktop.services.lists import Lists
from desktop.services.marks import Marks
from desktop.services.search import Search
from desktop.ui import texts
from desktop.ui.messages import Messages
from desktop.ui.search.field import SearchField
from desktop.ui.search.finder import Finder
from desktop.ui.search.means import Means
from desktop.ui.search.page import ResultsPage
from desktop.ui.tree.panel import TreePanel
from tests.bench.copies import customers, fill
from tests.helpers.local_copy import LocalCopy

COUNT = 1_000_000
WORDS = 60
LONGEST = 6
SEED = 7
TYPIST_MS = 60
"""Between two keys of somebody who types fast."""
STALL_MS = 5


class Painted(QObject):
    """Notes when what was found has been painted."""

    def __init__(self, page: ResultsPage) -> None:
        super().__init__()
        self._awaited: asyncio.Future[float] | None = None
        for part in (page.view.viewport(), page.message_label):
            part.installEventFilter(self)

    def after_this(self) -> "asyncio.Future[float]":
        self._awaited = asyncio.get_running_loop().create_future()
        return self._awaited

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and self._awaited is not None:
            awaited, self._awaited = self._awaited, None
            # When this is run, painting is over.
            QTimer.singleShot(0, lambda: awaited.set_result(time.perf_counter()))
        return False


class Stalls:
    """The gaps of a timer that should run all the time."""

    def __init__(self) -> None:
        self._timer = QTimer(interval=STALL_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._note)
        self._last = time.perf_counter()
        self.gaps: list[float] = []
        self._timer.start()

    def _note(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self._last) * 1000)
        self._last = now


class Typing:
    """A window over a copy, and somebody who types into it."""

    def __init__(self, copy: LocalCopy, readers: tuple[Reader, Reader], client: Client) -> None:
        # Each on a thread of its own: a search ends the one before.
        self.search, self.alone = map(Search, readers)
        browse = Browse(client=client, reader=copy.reader, keeper=copy)
        changes = ChangeFeed()
        lists = Lists(client=client, reader=copy.reader, keeper=copy, changes=changes)
        marks = Marks(reader=copy.reader, marker=copy)
        messages = Messages(record_bug=_tell_bug)
        self.tree = TreePanel(
            browse=browse, lists=lists, marks=marks, changes=changes, messages=messages
        )
        means = Means(
            search=self.search,
            browse=browse,
            marks=marks,
            lists=lists,
            changes=changes,
            state=lambda: copy.state,
        )
        self.finder = Finder(tree=self.tree, means=means, messages=messages)
        self.window = QMainWindow()
        self.window.setCentralWidget(_beside_a_card(self.finder))
        self.window.resize(1280, 760)
        self.window.show()
        self.tree.start()
        self.finder.start()
        field, page = self.finder.findChild(SearchField), self.finder.findChild(ResultsPage)
        assert isinstance(field, SearchField)
        assert isinstance(page, ResultsPage)
        self.field, self.painted = field, Painted(page)

    async def key(self, letter: str) -> float:
        """Milliseconds from the key to the paint of what is found for the text it makes."""
        painted = self.painted.after_this()
        began = time.perf_counter()
        QTest.keyClicks(self.field, letter)
        return (await asyncio.wait_for(painted, 10) - began) * 1000

    async def bare(self, text: str) -> float:
        """Milliseconds of the same question without a window."""
        began = time.perf_counter()
        await self.alone.find(text, Scope(with_closed=False))
        return (time.perf_counter() - began) * 1000

    def stop(self) -> None:
        self.finder.stop()
        self.tree.stop()


def _tell_bug(error: BaseException) -> None:
    sys.stderr.write(f"{error!r}\n")


def _beside_a_card(finder: QWidget) -> QSplitter:
    """In its place in the window."""
    sides = QSplitter()
    sides.addWidget(finder)
    sides.addWidget(QWidget())
    sides.setSizes([430, 850])
    return sides


def words(count: int) -> Iterator[str]:
    """Beginnings of what people look for: names, streets, towns, numbers; some with two words."""
    chance = random.Random(SEED)
    kinds = (
        ("anders", "bodil", "sørens", "soeren", "hansen", "østerg", "ågård", "kjær"),
        ("sønder", "sonder", "åboule", "vestre", "bakkev", "ærøvej", "norreg"),
        ("aarhus", "odense", "københ", "aalbor", "ejendo", "boligs", "tømrer"),
        ("en san", "bo h k", "ha ve ", "s 7 aa", "8000 s", "100 bo", "erik j"),
    )
    for number in range(count):
        if number % 4 == 3:
            yield str(chance.randrange(10_000, 10_000 + COUNT))[:LONGEST]
        else:
            yield chance.choice(kinds[number % len(kinds)] if number % 8 else kinds[3])


async def measure(typing: Typing) -> tuple[list[float], list[float]]:
    """Key presses and bare questions, each pair in the other order than the last."""
    keys, bare = [], []
    for turn, word in enumerate(words(WORDS)):
        typing.field.clear()
        for end in range(1, len(word) + 1):
            text = word[:end]
            if not text.strip() or text != text.rstrip():
                QTest.keyClicks(typing.field, word[end - 1])
                continue
            if turn % 2:
                bare.append(await typing.bare(text))
            keys.append(await typing.key(word[end - 1]))
            if not turn % 2:
                bare.append(await typing.bare(text))
    return keys, bare


async def type_on(typing: Typing) -> list[float]:
    """The last key of each word, the others having come too fast to be waited for."""
    last = []
    for word in words(WORDS):
        typing.field.clear()
        for letter in word.strip()[:-1]:
            QTest.keyClicks(typing.field, letter)
            await _pause(TYPIST_MS)
        last.append(await typing.key(word.strip()[-1]))
    return last


async def _pause(milliseconds: int) -> None:
    """A typist's pace is part of what is measured."""
    over = asyncio.get_running_loop().create_future()
    QTimer.singleShot(milliseconds, lambda: over.set_result(None))
    await over


async def story(folder: Path) -> None:
    copy = LocalCopy(folder)
    readers = Reader(folder, name="search"), Reader(folder, name="alone")
    login = Password(username="x", apikey="x", password="x")
    client = Client(Account(contract="1", login=login, endpoint="http://127.0.0.1:1/"))
    typing = Typing(copy, readers, client)
    for search in (typing.search, typing.alone):
        await search.find("a", Scope(with_closed=False))
    stalls = Stalls()
    keys, bare = await measure(typing)
    tell("key press to painted results", keys)
    tell("the search alone", bare)
    tell("the same key while typing on fast", await type_on(typing))
    tell("gaps of a 5 ms timer meanwhile", stalls.gaps)
    ratio = sorted(keys)[len(keys) // 2] / sorted(bare)[len(bare) // 2]
    sys.stdout.write(f"{'ratio of the medians':36} {ratio:8.2f}\n")
    typing.stop()
    await client.aclose()
    for reader in readers:
        await reader.close()
    await copy.close()


def tell(what: str, values: list[float]) -> None:
    values = sorted(values)
    middle, high = values[len(values) // 2], values[len(values) * 99 // 100]
    sys.stdout.write(
        f"{what:36} {middle:8.1f} ms p50 {high:8.1f} p99 {values[-1]:8.1f} most   ({len(values)})\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "bench-copy")
    parser.add_argument("--count", type=int, default=COUNT)
    asked = parser.parse_args()
    folder: Path = asked.folder / str(asked.count)
    if not (folder / COPY).exists():
        made = fill(folder, customers(asked.count))
        sys.stdout.write(f"made at {datetime.now(UTC):%H:%M}, {made.per_second:.0f} a second\n")
    app = QApplication(["bench", "-style", "fusion"])
    app.setFont(QFont("DejaVu Sans", 10))
    texts.load("en")
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    loop.run_until_complete(story(folder))


if __name__ == "__main__":
    main()
