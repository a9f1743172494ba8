"""Typing into a customer's form, and from Ctrl+S to the painted receipt, beside the bare things.

Run as `python -m tests.bench.editing [--rounds N]`. A key press goes into a field of the form, and
in turns into a line edit that stands alone: what the form adds is the ratio. A save goes over HTTP
to the embedded server, and in turns the same two requests (read, then write with its proof) are
sent by the client alone; the window, and the journal that is on the disk first, are the ratio.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import qasync  # type: ignore[import-untyped]  # it brings no types
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.journal import Journal
from desktop.microbizz import Client
from desktop.services.changes import ChangeFeed
from desktop.services.connection import Connection
from desktop.services.editing.drafts import Drafts
from desktop.services.editing.queue import Queue
from desktop.services.edits import Edits
from desktop.services.lists import Lists
from desktop.services.writing import Means
from desktop.ui import texts
from desktop.ui.around import Around
from desktop.ui.forms.details import DetailsPane
from desktop.ui.forms.means import FormMeans
from desktop.ui.messages import Messages
from tests.bench.search_typing import tell
from tests.helpers.demo_server import DemoServer
from tests.helpers.full_copy import FullCopy, known_from
from tests.helpers.reading import account_of

ROUNDS = 40
TEXT = "Søndergade 7, 1. th"


class Painted(QObject):
    """Notes when a widget has been painted, as what it shows then is wanted."""

    def __init__(self, widget: QWidget, is_wanted: Callable[[], bool] = lambda: True) -> None:
        super().__init__(widget)
        self._is_wanted = is_wanted
        self._awaited: asyncio.Future[float] | None = None
        widget.installEventFilter(self)

    def next(self) -> "asyncio.Future[float]":
        self._awaited = asyncio.get_running_loop().create_future()
        return self._awaited

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and self._awaited is not None and self._is_wanted():
            awaited, self._awaited = self._awaited, None
            # When this is run, painting is over.
            QTimer.singleShot(0, lambda: awaited.set_result(time.perf_counter()))
        return False


class Elsewhere:
    """Keeps what the server says in another process, as the program does."""

    def absorb(self, customers: Iterable[Customer], *, sent_ns: int, is_own: bool = False) -> None:
        """Nothing of it is done here."""


class Desk:
    """A form over the embedded server, and a line edit that stands alone."""

    def __init__(self, server: DemoServer, folder: Path) -> None:
        changes = ChangeFeed()
        connection, self._copy = Connection(changes), FullCopy(folder, changes)
        self.client = Client(account_of(server), observer=connection)
        self._journal = Journal(folder / "journal.db")
        edits = Edits(
            means=Means(client=self.client, journal=self._journal, keeper=Elsewhere()),
            changes=changes,
            known_numbers=known_from({}),
        )
        means = FormMeans(
            edits=edits,
            queue=Queue(journal=self._journal, edits=edits, changes=changes, connection=connection),
            drafts=Drafts(journal=self._journal, changes=changes),
            lists=Lists(
                client=self.client, reader=self._copy.reader, keeper=self._copy, changes=changes
            ),
        )
        self._means = means
        around = Around(
            changes=changes,
            connection=connection,
            messages=Messages(record_bug=_tell_bug),
            copy=lambda: self._copy.state,
        )
        self.pane = DetailsPane(means=means, around=around)
        self.pane.resize(1000, 800)
        self.pane.show()
        self.alone = QLineEdit()
        self.alone.resize(300, 30)
        self.alone.show()

    async def read(self, customer: int) -> Customer:
        found = (await self.client.get_customer_by_id(CustomerId(customer))).records[0]
        assert isinstance(found, Customer)
        return found

    async def close(self) -> None:
        self.pane.stop()
        for each in (self._means.queue, self._means.edits, self._means.lists):
            await each.close()
        await self.client.aclose()
        await self._journal.close()
        await self._copy.close()


def _tell_bug(error: BaseException) -> None:
    sys.stderr.write(f"{error!r}\n")


def line_of(pane: DetailsPane, name: str) -> QLineEdit:
    found = pane.findChild(QLineEdit, f"field_{name}")
    assert found is not None
    return found


async def type_into(line: QLineEdit, painted: Painted) -> list[float]:
    """Milliseconds from each key to the paint of the line."""
    line.setFocus()
    line.clear()
    taken = []
    for letter in TEXT:
        shown = painted.next()
        began = time.perf_counter()
        QTest.keyClicks(line, letter)
        taken.append((await asyncio.wait_for(shown, 10) - began) * 1000)
    return taken


async def measure_typing(desk: Desk, rounds: int) -> float:
    """The ratio of the medians."""
    line = line_of(desk.pane, "address")
    own, bare = Painted(line), Painted(desk.alone)
    form_ms, alone_ms = [], []
    for turn in range(rounds):
        for is_form in (turn % 2 == 0, turn % 2 == 1):
            if is_form:
                form_ms += await type_into(line, own)
            else:
                alone_ms += await type_into(desk.alone, bare)
    desk.pane.revert()
    tell("key press in the form to paint", form_ms)
    tell("key press in a line edit alone", alone_ms)
    return _ratio(form_ms, alone_ms)


async def save_once(desk: Desk, phone: str, painted: Painted) -> float:
    """Milliseconds from the command to the painted receipt."""
    line_of(desk.pane, "phone").setText(phone)
    shown = painted.next()
    began = time.perf_counter()
    desk.pane.save()
    return (await asyncio.wait_for(shown, 10) - began) * 1000


async def bare_save(client: Client, customer: CustomerId, phone: str) -> float:
    """Milliseconds of the two requests of a save: the fresh reading, then the proved write."""
    began = time.perf_counter()
    await client.get_customer_by_id(customer)
    await client.save_customer(customer, {"id": customer, "phone": phone}, nonce=phone)
    return (time.perf_counter() - began) * 1000


async def measure_saving(desk: Desk, customer: CustomerId, rounds: int) -> float:
    """The ratio of the medians."""
    words = desk.pane.findChild(QLabel, "save_bar_words")
    assert words is not None
    painted = Painted(words, lambda: words.text().startswith("Saved"))
    form_ms, alone_ms = [], []
    for turn in range(rounds):
        for is_form in (turn % 2 == 0, turn % 2 == 1):
            phone = f"{turn:04}{int(is_form)}"
            if is_form:
                desk.pane.show_record(await desk.read(customer))
                form_ms.append(await save_once(desk, phone, painted))
            else:
                alone_ms.append(await bare_save(desk.client, customer, phone))
    tell("save to the painted receipt", form_ms)
    tell("its two requests alone", alone_ms)
    return _ratio(form_ms, alone_ms)


def _ratio(one: list[float], other: list[float]) -> float:
    return sorted(one)[len(one) // 2] / sorted(other)[len(other) // 2]


async def story(server: DemoServer, folder: Path, rounds: int) -> None:
    desk = Desk(server, folder)
    customer = CustomerId(server.patch_customer(name="Hansen A/S", phone="1")["id"])
    desk.pane.show_record(await desk.read(customer))
    typing = await measure_typing(desk, max(2, rounds // 5))
    saving = await measure_saving(desk, customer, rounds)
    sys.stdout.write(f"{'ratio of the medians, typing':36} {typing:8.2f}\n")
    sys.stdout.write(f"{'ratio of the medians, saving':36} {saving:8.2f}\n")
    await desk.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    rounds: int = parser.parse_args().rounds
    app = QApplication(["bench", "-style", "fusion"])
    app.setFont(QFont("DejaVu Sans", 10))
    texts.load("en")
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    temporary = tempfile.TemporaryDirectory()
    with temporary as folder, DemoServer(Path(folder) / "demo") as server, loop:
        loop.run_until_complete(story(server, Path(folder) / "account", rounds))


if __name__ == "__main__":
    main()
