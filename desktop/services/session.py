"""Everything one signed-in account can do, opened and closed as one."""

import asyncio
import contextlib
import logging
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.account import Account
from desktop.domain.errors import StorageFailed
from desktop.journal import Journal
from desktop.microbizz import Client
from desktop.mirror.reader import Reader
from desktop.mirror.shelf import Shelf
from desktop.services.browse import Browse
from desktop.services.changes import ChangeFeed
from desktop.services.connection import Connection
from desktop.services.documents import Documents
from desktop.services.editing.drafts import Drafts
from desktop.services.editing.likely import Likely
from desktop.services.editing.moving import Moving
from desktop.services.editing.queue import Queue
from desktop.services.edits import Edits
from desktop.services.feeds import FeedRecords
from desktop.services.lists import Lists
from desktop.services.marks import Marks
from desktop.services.pictures import Pictures
from desktop.services.search import Search
from desktop.services.subscriptions import Subscriptions
from desktop.services.sync.supervisor import Sync
from desktop.services.uploads.hands import Hands
from desktop.services.uploads.service import Uploads
from desktop.support.paths import Profile, private_folder
from desktop.support.settings import Settings

_PASTED_KEPT_S = 30 * 24 * 3600
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
    queue: Queue
    moving: Moving
    likely: Likely
    uploads: Uploads
    pasted: Path
    memory: Settings
    files: "_Files"

    async def close(self) -> None:
        """End everything in order, also where one fails to: what writes first, the journal last."""
        await self.memory.save()
        async with AsyncExitStack() as closing:
            closing.push_async_callback(self.journal.close)
            closing.push_async_callback(self.files.close)
            closing.push_async_callback(self.client.aclose)
            closing.push_async_callback(self.pictures.close)
            closing.push_async_callback(self.sync.close)
            closing.push_async_callback(self.lists.close)
            closing.push_async_callback(self.edits.close)
            closing.push_async_callback(self.queue.close)
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

    Searching has a reader to itself: typing must not wait for a branch that is being read.
    """

    folder: Path
    reader: Reader
    searching: Reader
    shelf: Shelf

    @classmethod
    def at(cls, folder: Path) -> "_Files":
        return cls(
            folder=folder,
            reader=Reader(folder, name="reader"),
            searching=Reader(folder, name="search"),
            shelf=Shelf(folder / "shelf.db"),
        )

    def sync(self, account: Account, changes: ChangeFeed, connection: Connection) -> Sync:
        """What writes them, in a process of its own once it is started."""
        return Sync(
            account=account,
            folder=self.folder,
            changes=changes,
            connection=connection,
            readers=(self.reader, self.searching),
        )

    async def close(self) -> None:
        async with AsyncExitStack() as closing:
            for each in (self.reader, self.searching, self.shelf):
                closing.push_async_callback(each.close)


async def open_session(account: Account, *, profile: Profile) -> Session:
    """Open the account's files and its client; raises AppError, and asks the server nothing."""
    try:
        folder = await asyncio.to_thread(private_folder, profile.account_folder(account.key))
        pasted = await asyncio.to_thread(_pasted_folder, profile)
    except OSError as error:
        raise StorageFailed(str(error)) from error
    async with AsyncExitStack() as opened:
        journal = await Journal.open(folder / "journal.db")
        opened.push_async_callback(journal.close)
        memory = await asyncio.to_thread(Settings, folder / "memory.json")
        files = _Files.at(folder)
        opened.push_async_callback(files.close)
        session = _session(account, journal=journal, files=files, pasted=pasted, memory=memory)
        queue = session.queue
        session.uploads.adopting.follow(queue.real_id, lambda local: local in queue.ids())
        opened.push_async_callback(session.client.aclose)
        await session.edits.load()
        await session.drafts.load()
        await session.queue.load()
        await session.uploads.load()
        opened.pop_all()
        return session


@dataclass(frozen=True, kw_only=True)
class _Ground:
    """What all services stand on."""

    client: Client
    journal: Journal
    changes: ChangeFeed
    connection: Connection
    sync: Sync


def _session(
    account: Account, *, journal: Journal, files: _Files, pasted: Path, memory: Settings
) -> Session:
    changes = ChangeFeed()
    connection = Connection(changes)
    client = Client(account, observer=connection)
    sync = files.sync(account, changes, connection)
    ground = _Ground(
        client=client, journal=journal, changes=changes, connection=connection, sync=sync
    )
    browse = Browse(client=client, reader=files.reader, keeper=sync)
    feeds = FeedRecords(client=client, reader=files.reader, changes=changes, keeper=sync)
    edits = _edits(ground, browse, who=account.user)
    return Session(
        account=account,
        client=client,
        journal=journal,
        changes=changes,
        connection=connection,
        sync=sync,
        lists=Lists(client=client, reader=files.reader, keeper=sync, changes=changes),
        browse=browse,
        marks=Marks(reader=files.reader, marker=sync),
        search=Search(files.searching),
        feeds=feeds,
        documents=Documents(client=client, shelf=files.shelf),
        subscriptions=Subscriptions(client=client, feeds=feeds),
        pictures=Pictures(),
        edits=edits,
        drafts=Drafts(journal=journal, changes=changes),
        queue=Queue(journal=journal, edits=edits, changes=changes, connection=connection),
        moving=Moving(edits=edits, browse=browse),
        likely=Likely(files.searching),
        uploads=_uploads(ground, account, files, memory),
        pasted=pasted,
        memory=memory,
        files=files,
    )


def _edits(ground: _Ground, browse: Browse, *, who: str) -> Edits:
    return Edits(
        client=ground.client,
        journal=ground.journal,
        changes=ground.changes,
        keeper=ground.sync,
        known_numbers=browse.number_count,
        who=who,
    )


def _uploads(ground: _Ground, account: Account, files: _Files, memory: Settings) -> Uploads:
    return Uploads(
        client=ground.client,
        journal=ground.journal,
        hands=Hands(account=account, folder=files.folder),
        changes=ground.changes,
        memory=memory,
    )


def _pasted_folder(profile: Profile) -> Path:
    """The folder for pasted pictures; those of last month have long gone up, or been given up."""
    folder = private_folder(profile.pasted)
    for picture in folder.iterdir():
        # One that cannot go is in nobody's way.
        with contextlib.suppress(OSError):
            if picture.stat().st_mtime < time.time() - _PASTED_KEPT_S:
                picture.unlink()
    return folder
