"""A session opens and closes as one, also where a part of it fails."""

import asyncio
import os
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.domain.account import Account
from desktop.domain.batches import Incoming, Target
from desktop.domain.errors import JournalInUse, JournalTooNew, StorageFailed
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.pauses import PauseKind
from desktop.domain.uploads import FINAL, UploadState
from desktop.journal import uploads
from desktop.journal.uploads import Step
from desktop.services.accounts import account_from
from desktop.services.session import Session, open_session
from desktop.support.paths import Profile, open_profile
from tests.helpers.another_program import another_program

_ACCOUNT = account_from(
    {
        "endpoint": "http://127.0.0.1:1/api/endpoint.php",
        "contract": "1",
        "username": "ida",
        "apikey": "1",
        "password": "1",
    }
)


def _is_free(profile: Profile) -> bool:
    """Whether nobody holds the journal: another may write to it at once."""
    path = profile.account_folder(_ACCOUNT.key) / "journal.db"
    with sqlite3.connect(path, timeout=0) as db:
        db.execute("BEGIN EXCLUSIVE")
        db.execute("ROLLBACK")
    db.close()
    return True


def test_after_closing_the_journal_is_free(tmp_path: Path) -> None:
    profile = open_profile(tmp_path)

    async def story() -> None:
        session = await open_session(_ACCOUNT, profile=profile)
        await session.close()

    asyncio.run(story())
    assert _is_free(profile)


def test_one_part_that_fails_to_close_keeps_no_other_open(tmp_path: Path) -> None:
    profile = open_profile(tmp_path)

    async def story() -> None:
        session: Session = await open_session(_ACCOUNT, profile=profile)
        await session.lists.close()
        object.__setattr__(session, "lists", None)
        await session.close()

    with pytest.raises(AttributeError):
        asyncio.run(story())
    assert _is_free(profile)


def test_what_is_typed_to_the_last_is_kept_before_the_journal_closes(tmp_path: Path) -> None:
    """A form goes on writing its draft while everything else is closed."""
    profile = open_profile(tmp_path)
    kept: list[asyncio.Task[None]] = []

    async def keep(session: Session) -> None:
        for name in ("N", "Ny", "Ny ApS"):
            known = min(session.drafts.ids(), default=None)
            await session.drafts.keep_new(NO_CUSTOMER, {"name": name}, local=known)

    class Last:
        """The account's files, which are closed right before the drafts."""

        def __init__(self, session: Session) -> None:
            self._session, self._files = session, session.files

        async def close(self) -> None:
            await self._files.close()
            kept.append(asyncio.create_task(keep(self._session)))
            await asyncio.sleep(0)

    async def ending() -> None:
        session = await open_session(_ACCOUNT, profile=profile)
        object.__setattr__(session, "files", Last(session))
        await session.close()
        await asyncio.gather(*kept)

    async def later() -> None:
        session = await open_session(_ACCOUNT, profile=profile)
        (draft,) = await session.drafts.all()
        assert draft.mine == {"name": "Ny ApS"}
        await session.close()

    asyncio.run(ending())
    asyncio.run(later())


