"""The workspace of one session: tree, card and transfers, and what ties them together."""

import asyncio

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.ids import NO_CUSTOMER
from desktop.services.session import Session
from desktop.support.settings import Section, Settings
from desktop.ui.actions import Actions, Needs
from desktop.ui.adding import Adding
from desktop.ui.around import Around
from desktop.ui.arrangement import arrange
from desktop.ui.at_hand import AtHand, Place
from desktop.ui.beside import Beside
from desktop.ui.bulk.parts import BulkParts
from desktop.ui.card_parts import CardParts
from desktop.ui.dialogs.new_means import Site
from desktop.ui.editing.windows import EditingWindows
from desktop.ui.errands import Errands
from desktop.ui.following import Following
from desktop.ui.forms.details import DetailsPane
from desktop.ui.going import Going
from desktop.ui.local_copy import LocalCopy
from desktop.ui.looking import Looking
from desktop.ui.messages import Messages
from desktop.ui.moving.commands import CustomerCommands
from desktop.ui.pinning import Pinning
from desktop.ui.search.finder import Finder
from desktop.ui.search.means import means_of
from desktop.ui.selection import Selected
from desktop.ui.status_bar import StatusBar
from desktop.ui.tasks import Tasks
from desktop.ui.telling import Telling
from desktop.ui.texts import tr
from desktop.ui.tree.panel import TreePanel
from desktop.ui.tree.pending import PendingReads
from desktop.ui.upload_parts import UploadParts

_SECTION = "workspace"
_IN_HEADER = ("move", "close_customer", "block_customer")
"""The commands that are at hand beside the customer's name too."""
_TICKED = ("transfers", "filter_tree", "pin")


