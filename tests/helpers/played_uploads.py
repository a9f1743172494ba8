"""A server and hands that play what can happen to an upload, and keep the truth about it."""

import asyncio
import hashlib
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from desktop.domain.answers import FileAdded, Listing, PhotoAdded, UploadReply
from desktop.domain.errors import (
    AskedToWait,
    CommandRefused,
    DiskFull,
    EnvelopeRefused,
    FileProblem,
    HandsLost,
    Malformed,
    NotAnEnvelope,
    ServerError,
    TimedOut,
    TooLargeForServer,
    Unreachable,
)
from desktop.domain.files import TITLE_LENGTH, FileKind, Inspected, refused
from desktop.domain.ids import CustomerId
from desktop.domain.photos import PhotoOrder, Prepared
from desktop.domain.picture import Picture
from desktop.domain.records import Document
from desktop.domain.sending import BeforeCommit, OnProgress
from desktop.domain.uploads import Upload, UploadId, Way
from desktop.services.uploads.parcels import Parcel, Staged
from desktop.services.uploads.turns import Turns
from tests.helpers.clocks import MovedClock
from tests.helpers.fates import Fate

_LATE_S = 90.0
_NOBODYS = 999_999
"""A document of some other account."""


@dataclass(kw_only=True)
class Kept:
    """A document as the server has it; *upload* is None for a colleague's."""

    id: int
    customer: int
    title: str
    filename: str
    content: bytes
    upload: UploadId | None = None
    is_hidden: bool = False
    folder: str = ""
    at: float = 0.0


@dataclass
class PlayedServer:
    """What is stored, and what goes wrong.

    Attributes:
        kept: The documents, in the order in which they came.
        fates: What happens to the next uploads; the rest is stored.
        is_away: Nothing can be reached.
        broken: Customers whose listing is answered by a page that is none.
        deadly: Names of files at which the process that sends them ends.
        is_closing: The next listing is given up, as by a client that is closed.
        unread: Documents that cannot be read in a listing.
        nameless: Documents that a listing shows without their id.
        answers_after: Seconds until the answer to an upload.
        hides_folders: Listings lack what is in folders.
        waits: How many listings more are answered with a request to wait.
        asked_at: When listings were asked for.
        title_length: How much of a title is kept.
    """

    clock: MovedClock
    kept: list[Kept] = field(default_factory=list)
    fates: deque[Fate] = field(default_factory=deque)
    is_away: bool = False
    refuses_sign_in: bool = False
    unlisted: set[int] = field(default_factory=set)
    broken: set[int] = field(default_factory=set)
    deadly: set[str] = field(default_factory=set)
    is_closing: bool = False
    unread: set[int] = field(default_factory=set)
    nameless: set[int] = field(default_factory=set)
    answers_after: float = 0.0
    hides_folders: bool = False
    waits: int = 0
    asked_at: list[float] = field(default_factory=list)
    title_length: int = TITLE_LENGTH

    async def echo(self, text: str) -> str:
        await asyncio.sleep(0)
        self.check()
        return text

    async def get_documents_by_customer_id(self, customer_id: CustomerId, /) -> Listing:
        await asyncio.sleep(0)
        self.check()
        self.asked_at.append(self.clock.now())
        if self.waits:
            self.waits -= 1
            raise AskedToWait
        if customer_id in self.unlisted:
            raise CommandRefused("GetDocumentsByCustomerID", "ingen adgang")
        if self.is_closing:
            self.is_closing = False
            raise asyncio.CancelledError
        if customer_id in self.broken:
            raise NotAnEnvelope(Malformed.HTTP_STATUS, 500)
        return self.listing(customer_id)

    def check(self) -> None:
        if self.is_away:
            raise Unreachable("away")
        if self.refuses_sign_in:
            raise EnvelopeRefused("forkert adgangskode")

    def listing(self, customer: int) -> Listing:
        shown = (each for each in self.kept if each.customer == customer and not each.is_hidden)
        there = (each for each in shown if each.at <= self.clock.now())
        listed = [each for each in there if not (each.folder and self.hides_folders)]
        read = [each for each in listed if each.id not in self.unread]
        return Listing(
            documents=tuple(self._document(each) for each in read),
            set_aside=len(listed) - len(read),
        )

    def _document(self, kept: Kept) -> Document:
        shown = _document(kept)
        if kept.id not in self.nameless:
            return shown
        return Document({name: value for name, value in shown.raw.items() if name != "id"})

    def stored(self) -> Counter[UploadId]:
        """How often each upload was stored, shown or not, come or still to come."""
        return Counter(each.upload for each in self.kept if each.upload is not None)

    def keep(self, upload: Upload, content: bytes, fate: Fate) -> Kept:
        if upload.replaces is not None:
            kept = next(each for each in self.kept if each.id == upload.replaces)
            kept.content = content
            return kept
        is_renamed = fate in (Fate.RENAMED, Fate.RENAMED_AND_LOST)
        kept = Kept(
            id=len(self.kept) + 1,
            customer=upload.customer_id,
            title=f"Kopi {len(self.kept)}" if is_renamed else upload.title[: self.title_length],
            filename=f"kopi{len(self.kept)}" if is_renamed else upload.name,
            content=content,
            upload=upload.id,
            is_hidden=fate is Fate.HIDDEN,
            folder=upload.folder,
            at=self.clock.now() + (_LATE_S if fate is Fate.LATE else 0.0),
        )
        self.kept.append(kept)
        return kept

    def colleague_adds(self, customer: int, title: str, content: bytes) -> None:
        kept = Kept(
            id=len(self.kept) + 1,
            customer=customer,
            title=title,
            filename=f"{title}.txt",
            content=content,
        )
        self.kept.append(kept)


