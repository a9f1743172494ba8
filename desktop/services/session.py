"""Everything one signed-in account can do, opened and closed as one."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.account import Account
from desktop.journal import Journal
from desktop.microbizz import Client
from desktop.services.browse import Browse
from desktop.services.changes import ChangeFeed
from desktop.services.connection import Connection
from desktop.services.documents import Documents
from desktop.services.edits import Edits
from desktop.services.feeds import Feeds
from desktop.services.lists import Lists
from desktop.services.pictures import Pictures
from desktop.services.subscriptions import Subscriptions
from desktop.services.uploads import Uploads
from desktop.support.paths import Profile, private_folder

_PASTED_KEPT_S = 30 * 24 * 3600


@dataclass(frozen=True, kw_only=True)
class Session:
    """The services of one account; they outlive every widget that shows them."""

    account: Account
    client: Client
    journal: Journal
    changes: ChangeFeed
    connection: Connection
    lists: Lists
    browse: Browse
    feeds: Feeds
    documents: Documents
    subscriptions: Subscriptions
    pictures: Pictures
    edits: Edits
    uploads: Uploads
    pasted: Path

    async def close(self) -> None:
        """End everything in order: what writes first, the road to the server last."""
        await self.uploads.close()
        await self.edits.close()
        await self.feeds.close()
        await self.pictures.close()
        await self.client.aclose()
        await self.journal.close()


async def open_session(account: Account, *, profile: Profile) -> Session:
    """Open the account's files and its client; raises AppError, and asks the server nothing."""
    folder = await asyncio.to_thread(private_folder, profile.account_folder(account.key))
    changes = ChangeFeed()
    connection = Connection(changes)
    pasted = await asyncio.to_thread(_pasted_folder, profile)
    journal = await Journal.open(folder / "journal.db")
    client = Client(account, observer=connection)
    pictures = Pictures()
    browse = Browse(client)
    edits = Edits(
        client=client, journal=journal, changes=changes, known_numbers=browse.number_count
    )
    await edits.load()
    return Session(
        account=account,
        client=client,
        journal=journal,
        changes=changes,
        connection=connection,
        lists=Lists(client=client, changes=changes),
        browse=browse,
        feeds=Feeds(client=client, changes=changes),
        documents=Documents(client),
        subscriptions=Subscriptions(client),
        pictures=pictures,
        edits=edits,
        uploads=Uploads(client=client, changes=changes, pictures=pictures),
        pasted=pasted,
    )


def _pasted_folder(profile: Profile) -> Path:
    """The folder for pasted pictures; those of last month have long gone up, or been given up."""
    folder = private_folder(profile.pasted)
    for picture in folder.iterdir():
        if picture.stat().st_mtime < time.time() - _PASTED_KEPT_S:
            picture.unlink()
    return folder
