"""The tabs of the card, in order, made for one session."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop.services.feeds import Feed
from desktop.services.session import Session
from desktop.ui.around import Around
from desktop.ui.panes.changes import ChangesPane
from desktop.ui.panes.depot import DepotPane
from desktop.ui.panes.documents import DocumentsPane
from desktop.ui.panes.pane import Pane
from desktop.ui.panes.procedures import ProceduresPane
from desktop.ui.panes.related import RelatedPane
from desktop.ui.panes.roles import RolesPane
from desktop.ui.panes.subscriptions import SubscriptionsPane

CHANGES = "changes"
"""The key of the tab that tells what changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A pane under its key (its title is `card.tab.<key>`), and the feed it lives on, if any."""

    key: str
    pane: Pane
    feed: Feed | None = None


class Tabs:
    """All tabs but the details, which are a form."""

    def __init__(self, *, session: Session, around: Around) -> None:
        browse, lists, feeds = session.browse, session.lists, session.feeds
        self.documents = DocumentsPane(
            documents=session.documents, pictures=session.pictures, around=around
        )
        self.related = RelatedPane(
            browse=browse, lists=lists, around=around, whole=session.bulk.customers
        )
        subscriptions = SubscriptionsPane(subscriptions=session.subscriptions, around=around)
        roles = RolesPane(browse=browse, lists=lists, around=around)
        procedures = ProceduresPane(feeds=feeds, around=around)
        depot = DepotPane(feeds=feeds, around=around)
        self.all = (
            Tab(key="documents", pane=self.documents),
            Tab(key="subscriptions", pane=subscriptions),
            Tab(key="roles", pane=roles),
            Tab(key="related", pane=self.related),
            Tab(key="procedures", pane=procedures, feed=Feed.PROCEDURES),
            Tab(key="depot", pane=depot, feed=Feed.DEPOT_LINES),
            Tab(key=CHANGES, pane=_changes(session, around)),
        )

    def state(self) -> dict[str, Any]:
        """Columns, sorting and splitters of all tabs, for the settings."""
        return {tab.key: tab.pane.state() for tab in self.all}

    def restore(self, state: Mapping[str, Any]) -> None:
        for tab in self.all:
            found = state.get(tab.key)
            tab.pane.restore(found if isinstance(found, dict) else {})


def _changes(session: Session, around: Around) -> ChangesPane:
    return ChangesPane(
        marks=session.marks,
        browse=session.browse,
        lists=session.lists,
        choices=session.choices,
        edits=session.edits,
        around=around,
    )