class Workspace(QWidget):
    """Arranges the parts, and leads what one asks to the one that can.

    Signals:
        titled: What the window's title should be (str).
    """

    titled = Signal(str)

    def __init__(
        self,
        *,
        session: Session,
        actions: Actions,
        messages: Messages,
        status: StatusBar,
        settings: Settings,
    ) -> None:
        super().__init__()
        self._session, self._actions, self._messages = session, actions, messages
        self._settings = settings
        self._tasks = Tasks(messages.report)
        self._make_parts()
        self._make_followers()
        self._make_helpers(status)
        self._splitters = arrange(self, self.finder, self.card, self.beside, self.transfers)
        self._bulk.show_above(self)
        self._undo: list[object] = []
        self._connect_parts()
        self._connect_actions()

    def start(self) -> None:
        """Show what was shown the last time, and begin to read."""
        state = self._settings.get(_SECTION)
        for name, splitter in self._splitters.items():
            sizes = state.get(name)
            if isinstance(sizes, list) and all(isinstance(size, int) for size in sizes):
                splitter.setSizes(sizes)
        self.tabs.restore(_section(state, "tabs"))
        self.card.show_tab(str(state.get("tab", "")))
        self.beside.restore(_section(state, "beside"))
        self.transfers.restore(_section(state, "transfers_columns"))
        uploads = self._session.uploads
        is_waiting = uploads.unfinished_count > 0 or uploads.pause is not None
        self._actions["transfers"].setChecked(is_waiting or bool(state.get("transfers")))
        self.tree.restore(self._session.memory.get("tree"))
        self._session.sync.start()
        self._session.uploads.start()
        self._session.choices.start()
        self.tree.start()
        self.finder.start()
        self._tasks.start("lists", self._read_lists())
        self._telling.start()
        self._editing.start()
        self._allow_actions()

    def stop(self) -> None:
        """Remember how everything looked and end all reads; what writes is the session's."""
        self._settings.put(_SECTION, self._state())
        self._session.memory.put("tree", self.tree.state())
        self._telling.stop()
        self._editing.stop()
        self._bulk.stop()
        for connection in self._undo:
            self.disconnect(connection)  # type: ignore[call-overload]  # a connection's handle
        # They outlive this; ticked already, they would show the next one nothing.
        for key in _TICKED:
            self._actions[key].setChecked(False)
        self._going.stop()
        self._following.stop()
        self._tasks.stop()
        self._errands.stop()
        self._commands.stop()
        self._pinning.stop()
        self._local_copy.stop()
        self._looking.stop()
        self.finder.stop()
        self.tree.stop()
        self.card.stop()
        self.beside.stop()
        self._uploads.stop()

    async def may_leave(self, *, is_demo: bool = False) -> bool:
        """Whether the user lets this end: nothing typed is lost, no upload forgotten.

        Of a demo nothing is kept, so there all of it is one question.
        """
        if is_demo:
            is_unsaved = self.details.is_dirty or self.beside.is_dirty or self._bulk.is_unsent
            return await self._editing.may_end_demo(is_unsaved=is_unsaved)
        return (
            await self._uploads.may_leave()
            and await self._errands.may_leave()
            and await self._bulk.may_leave()
            and await self.details.may_leave()
            and await self.beside.may_leave()
            # What a form has just saved may wait from now on.
            and await self._editing.may_leave()
        )

    # --- parts --------------------------------------------------------------------------------

    def _make_parts(self) -> None:
        session, messages = self._session, self._messages
        around = self._around = Around(
            changes=session.changes,
            connection=session.connection,
            messages=messages,
            copy=lambda: session.sync.state,
        )
        self.tree = TreePanel(
            browse=session.browse,
            lists=session.lists,
            marks=session.marks,
            changes=session.changes,
            messages=messages,
            pending=PendingReads(session),
        )
        finding = means_of(session)
        self.finder = Finder(tree=self.tree, means=finding, messages=messages)
        parts = self._parts = CardParts(session=session, around=around)
        self.card, self.details, self.tabs = parts.card, parts.details, parts.tabs
        self.beside = Beside(session=session, around=around)
        self._uploads = UploadParts(
            session=session, messages=messages, finding=finding, window=self
        )
        self.transfers = self._uploads.dock
        self._looking = Looking(marks=session.marks, update=session.sync.update_if_older)

    def _make_followers(self) -> None:
        """What knows who is looked at, and leads elsewhere."""
        session, messages = self._session, self._messages
        self._following = Following(
            session=session,
            tree=self.tree,
            card=self.card,
            details=self.details,
            report=messages.report,
        )
        self._at_hand = AtHand(
            following=self._following,
            finder=self.finder,
            card=self.card,
            beside=self.beside,
            workspace=self,
        )
        self._going = Going(
            at_hand=self._at_hand,
            following=self._following,
            finder=self.finder,
            tree=self.tree,
            beside=self.beside,
            details=self.details,
            report=messages.report,
        )

    def _make_helpers(self, status: StatusBar) -> None:
        """What opens dialogs and tells of what happens."""
        session, messages = self._session, self._messages
        self._errands = Errands(session=session, around=self._around, window=self)
        search = self.finder.search_for
        self._telling = Telling(session=session, messages=messages, status=status, search=search)
        self._editing = EditingWindows(
            session=session, messages=messages, status=status, window=self
        )
        self._local_copy = LocalCopy(session=session, messages=messages, status=status, window=self)
        self._commands = CustomerCommands(
            session=session, errands=self._errands, tree=self.tree, messages=messages
        )
        self._adding = Adding(
            self._errands,
            whom=lambda: self._at_hand.whom,
            selected=lambda: self.card.selected,
        )
        self._pinning = Pinning(
            marks=session.marks,
            changes=session.changes,
            at_hand=self._at_hand,
            tick=self._actions["pin"].setChecked,
            messages=messages,
        )
        self._bulk = BulkParts(session=session, messages=messages, window=self)

    def _connect_parts(self) -> None:
        self._following.changed.connect(self._show_changed)
        self._at_hand.changed.connect(self._allow_actions)
        self.card.edit_asked.connect(lambda new: self._commands.about("edit_new", new))
        self.tree.new_customer_asked.connect(self._new_customer)
        self._bulk.hear(self.tree, self._parts, self.beside)
        self._parts.tab_hidden.connect(self._messages.say)
        self._parts.add_files_asked.connect(self._adding.choose)
        self._parts.paste_asked.connect(self._adding.paste)
        self.beside.files_wanted.connect(self._adding.choose_for)
        self.beside.paste_wanted.connect(self._adding.paste_for)
        self._errands.files_chosen.connect(self._uploads.receive)
        self._uploads.taken.connect(lambda: self._actions["transfers"].setChecked(True))
        for form in (self._parts, self.beside):
            form.dirty_changed.connect(self._allow_actions)
        for source in (self.tree, self._parts, self.beside):
            source.files_dropped.connect(self._uploads.receive)
        self._editing.draft_asked.connect(self._commands.go_on)
        parts = (self._parts, self.beside, self._uploads, self._errands, self._editing, self._bulk)
        for asker in parts:
            asker.customer_asked.connect(self._going.go_to)
        self._errands.created.connect(self._going.lead_to)

    def _connect_actions(self) -> None:
        wiring = {
            "new_top": lambda: self._new_customer(None),
            "new_child": self._new_below,
            **self._commands.wiring(lambda: self._at_hand.customer),
            "pin": self._pinning.toggle,
            "add_files": self._adding.choose_at_hand,
            "paste_files": self._paste,
            "save": lambda: self._form().save(),
            "revert": lambda: self._form().revert(),
            "find": self.finder.focus_search,
            "refresh": self._refresh,
            "refresh_all": self._refresh_all,
            "expand_branch": self.tree.expand_branch,
            "parent": self._going.go_to_parent,
            "beside": self._going.open_beside,
            "mark_branch_seen": self._mark_branch_seen,
            "mark_all_seen": lambda: self._session.marks.mark_branch_seen(NO_CUSTOMER),
            "check_copy": self._local_copy.check,
            "rebuild_copy": self._local_copy.rebuild,
            "expiring": self._errands.show_expiring,
            "bulk": self._change_several,
            "import": self._errands.show_import,
            "unsent": self._editing.show_unsent,
            "rules": self._editing.show_rules,
            "review": self._uploads.review,
            "ledger": self._uploads.show_ledger,
            "upload_settings": self._uploads.show_settings,
        }
        for key, slot in wiring.items():
            self._undo.append(self._actions[key].triggered.connect(lambda _=False, s=slot: s()))
        self._undo.append(self._actions["transfers"].toggled.connect(self.transfers.setVisible))
        narrow = self._actions["filter_tree"]
        self._undo.append(narrow.toggled.connect(self.finder.set_narrowing))
        self.finder.narrowing_changed.connect(narrow.setChecked)
        self.card.header.offer([self._actions[key] for key in _IN_HEADER])

    def _show_changed(self) -> None:
        """The window is about another customer now."""
        chosen = self._following.chosen
        self._looking.look_at(self._following.selected)
        name = (chosen.name or tr("tree.new_nameless")) if chosen is not None else ""
        self.titled.emit(tr("app.title", customer=name) if name else tr("app.name"))

    def _form(self) -> DetailsPane | Beside:
        """The form that commands mean: beside where the keyboard is there, else the card's."""
        return self.beside if self._at_hand.place is Place.BESIDE else self.details

    # --- doing --------------------------------------------------------------------------------

    def _new_customer(self, parent: Selected | None) -> None:
        self._errands.new_customer(Site(parent=parent))

    def _new_below(self) -> None:
        if (customer := self._at_hand.customer) is not None:
            self._new_customer(customer)

    def _change_several(self) -> None:
        """Those chosen in the tree together, where the keyboard is; else one and its branch."""
        is_in_tree = self._at_hand.place is Place.TREE
        self._bulk.change(self.tree.chosen if is_in_tree else (), self._at_hand.customer)

    def _paste(self) -> None:
        """Into the folder that is looked at, of who has the keyboard."""
        customer, shown = self._at_hand.customer, self.card.selected
        if self._at_hand.place is Place.BESIDE:
            self.beside.paste()
        elif customer is not None and shown is not None and customer.id == shown.id:
            self._parts.paste()
        else:
            # The card may still show the one before.
            self._adding.paste_at_hand()

    def _mark_branch_seen(self) -> None:
        if (customer := self._at_hand.customer) is not None:
            self._session.marks.mark_branch_seen(customer.id)

    def _refresh(self) -> None:
        """What changed since the last time, and what is looked at."""
        self._session.sync.update()
        self._reload_cards()

    def _refresh_all(self) -> None:
        """Everything anew, the short lists too."""
        self._session.sync.update(whole=True)
        self._reload_cards()

    def _reload_cards(self) -> None:
        self.card.reload()
        self.beside.reload()
        self._tasks.start("lists", self._read_lists())

    async def _read_lists(self) -> None:
        await asyncio.gather(self._session.lists.load(), self._session.feeds.learn_refused())

    # --- remembering --------------------------------------------------------------------------

    def _allow_actions(self) -> None:
        place, is_taker = self._at_hand.place, self._adding.taker is not None
        is_customer = self._at_hand.customer is not None
        there = {
            Needs.NOTHING: True,
            Needs.SESSION: True,
            Needs.CUSTOMER: is_customer,
            Needs.IN_TREE: is_customer and place is Place.TREE,
            Needs.ELSEWHERE: is_customer and place is not Place.BESIDE,
            Needs.TAKER: is_taker,
            Needs.PASTER: is_taker and place is not Place.RESULTS,
            Needs.CHANGES: self._form().is_dirty,
        }
        self._actions.allow(frozenset(need for need, is_met in there.items() if is_met))

    def _floors(self) -> object:
        """The heights, which a hidden dock does not have; then those of the last time."""
        if self.transfers.isVisible():
            return self._splitters["floors"].sizes()
        return self._settings.get(_SECTION).get("floors")

    def _state(self) -> dict[str, object]:
        return {
            "sides": self._splitters["sides"].sizes(),
            "floors": self._floors(),
            "tabs": self.tabs.state(),
            "tab": self.card.visible_tab,
            "beside": self.beside.state(),
            "transfers": self._actions["transfers"].isChecked(),
            "transfers_columns": self.transfers.state(),
        }


def _section(state: Section, key: str) -> Section:
    """A part of what is remembered; empty where it is not of that shape."""
    found = state.get(key)
    return found if isinstance(found, dict) else {}
