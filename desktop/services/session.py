"""Everything one signed-in account can do, opened and closed as one."""

import asyncio
import contextlib
import logging
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.account import Account
from desktop.domain.errors import StorageFailed
from desktop.domain.pauses import PauseKind
from desktop.domain.uploads import FINAL
from desktop.journal import Journal
from desktop.microbizz import Client
from desktop.mirror.reader import Reader
from desktop.mirror.shelf import Shelf
from desktop.services.browse import Browse
from desktop.services.changes import ChangeFeed
from desktop.services.connection import Connection
from desktop.services.documents import Documents
from desktop.services.editing.arrivals import Arrivals
from desktop.services.editing.bulk import Bulk
from desktop.services.editing.cascade import Cascade
from desktop.services.editing.choices import Choices
from desktop.services.editing.drafts import Drafts
from desktop.services.editing.importing.service import Imports
from desktop.services.editing.likely import Likely
from desktop.services.editing.moving import Moving
from desktop.services.editing.numbers import Numbers
from desktop.services.editing.queue import Queue
from desktop.services.editing.rules import Rules
from desktop.services.edits import Edits
from desktop.services.feeds import FeedRecords
from desktop.services.lists import Lists
from desktop.services.marks import Marks
from desktop.services.pictures import Pictures
from desktop.services.search import Search
from desktop.services.subscriptions import Subscriptions
from desktop.services.sync.supervisor import Sync
from desktop.services.uploads.hands import Hands
from desktop.services.uploads.pasted import clear_away, clear_away_shared, pasted_folder
from desktop.services.uploads.service import Uploads
from desktop.services.writing import Means
from desktop.support.paths import Profile, private_folder
from desktop.support.settings import Settings

_DEADLINE_S = 10.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Session:
    """The services of one account; they outlive every widget that shows them.

    `pasted` is a folder for pictures from the clipboard; `memory` is what is remembered of this
    account's customers, apart from the looks of the window.
    """

    account: Account
    client: Client
    journal: Journal
    changes: ChangeFeed
    connection: Connection
    sync: Sync
    lists: Lists
    browse: Browse
    marks: Marks
    search: Search
    feeds: FeedRecords
    documents: Documents
    subscriptions: Subscriptions
    pictures: Pictures
    edits: Edits
    drafts: Drafts
    arrivals: Arrivals
    queue: Queue
    moving: Moving
    bulk: Bulk
    cascade: Cascade
    imports: Imports
    likely: Likely
    choices: Choices
    rules: Rules
    uploads: Uploads
    pasted: Path
    memory: Settings
    files: "_Files"

    async def close(self) -> None:
        """End everything in order, also where one fails to: what writes first, the journal last."""
        await self.memory.save()
        async with AsyncExitStack() as closing:
            closing.push_async_callback(self.journal.close)
            closing.push_async_callback(self.drafts.close)
            closing.push_async_callback(self.files.close)
            closing.push_async_callback(self.client.aclose)
            closing.push_async_callback(self.pictures.close)
            closing.push_async_callback(self.sync.close)
            closing.push_async_callback(self.lists.close)
            closing.push_async_callback(self.choices.close)
            closing.push_async_callback(self.rules.close)
            closing.push_async_callback(self.edits.close)
            closing.push_async_callback(self.arrivals.close)
            closing.push_async_callback(self.queue.close)
            closing.push_async_callback(self.bulk.close)
            closing.push_async_callback(self.imports.close)
            closing.push_async_callback(_close_in_time, self.uploads)


async def _close_in_time(uploads: Uploads) -> None:
    """What has not come to its end by then is as after a crash: the next start looks for it."""
    try:
        async with asyncio.timeout(_DEADLINE_S):
            await uploads.close()
    except TimeoutError:
        _log.warning("uploads did not end in time")


@dataclass(frozen=True, kw_only=True)
class _Files:
    """What reads the account's files, each on a thread of its own; none of them is the journal.

    Searching has a reader to itself: typing must not wait for a branch that is being read. So has
    learning, which goes through many customers.
    """

    folder: Path
    reader: Reader
    searching: Reader
    learning: Reader
    shelf: Shelf

    @classmethod
    def at(cls, folder: Path) -> "_Files":
        return cls(
            folder=folder,
            reader=Reader(folder, name="reader"),
            searching=Reader(folder, name="search"),
            learning=Reader(folder, name="learning"),
            shelf=Shelf(folder / "shelf.db"),
        )

    def sync(self, account: Account, changes: ChangeFeed, connection: Connection) -> Sync:
        """What writes them, in a process of its own once it is started."""
        return Sync(
            account=account,
            folder=self.folder,
            changes=changes,
            connection=connection,
            readers=(self.reader, self.searching, self.learning),
        )

    async def close(self) -> None:
        async with AsyncExitStack() as closing:
            for each in (self.reader, self.searching, self.learning, self.shelf):
                closing.push_async_callback(each.close)


