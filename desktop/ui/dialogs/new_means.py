"""What the sheet for a new customer is given: services, and where the customer is to be."""

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.domain import edits
from desktop.domain.drafts import Draft, DraftState
from desktop.domain.edits import customer_field
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.values import Value
from desktop.services.editing.choices import Choices
from desktop.services.editing.drafts import Drafts
from desktop.services.editing.likely import Likely
from desktop.services.editing.queue import Queue
from desktop.services.editing.rules import Rules
from desktop.services.edits import Edits
from desktop.services.lists import Lists
from desktop.services.session import Session
from desktop.ui.selection import Selected
from desktop.ui.texts import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMeans:
    """The services of one account that creating a customer takes."""

    edits: Edits
    queue: Queue
    drafts: Drafts
    likely: Likely
    lists: Lists
    rules: Rules | None = None
    choices: Choices | None = None


def new_means(session: Session) -> NewMeans:
    return NewMeans(
        edits=session.edits,
        queue=session.queue,
        drafts=session.drafts,
        likely=session.likely,
        lists=session.lists,
        rules=session.rules,
        choices=session.choices,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Below whom, or beside whom, or which one of another day.

    `parent` is None at the top, or where only a draft tells the id; `beside` is whom it is like.
    `kept` is what was typed since of a `draft` that waits.
    """

    parent: Selected | None = None
    beside: Selected | None = None
    draft: Draft | None = None
    kept: Draft | None = None

    @property
    def shown(self) -> Draft | None:
        """What was typed last of one of another day."""
        return self.kept or self.draft

    @property
    def parent_id(self) -> CustomerId:
        if self.draft is not None:
            return self.draft.parent or NO_CUSTOMER
        if self.beside is not None:
            return self.beside.parent_id
        return NO_CUSTOMER if self.parent is None else self.parent.id

    @property
    def is_waiting(self) -> bool:
        """Whether it was stored before, and waits for the connection or for the user."""
        return self.draft is not None and self.draft.state is not DraftState.DRAFT

    @property
    def waiting(self) -> Mapping[str, Value]:
        """The fields that were stored before; what is emptied of them since is to be told too."""
        return self.draft.mine if self.draft is not None and self.is_waiting else {}

    @property
    def words(self) -> str:
        """Where it is to be."""
        if self.beside is not None:
            return tr("newcustomer.beside", name=_name(self.beside))
        if self.parent is not None:
            return tr("newcustomer.under", name=_name(self.parent))
        if self.parent_id != NO_CUSTOMER:
            return tr("newcustomer.under", name=f"#{self.parent_id}")
        return tr("newcustomer.at_the_top")


def _name(customer: Selected) -> str:
    return customer.name or f"#{customer.id}"


def holds_all(draft: Draft, values: Mapping[str, Value], typed: Mapping[str, str]) -> bool:
    """Whether *draft* has just what is filled in and typed; what it has emptied is in neither."""
    filled = {n: v for n, v in draft.mine.items() if edits.is_said(customer_field(n), v)}
    shown = {name: text for name, text in draft.typed.items() if name not in draft.gone}
    return (dict(values), dict(typed)) == (filled, shown)


def said_of(draft: Draft) -> str:
    """What its user should know before going on with it; empty for nothing."""
    if draft.words or draft.problem:
        words = draft.words or tr("newcustomer.refused")
        return tr("newcustomer.refused_because", words=words)
    texts = "; ".join(f"{name}: “{text}”" for name, text in draft.gone.items())
    return tr("newcustomer.field_gone", texts=texts) if texts else ""