def _document(kept: Kept) -> Document:
    return Document(
        {
            "id": kept.id,
            "title": kept.title,
            "filename": kept.filename,
            "size": len(kept.content),
        }
    )


class PlayedHands:
    """Copies into memory that outlives a crash of the program, and sends to a played server.

    Attributes:
        is_gone: The process has ended.
        is_full: There is no room for copies.
        is_remaking: What is made of a photo differs from it.
        is_choking: Nothing can be made of a photo.
        copying_turns: How many turns of the loop a copy takes.
        together: What was being sent each time something began to be.
        orders: How photos were prepared, in order.
    """

    def __init__(self, server: PlayedServer, spool: dict[UploadId, bytes]) -> None:
        self._server = server
        self._spool = spool
        self.is_gone = False
        self.is_full = False
        self.is_remaking = False
        self.is_choking = False
        self.copying_turns = 1
        self._turns = Turns()
        self._at_hand: set[UploadId] = set()
        self._fallen: dict[UploadId, bool] = {}
        self.together: list[frozenset[UploadId]] = []
        self.orders: list[PhotoOrder] = []

    @property
    def falls(self) -> Mapping[UploadId, int]:
        return self._turns.falls

    async def stage(self, upload: UploadId, source: Path) -> Staged:
        for _ in range(self.copying_turns):
            await self._turn()
        if self.is_full:
            raise DiskFull("no room")
        content = self._spool[upload] = _read(source)
        kind = FileKind.JPEG if source.suffix == ".jpg" else FileKind.OTHER
        look = Inspected(size=len(content), modified_ns=1, kind=kind, width=4, height=3)
        return Staged(look=look, sha256=_sha256(content), is_by_reference=False)

    async def prepare(self, upload: UploadId, order: PhotoOrder, source: Path) -> Prepared:
        """Left as it is, for what is sent is to be compared with what was dropped."""
        self.orders.append(order)
        await self._turn()
        content = self._content(upload, source)
        if self.is_choking:
            raise refused(source, FileProblem.BROKEN_PICTURE)
        if self.is_remaking:
            content = self._spool[upload] = content + b" made anew"
        return Prepared(
            size=len(content),
            sha256=_sha256(content),
            width=4,
            height=3,
            taken=None,
            dropped=frozenset(),
            is_reencoded=order.preset.longest is not None,
        )

    async def send(
        self, parcel: Parcel, *, before_commit: BeforeCommit, on_progress: OnProgress
    ) -> UploadReply:
        upload = parcel.upload
        async with self._turns.turn(upload.id):
            self._at_hand.add(upload.id)
            self.together.append(frozenset(self._at_hand))
            try:
                return await self._send(upload, before_commit, on_progress)
            finally:
                self._at_hand.discard(upload.id)
                self._fallen.pop(upload.id, None)

    async def _send(
        self, upload: Upload, before_commit: BeforeCommit, on_progress: OnProgress
    ) -> UploadReply:
        content = self._content(upload.id, upload.path)
        fate = self._server.fates.popleft() if self._server.fates else Fate.STORED
        await self._turn()
        if self._server.is_away or fate is Fate.CUT_EARLY:
            raise Unreachable("cut", may_have_run=False)
        if fate is Fate.WORKER_DIES_EARLY or upload.name in self._server.deadly:
            self._fall()
        if (was_alone := self._fallen.get(upload.id)) is not None:
            raise HandsLost(is_to_blame=was_alone)
        on_progress(len(content))
        await before_commit()
        return await asyncio.shield(asyncio.ensure_future(self._leave(upload, content, fate)))

    def _fall(self) -> None:
        """The process ends, and with it all it has at hand whose last piece is still here."""
        blamed = self._turns.fell()
        self._fallen = {each: each == blamed for each in self._at_hand}

    async def thumbnail(self, upload: UploadId, longest: int) -> Picture | None:
        return None

    async def discard(self, uploads: Iterable[UploadId]) -> None:
        await self._turn()
        for each in uploads:
            self._spool.pop(each, None)

    async def leftovers(self) -> frozenset[UploadId]:
        await self._turn()
        return frozenset(self._spool)

    async def close(self) -> None:
        self.is_gone = True

    async def _turn(self) -> None:
        await asyncio.sleep(0)
        if self.is_gone:
            raise HandsLost

    def _content(self, upload: UploadId, source: Path) -> bytes:
        if upload not in self._spool:
            raise refused(source, FileProblem.MISSING)
        return self._spool[upload]

    async def _leave(self, upload: Upload, content: bytes, fate: Fate) -> UploadReply:
        """The last piece has left; nothing can keep the server from what it does."""
        server = self._server
        if server.answers_after:
            await server.clock.sleep(server.answers_after)
        if server.refuses_sign_in or fate is Fate.SIGN_IN:
            raise EnvelopeRefused("forkert adgangskode")
        _turn_away(fate)
        if fate is Fate.REFUSED:
            return self._reply(upload, CommandRefused(upload.way.value, "nej"))
        if fate is Fate.WORKER_DIES_NOT_STORED:
            raise HandsLost(may_have_run=True)
        if fate is Fate.LOST_NOT_STORED:
            raise Unreachable("lost", may_have_run=True)
        if fate is Fate.ANOTHERS:
            return self._reply(upload, _of_another(upload), is_ours=False)
        if fate is Fate.HTML_NOT_STORED:
            raise NotAnEnvelope(Malformed.HTML, 502)
        kept = server.keep(upload, content, fate)
        await asyncio.sleep(0)
        return self._after(upload, kept, fate)

    def _after(self, upload: Upload, kept: Kept, fate: Fate) -> UploadReply:
        """It is stored; who knows what we hear of that."""
        match fate:
            case Fate.LOST_STORED | Fate.RENAMED_AND_LOST:
                raise Unreachable("lost", may_have_run=True)
            case Fate.LATE:
                raise TimedOut(30.0)
            case Fate.HTML_STORED:
                raise NotAnEnvelope(Malformed.HTML, 502)
            case Fate.WORKER_DIES_STORED:
                raise HandsLost(may_have_run=True)
            case Fate.REFUSED_YET_STORED:
                return self._reply(upload, CommandRefused(upload.way.value, "nej"))
        document = self._named(kept, fate)
        is_photo = upload.way is Way.PHOTO
        answer = PhotoAdded(document=document) if is_photo else FileAdded()
        return self._reply(upload, answer, is_ours=fate is not Fate.NOT_OURS)

    def _named(self, kept: Kept, fate: Fate) -> Document | None:
        if fate in (Fate.HIDDEN, Fate.UNNAMED):
            return None
        if fate is Fate.MISNAMED:
            kept = next(each for each in self._server.kept if each.customer == kept.customer)
        return _document(kept)

    def _reply(
        self,
        upload: Upload,
        answer: FileAdded | PhotoAdded | ServerError,
        *,
        is_ours: bool = True,
    ) -> UploadReply:
        customer = upload.customer_id
        is_listed = upload.way is Way.FILE and customer not in self._server.unlisted
        return UploadReply(
            is_ours=is_ours,
            answer=answer,
            listing=self._server.listing(customer) if is_listed else None,
        )


def _turn_away(fate: Fate) -> None:
    """What answers before the API does."""
    if fate is Fate.TOO_LARGE:
        raise TooLargeForServer
    if fate is Fate.ASKED_TO_WAIT:
        raise AskedToWait(seconds=7.0)


def _of_another(upload: Upload) -> FileAdded | PhotoAdded:
    document = Document({"id": _NOBODYS, "title": upload.title, "filename": upload.name})
    return PhotoAdded(document=document) if upload.way is Way.PHOTO else FileAdded()


def _read(source: Path) -> bytes:
    if not source.exists():
        raise refused(source, FileProblem.MISSING)
    return source.read_bytes()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
