"""The documents of one customer: read, shown, and where files are let go."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QPoint, QRect, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.answers import KeptListing, Listing
from desktop.domain.errors import AppError, TimedOut, Unreachable
from desktop.domain.ids import DocumentId
from desktop.domain.records import Document
from desktop.services.changes import Change, Subject
from desktop.services.documents import Documents
from desktop.services.kept_first import kept_first
from desktop.services.pictures import Pictures
from desktop.ui.around import Around
from desktop.ui.notice import Severity
from desktop.ui.opening import Hand, open_outside
from desktop.ui.panes.document_bar import DocumentBar
from desktop.ui.panes.document_browser import DocumentBrowser
from desktop.ui.panes.document_columns import web_address
from desktop.ui.panes.document_foot import DocumentFoot
from desktop.ui.panes.document_grid import LONGEST
from desktop.ui.panes.document_list import Look
from desktop.ui.panes.pace import Pace
from desktop.ui.panes.pane import Pane
from desktop.ui.panes.record_sheet import open_sheet
from desktop.ui.panes.thumbnails import Thumbnails
from desktop.ui.selection import Aim, Selected
from desktop.ui.texts import tr
from desktop.ui.uploads.drop import DropZone, Spot

_FRESH_FOR_MS = 10_000


class DocumentsPane(Pane):
    """Folders on the left, their documents on the right; files dropped here go to the folder.

    Signals:
        files_dropped: Files were dropped on the documents (FilesDropped).
        add_files_asked: Files are to be chosen for the folder (its path, "" for none).
        paste_asked: The clipboard is to be added to the folder (its path, "" for none).
    """

    files_dropped = Signal(object)
    add_files_asked = Signal(str)
    paste_asked = Signal(str)

    def __init__(
        self,
        *,
        documents: Documents,
        pictures: Pictures,
        around: Around,
        open_url: Hand | None = None,
    ) -> None:
        report = around.messages.report
        thumbnails = Thumbnails(pictures=pictures, longest=LONGEST, report=report)
        browser, foot, bar = DocumentBrowser(thumbnails), DocumentFoot(), DocumentBar()
        super().__init__(_content(browser, foot), name="documents", around=around)
        self._documents, self._thumbnails, self._open_url = documents, thumbnails, open_url
        self._browser, self._foot, self._bar = browser, foot, bar
        self._listing = self._baseline = Listing(documents=())
        self._is_known = self._is_shelf_read = False
        self._fresh: frozenset[DocumentId] = frozenset()
        self._pace, self._wants_thumbnails = Pace(self), False
        self._fresh_for = QTimer(self, singleShot=True, interval=_FRESH_FOR_MS)
        self._layout.insertWidget(0, bar)
        self._aim: Callable[[], Aim | None] = lambda: None
        self._drops = DropZone(self, spot=self._spot)
        self._connect()
        self._show_as(Look.ICONS)

    def know_aim(self, aim: Callable[[], Aim | None]) -> None:
        """Ask *aim* what there is to say of the customer while files are over the documents."""
        self._aim = aim

    @property
    def folder(self) -> str:
        """Where files that are added now go; "" for no folder."""
        return self._browser.folder

    def stop(self) -> None:
        super().stop()
        self._thumbnails.stop()
        self._pace.forget()
        self._fresh_for.stop()

    def state(self) -> dict[str, object]:
        return {
            "table": self._browser.list.layout_state(),
            "look": self._browser.list.look.value,
            "folders": self._browser.sizes(),
        }

    def restore(self, state: Mapping[str, object]) -> None:
        if isinstance(table := state.get("table"), Mapping):
            self._browser.list.restore_layout(table)
        self._show_as(Look.DETAILS if state.get("look") == Look.DETAILS.value else Look.ICONS)
        sizes = state.get("folders")
        if isinstance(sizes, list) and all(isinstance(size, int) for size in sizes):
            self._browser.setSizes(sizes)

    # --- reading ------------------------------------------------------------------------------

    async def _load(self, selected: Selected) -> None:
        self._pace.note_reading()
        mine, id_ = self._documents, selected.id
        self._put_fresh(await kept_first(mine.kept(id_), mine.listing(id_), self._put_kept))

    def _put_kept(self, kept: KeptListing) -> None:
        """What the server sent the last time, until it answers."""
        if not self._is_known:
            self._put(kept.listing, at=kept.at)

    def _put_fresh(self, listing: Listing) -> None:
        self._thumbnails.ask_again(_changed(self._listing, listing))
        if not self._is_known:
            self._baseline, self._is_known = listing, True
        self._put(listing, at=datetime.now(UTC))
        # Photos of one drop come one after the other; each stays new beside the next.
        self._mark(_changed(self._baseline, listing))
        self._sum_up()
        if self._wants_thumbnails:
            self._ask_thumbnails()

    def _put(self, listing: Listing, *, at: datetime) -> None:
        self._listing = listing
        self._browser.put(listing)
        self._sum_up()
        is_empty = not (listing.documents or listing.folders)
        empty = tr("panes.documents.none") if is_empty else ""
        self._show(empty=empty, at=at, is_mirrored=False)

    def _forget(self) -> None:
        self._listing, self._is_known = Listing(documents=()), False
        self._is_shelf_read = False
        self._pace.forget()
        self._wants_thumbnails = False
        self._mark(frozenset())
        self._thumbnails.forget()
        self._browser.forget()
        self._sum_up()

    def _ask_thumbnails(self) -> None:
        """What is kept at once; then the server, once no more documents are coming.

        For all thumbnails come each time.
        """
        may_ask = self._is_known and self._pace.is_settled
        self._wants_thumbnails = not may_ask
        if self.selected is None:
            return
        if not self._is_shelf_read:
            self._is_shelf_read = True
            self._tasks.start("thumbnails", self._load_kept_thumbnails(self.selected))
        elif may_ask:
            self._tasks.start("thumbnails", self._load_thumbnails(self.selected))

    async def _load_kept_thumbnails(self, selected: Selected) -> None:
        before = self._listing
        wires = await self._documents.kept_thumbnails(selected.id)
        outdated = _changed(before, self._listing)
        self._thumbnails.put({key: wires[key] for key in wires if key not in outdated})
        if all(document.id in wires for document in self._listing.documents):
            self._wants_thumbnails = False
        else:
            self._ask_thumbnails()

    async def _load_thumbnails(self, selected: Selected) -> None:
        try:
            wires = await self._documents.thumbnails(selected.id)
        except (Unreachable, TimedOut):
            # That there is no connection stands at the foot.
            self._wants_thumbnails = True
        except AppError as error:
            # The documents are there all the same; their kinds are painted instead.
            self._messages.report(error)
        else:
            self._thumbnails.put(wires)

    def _note(self, change: Change) -> None:
        if change.subject is not Subject.DOCUMENTS or not any(map(self._is_of, change.ids)):
            return
        if change.cause == "upload":
            self._pace.note_change()
        else:
            self._refresh()

    def _settle(self) -> None:
        if self._wants_thumbnails:
            self._ask_thumbnails()

    # --- showing ------------------------------------------------------------------------------

    def _mark(self, fresh: frozenset[DocumentId]) -> None:
        """Let new documents stand out for a while, from when the last of them came."""
        if not fresh:
            self._fresh_for.stop()
        elif fresh != self._fresh:
            self._fresh_for.start()
        self._fresh = fresh
        self._browser.list.mark_fresh(fresh)

    def _unmark(self) -> None:
        self._baseline = self._listing
        self._mark(frozenset())
        self._sum_up()

    def _show_as(self, look: Look) -> None:
        self._browser.list.show_as(look)
        self._bar.show_look(look)

    def _sum_up(self) -> None:
        self._foot.say(
            self._browser.shown,
            self._browser.list.chosen(),
            new=len(self._fresh),
            set_aside=self._listing.set_aside,
        )

    # --- what the user does -------------------------------------------------------------------

    def _connect(self) -> None:
        self._fresh_for.timeout.connect(self._unmark)
        self._pace.due.connect(self._refresh)
        self._pace.settled.connect(self._settle)
        self._drops.files_dropped.connect(self.files_dropped)
        self._drops.refused.connect(self._messages.report)
        self._thumbnails.wanted.connect(self._ask_thumbnails)
        self._bar.add_asked.connect(lambda: self.add_files_asked.emit(self.folder))
        self._bar.paste_asked.connect(lambda: self.paste_asked.emit(self.folder))
        self._bar.look_asked.connect(self._show_as)
        self._bar.sorting_asked.connect(self._browser.list.sort)
        self._browser.list.sorting_changed.connect(self._bar.show_sorting)
        self._browser.list.document_chosen.connect(self._open)
        self._browser.list.selection_changed.connect(self._sum_up)
        self._browser.folder_changed.connect(self._sum_up)
        self._foot.open_asked.connect(self._open_chosen)
        self._foot.fields_asked.connect(self._show_fields)

    def _spot(self, at: QPoint) -> Spot | None:
        """The folder below the pointer, or the chosen one."""
        if self.selected is None:
            return None
        aim = self._aim()
        if aim is None or aim.target.id != self.selected.id:
            aim = Aim(target=self.selected.target)
        found = self._browser.folder_at(self._browser.mapFrom(self, at))
        if found is None:
            return Spot(aim=replace(aim, folder=self.folder))
        folder, row = found
        area = QRect(self._browser.mapTo(self, row.topLeft()), row.size())
        return Spot(aim=replace(aim, folder=folder), area=area)

    def _open_chosen(self) -> None:
        for document in self._browser.list.chosen()[:1]:
            self._open(document)

    def _open(self, document: Document) -> None:
        """In the browser where there is an address; else show what there is to know."""
        if not (url := web_address(document)):
            open_sheet(document, title=document.label, parent=self)
        elif words := open_outside(url, self._open_url):
            self._messages.say(words, severity=Severity.WARNING)

    def _show_fields(self) -> None:
        for document in self._browser.list.chosen()[:1]:
            open_sheet(document, title=document.label, parent=self)


def _changed(before: Listing, now: Listing) -> frozenset[DocumentId]:
    """The documents that are new or not what they were."""
    known = {document.id: document for document in before.documents}
    return frozenset(each.id for each in now.documents if known.get(each.id) != each)


def _content(browser: QWidget, foot: QWidget) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(8, 8, 8, 8)
    layout.setSpacing(8)
    layout.addWidget(browser, 1)
    layout.addWidget(foot)
    return page
