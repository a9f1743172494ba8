"""One customer card with its form and its tabs, tied together."""

from PySide6.QtCore import QObject, Signal

from desktop.services.session import Session
from desktop.ui.around import Around
from desktop.ui.forms.details import DetailsPane
from desktop.ui.forms.means import FormMeans
from desktop.ui.forms.unverified import Unverified
from desktop.ui.panes.card import CustomerCard
from desktop.ui.panes.tabs import Tabs
from desktop.ui.search.means import means_of


class CardParts(QObject):
    """Makes a card, and gathers what its parts ask for.

    Signals:
        customer_asked: The user wants to go to another customer (CustomerId).
        files_dropped: Files were let go over a part of it (FilesDropped).
        add_files_asked: The user wants to choose files for a folder of the customer's (str).
        paste_asked: What is on the clipboard is to go to that folder (str).
        several_asked: The user wants to change fields of these (tuple of CustomerId).
        dirty_changed: There are unsaved changes now, or none (bool).
        tab_hidden: A feed was refused, so its tab went; a sentence says why (str).

    Attributes:
        card: What is to be shown; the others are parts of it.
    """

    customer_asked = Signal(object)
    files_dropped = Signal(object)
    add_files_asked = Signal(str)
    paste_asked = Signal(str)
    several_asked = Signal(object)
    dirty_changed = Signal(bool)
    tab_hidden = Signal(str)

    def __init__(self, *, session: Session, around: Around) -> None:
        super().__init__()
        self.details = DetailsPane(means=_form_means(session), around=around)
        self.tabs = Tabs(session=session, around=around)
        self.card = CustomerCard(
            browse=session.browse,
            lists=session.lists,
            feeds=session.feeds,
            marks=session.marks,
            around=around,
            details=self.details,
            tabs=self.tabs.all,
        )
        self._connect()

    def paste(self) -> None:
        """Have the clipboard added: to the folder that is looked at, where the documents are."""
        documents = self.tabs.documents
        is_in_front = self.card.visible_tab == documents.objectName()
        self.paste_asked.emit(documents.folder if is_in_front else "")

    def _connect(self) -> None:
        card, details, tabs = self.card, self.details, self.tabs
        tabs.documents.know_aim(lambda: card.aim)
        for asked in (card.customer_asked, details.customer_asked, tabs.related.customer_asked):
            asked.connect(self.customer_asked)
        for dropped in (card.files_dropped, tabs.documents.files_dropped):
            dropped.connect(self.files_dropped)
        tabs.related.several_asked.connect(self.several_asked)
        details.retry_asked.connect(card.reload)
        details.dirty_changed.connect(self.dirty_changed)
        card.tab_hidden.connect(self.tab_hidden)
        tabs.documents.add_files_asked.connect(self.add_files_asked)
        tabs.documents.paste_asked.connect(self.paste_asked)


def _form_means(session: Session) -> FormMeans:
    return FormMeans(
        edits=session.edits,
        queue=session.queue,
        drafts=session.drafts,
        lists=session.lists,
        moving=session.moving,
        finding=means_of(session),
        rules=session.rules,
        choices=session.choices,
        kept=session.browse.kept,
        unverified=Unverified(session.memory),
    )