async def open_session(account: Account, *, profile: Profile) -> Session:
    """Open the account's files and its client; raises AppError, and asks the server nothing."""
    try:
        folder = await asyncio.to_thread(private_folder, profile.account_folder(account.key))
        pasted = await asyncio.to_thread(pasted_folder, folder)
    except OSError as error:
        raise StorageFailed(str(error)) from error
    async with AsyncExitStack() as opened:
        journal = await Journal.open(folder / "journal.db")
        opened.push_async_callback(journal.close)
        memory = await asyncio.to_thread(Settings, folder / "memory.json")
        files = _Files.at(folder)
        opened.push_async_callback(files.close)
        session = _session(_ground(account, journal, files, memory), pasted)
        queue = session.queue
        session.uploads.adopting.follow(queue.real_id, lambda local: local in queue.ids())
        opened.push_async_callback(session.client.aclose)
        await session.edits.load()
        await session.drafts.load()
        await session.arrivals.look()
        await session.queue.load()
        await session.imports.load()
        await session.uploads.load()
        await _clear_pasted(session, profile)
        opened.pop_all()
        return session


@dataclass(frozen=True, kw_only=True)
class _Ground:
    """What the services stand on."""

    account: Account
    client: Client
    journal: Journal
    changes: ChangeFeed
    connection: Connection
    sync: Sync
    browse: Browse
    files: _Files
    memory: Settings


def _ground(account: Account, journal: Journal, files: _Files, memory: Settings) -> _Ground:
    changes = ChangeFeed()
    connection = Connection(changes)
    client = Client(account, observer=connection)
    sync = files.sync(account, changes, connection)
    return _Ground(
        account=account,
        client=client,
        journal=journal,
        changes=changes,
        connection=connection,
        sync=sync,
        browse=Browse(client=client, reader=files.reader, keeper=sync),
        files=files,
        memory=memory,
    )


def _session(on: _Ground, pasted: Path) -> Session:
    client, journal, changes, files = on.client, on.journal, on.changes, on.files
    feeds = FeedRecords(client=client, reader=files.reader, changes=changes, keeper=on.sync)
    rules = Rules(memory=on.memory, reader=files.learning, changes=changes)
    edits = _edits(on, rules)
    drafts = Drafts(journal=journal, changes=changes)
    queue = Queue(journal=journal, edits=edits, changes=changes, connection=on.connection)
    return Session(
        account=on.account,
        client=client,
        journal=journal,
        changes=changes,
        connection=on.connection,
        sync=on.sync,
        lists=Lists(client=client, reader=files.reader, keeper=on.sync, changes=changes),
        browse=on.browse,
        marks=Marks(reader=files.reader, marker=on.sync),
        search=Search(files.searching),
        feeds=feeds,
        documents=Documents(client=client, shelf=files.shelf),
        subscriptions=Subscriptions(client=client, feeds=feeds),
        pictures=Pictures(),
        edits=edits,
        drafts=drafts,
        arrivals=Arrivals(edits=edits, drafts=drafts, queue=queue, changes=changes),
        queue=queue,
        moving=Moving(edits=edits, browse=on.browse),
        bulk=Bulk(edits=edits, queue=queue, browse=on.browse, reader=files.reader, changes=changes),
        cascade=Cascade(edits=edits, reader=files.reader),
        imports=_imports(on, edits),
        likely=Likely(files.searching),
        choices=_choices(on),
        rules=rules,
        uploads=_uploads(on),
        pasted=pasted,
        memory=on.memory,
        files=files,
    )


def _edits(on: _Ground, rules: Rules) -> Edits:
    return Edits(
        means=Means(client=on.client, journal=on.journal, keeper=on.sync),
        changes=on.changes,
        known_numbers=on.browse.number_count,
        who=on.account.user,
        refused=rules.hear,
    )


def _choices(on: _Ground) -> Choices:
    return Choices(
        reader=on.files.learning, changes=on.changes, is_whole=lambda: on.sync.state.is_whole
    )


def _imports(on: _Ground, edits: Edits) -> Imports:
    return Imports(
        edits=edits,
        numbers=Numbers(client=on.client, keeper=on.sync, known_numbers=on.browse.number_count),
        journal=on.journal,
        reader=on.files.reader,
        changes=on.changes,
        copy_is_whole=lambda: on.browse.is_whole,
    )


def _uploads(on: _Ground) -> Uploads:
    return Uploads(
        client=on.client,
        journal=on.journal,
        hands=Hands(account=on.account, folder=on.files.folder),
        changes=on.changes,
        memory=on.memory,
    )


async def _clear_pasted(session: Session, profile: Profile) -> None:
    """What a journal says that could not be read, or not whole, is not thrown away."""
    pause = session.uploads.pause
    is_unread = pause is not None and pause.kind in {PauseKind.DISK, PauseKind.JOURNAL}
    if is_unread or session.journal.set_aside is not None:
        return
    needed = {row.path.name for row in session.uploads.rows if row.state not in FINAL}
    with contextlib.suppress(OSError):
        await asyncio.to_thread(clear_away, session.pasted, needed)
        await asyncio.to_thread(clear_away_shared, profile, session.files.folder, needed)