def test_uploads_that_do_not_end_keep_nobody_from_leaving(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    profile = open_profile(tmp_path)
    monkeypatch.setattr("desktop.services.session._DEADLINE_S", 0.01)

    class Endless:
        async def close(self) -> None:
            await asyncio.Event().wait()

    async def story() -> None:
        session = await open_session(_ACCOUNT, profile=profile)
        await session.uploads.close()
        object.__setattr__(session, "uploads", Endless())
        async with asyncio.timeout(10):
            await session.close()

    asyncio.run(story())
    assert _is_free(profile)
    assert "did not end in time" in caplog.text
    caplog.clear()


def test_a_folder_in_the_way_is_a_storage_problem(tmp_path: Path) -> None:
    profile = open_profile(tmp_path)
    (tmp_path / "accounts").write_text("in the way")

    with pytest.raises(StorageFailed):
        asyncio.run(open_session(_ACCOUNT, profile=profile))


def test_what_lies_among_the_pasted_pictures_is_in_nobodys_way(tmp_path: Path) -> None:
    profile = open_profile(tmp_path)
    pasted = profile.account_folder(_ACCOUNT.key) / "pasted"
    (pasted / "folder").mkdir(parents=True)
    old = _old(pasted / "old.png")
    os.utime(pasted / "folder", (0, 0))

    async def story() -> None:
        session = await open_session(_ACCOUNT, profile=profile)
        await session.close()

    asyncio.run(story())
    assert not old.exists()
    assert (pasted / "folder").exists()


def _old(picture: Path) -> Path:
    """Pasted long ago."""
    picture.write_bytes(b"x")
    os.utime(picture, (0, 0))
    return picture


@pytest.mark.parametrize("state", UploadState)
def test_a_pasted_picture_stays_as_long_as_an_upload_may_need_it(
    tmp_path: Path, state: UploadState
) -> None:
    """Refused, or asking: however old, it is in no other file."""
    profile = open_profile(tmp_path)

    async def paste() -> Path:
        session = await open_session(_ACCOUNT, profile=profile)
        picture = _old(session.pasted / "Klip.png")
        target = Target(id=CustomerId(1), name="Hansen")
        await session.uploads.add(target, [Incoming(path=picture)])
        (row,) = session.uploads.rows
        step = Step(upload=replace(row, state=state), cause="test")
        await session.journal.run(uploads.put, at=datetime.now(UTC), steps=[step])
        await session.close()
        return picture

    async def later() -> None:
        session = await open_session(_ACCOUNT, profile=profile)
        await session.close()

    picture = asyncio.run(paste())
    asyncio.run(later())
    assert picture.exists() == (state not in FINAL)


def test_beside_a_journal_that_was_damaged_no_pasted_picture_goes(tmp_path: Path) -> None:
    """It may have lost the row that needs it."""
    profile = open_profile(tmp_path)
    account = profile.account_folder(_ACCOUNT.key)
    (account / "pasted").mkdir(parents=True)
    (account / "journal.db").write_bytes(b"no journal" * 500)
    picture = _old(account / "pasted" / "Klip.png")

    async def story() -> None:
        session = await open_session(_ACCOUNT, profile=profile)
        assert session.journal.set_aside is not None
        await session.close()

    asyncio.run(story())
    assert picture.exists()


_OTHER = replace(_ACCOUNT, contract="another")


def opened(profile: Profile, account: Account) -> None:
    async def story() -> None:
        session = await open_session(account, profile=profile)
        await session.close()

    asyncio.run(story())


def shared(profile: Profile, *names: str) -> list[Path]:
    """Pictures where an older program put them, whoever they were for."""
    (profile.root / "pasted").mkdir()
    pictures = [profile.root / "pasted" / name for name in names]
    for each in pictures:
        each.write_bytes(b"x")
    return pictures


def test_pictures_an_older_program_left_go_but_for_what_uploads_need(tmp_path: Path) -> None:
    profile = open_profile(tmp_path)
    pictures = ours, theirs, nobodys, fresh = shared(profile, *map("{}.png".format, range(4)))

    async def take(account: Account, picture: Path) -> None:
        session = await open_session(account, profile=profile)
        await session.uploads.add(Target(id=CustomerId(1), name="H"), [Incoming(path=picture)])
        await session.close()

    for account, picture in ((_OTHER, theirs), (_ACCOUNT, ours)):
        asyncio.run(take(account, picture))
    for picture in (ours, theirs, nobodys):
        _old(picture)
    opened(profile, _ACCOUNT)
    assert [each for each in pictures if each.exists()] == [ours, theirs, fresh]


def test_beside_an_account_that_cannot_be_read_they_stay(tmp_path: Path) -> None:
    profile = open_profile(tmp_path)
    picture = _old(*shared(profile, "Klip.png"))
    other = profile.account_folder(_OTHER.key)
    other.mkdir(parents=True)
    (other / "journal.db").write_bytes(b"no journal" * 500)
    opened(profile, _ACCOUNT)
    assert picture.exists()
    (other / "journal.db").unlink()
    opened(profile, _ACCOUNT)
    assert not picture.parent.exists()


def test_where_the_uploads_cannot_be_read_no_pasted_picture_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal opens, and then the disk fails."""
    profile = open_profile(tmp_path)

    def fails(_db: sqlite3.Connection, *, since: datetime) -> None:
        raise sqlite3.OperationalError(f"disk I/O error {since}")

    async def paste() -> Path:
        session = await open_session(_ACCOUNT, profile=profile)
        picture = _old(session.pasted / "Klip.png")
        target = Target(id=CustomerId(1), name="Hansen")
        await session.uploads.add(target, [Incoming(path=picture)])
        await session.close()
        return picture

    async def later() -> None:
        session = await open_session(_ACCOUNT, profile=profile)
        assert session.journal.trouble is None
        assert session.uploads.rows == ()
        await session.close()

    picture = asyncio.run(paste())
    monkeypatch.setattr(uploads, "load", fails)
    asyncio.run(later())
    assert picture.exists()


def test_a_pause_while_there_is_no_journal_is_kept_once_there_is(tmp_path: Path) -> None:
    profile = open_profile(tmp_path)
    in_the_way = profile.account_folder(_ACCOUNT.key) / "journal.db"
    in_the_way.mkdir(parents=True)

    async def paused() -> None:
        session = await open_session(_ACCOUNT, profile=profile)
        session.uploads.pause_all()
        in_the_way.rmdir()
        await session.uploads.load()
        await session.close()

    async def still_paused() -> None:
        session = await open_session(_ACCOUNT, profile=profile)
        assert session.uploads.pause is not None
        assert session.uploads.pause.kind is PauseKind.USER
        await session.close()

    asyncio.run(paused())
    asyncio.run(still_paused())


def _spoil_version(profile: Profile) -> Path:
    """A journal as a newer program would leave it."""
    path = profile.account_folder(_ACCOUNT.key) / "journal.db"
    path.parent.mkdir(parents=True)
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    return path


def test_a_journal_of_a_newer_program_stops_sending_and_saving_and_nothing_else(
    tmp_path: Path,
) -> None:
    profile = open_profile(tmp_path)
    path = _spoil_version(profile)
    content = path.read_bytes()

    async def story() -> None:
        session = await open_session(_ACCOUNT, profile=profile)
        assert isinstance(session.journal.trouble, JournalTooNew)
        assert session.uploads.pause is not None
        assert session.uploads.pause.kind is PauseKind.JOURNAL
        target = Target(id=CustomerId(1), name="Hansen")
        with pytest.raises(JournalTooNew):
            await session.uploads.add(target, [Incoming(path=path)])
        with pytest.raises(JournalTooNew):
            await session.edits.create({"name": "Ny"}, NO_CUSTOMER)
        await session.close()

    asyncio.run(story())
    assert path.read_bytes() == content


def test_a_journal_that_another_program_has_open_stops_sending_and_saving_and_nothing_else(
    tmp_path: Path,
) -> None:
    """What is on its way in there would be taken for what a crash left."""
    profile = open_profile(tmp_path)
    path = profile.account_folder(_ACCOUNT.key) / "journal.db"

    async def story() -> None:
        session = await open_session(_ACCOUNT, profile=profile)
        assert session.uploads.pause is not None
        assert session.uploads.pause.kind is PauseKind.JOURNAL
        assert not session.uploads.pause.waits_for_user
        target = Target(id=CustomerId(1), name="Hansen")
        with pytest.raises(JournalInUse):
            await session.uploads.add(target, [Incoming(path=path)])
        with pytest.raises(JournalInUse):
            await session.edits.create({"name": "Ny"}, NO_CUSTOMER)
        await session.close()

    with another_program(path) as program:
        asyncio.run(story())
        program.communicate()
