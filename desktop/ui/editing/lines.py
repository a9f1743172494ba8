"""The lines of what is not sent yet, and their columns."""

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.drafts import Draft
from desktop.domain.ids import CustomerId
from desktop.ui.editing import words
from desktop.ui.formats import Format
from desktop.ui.panes.columns import Column, Mark, Tone
from desktop.ui.panes.model import RecordTable
from desktop.ui.texts import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsentLine:
    """A draft, or a save that waits; `parent` is what the one above a new customer is called."""

    draft: Draft
    parent: str = ""

    @property
    def place(self) -> tuple[CustomerId, bool]:
        """A customer may have both, so that tells them apart."""
        return self.draft.customer, self.is_draft

    @property
    def is_draft(self) -> bool:
        return self.draft.state.value == "draft"

    @property
    def at(self) -> datetime:
        return self.draft.at

    @property
    def name(self) -> str:
        name = words.name_of(self.draft)
        return tr("unsent.below", name=name, parent=self.parent) if self.parent else name


def table_model() -> RecordTable[UnsentLine]:
    return RecordTable(_columns(), key=lambda line: line.place, mark=_mark)


def _columns() -> tuple[Column[UnsentLine], ...]:
    return (
        Column(key="customer", title=tr("unsent.customer"), value=lambda line: line.name, width=26),
        Column(
            key="fields",
            title=tr("unsent.fields"),
            value=lambda line: words.fields_of(line.draft),
            width=22,
        ),
        Column(
            key="state",
            title=tr("unsent.state"),
            value=lambda line: words.state_words(line.draft),
            width=30,
        ),
        Column(
            key="at",
            title=tr("unsent.at"),
            value=lambda line: line.at,
            format=Format.MOMENT,
            width=17,
        ),
    )


def _mark(line: UnsentLine) -> Mark:
    tone = Tone.WARNING if words.waits_for_user(line.draft) else Tone.PLAIN
    return Mark(tone=tone, only=frozenset({"state"}))
