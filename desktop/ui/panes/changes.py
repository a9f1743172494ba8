"""What was seen to change on one customer, field by field."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt

from desktop.domain.catalogue import CUSTOMER
from desktop.domain.fields import Choice, Field
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.domain.sync import FieldChange
from desktop.services.browse import Browse
from desktop.services.changes import Change, Subject
from desktop.services.lists import Lists
from desktop.services.marks import Marks
from desktop.ui.around import Around
from desktop.ui.formats import Format, one_line
from desktop.ui.forms.words import in_a_sentence
from desktop.ui.labels import label_of
from desktop.ui.panes.columns import Column, Mark, Tone
from desktop.ui.panes.model import RecordTable
from desktop.ui.panes.table import RecordView
from desktop.ui.panes.table_pane import TablePane
from desktop.ui.selection import Selected
from desktop.ui.texts import tr
from desktop.ui.unknown import wire_text

_FIELDS: Mapping[str, Field] = {name: field for field in CUSTOMER for name in field.names}
_COMPANIONS = {field.text_field: field.name for field in CUSTOMER if field.text_field}
_PARENT = "parentcust"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """One field that changed, in words; `place` tells lines apart."""

    place: int
    at: datetime
    field: str
    before: str
    after: str
    is_own: bool


class ChangesPane(TablePane[ChangeLine]):
    """The last thirty days, the newest first; seen changes of colleagues stand out."""

    def __init__(self, *, marks: Marks, browse: Browse, lists: Lists, around: Around) -> None:
        model = RecordTable(_columns(), key=lambda line: line.place, mark=_mark)
        table = RecordView(
            model, name="changes_table", title=tr("panes.changes.table"), grows="after"
        )
        super().__init__(table, name="changes", around=around)
        self._marks, self._browse, self._lists = marks, browse, lists
        table.sortByColumn(model.column_of("at"), Qt.SortOrder.DescendingOrder)

    async def _load(self, selected: Selected) -> None:
        found = await self._marks.changes_of(selected.id)
        parents = await self._browse.rows(_parents_in(found))
        names = {row.id: row.name for row in parents}
        self._table.put(change_lines(found, self._lists, names))
        self._show(empty="" if found else tr("panes.changes.none"), is_mirrored=True)

    def _note(self, change: Change) -> None:
        if self.selected is None:
            return
        if change.subject is Subject.CUSTOMERS and self._concerns(change):
            self._refresh_for(change)
        elif change.subject in {Subject.MARKS, Subject.LISTS}:
            self._refresh()


def change_lines(
    found: Sequence[FieldChange], lists: Lists, names: Mapping[CustomerId, str]
) -> list[ChangeLine]:
    """*found* in words; the id of a user or a type is told by its text, where that came along."""
    told = {(each.at, each.field): each for each in found}
    lines: list[ChangeLine] = []
    for each in found:
        owner = _COMPANIONS.get(each.field)
        if owner is not None and (each.at, owner) in told:
            continue
        field = _FIELDS.get(each.field)
        source = each
        if field is not None and field.text_field:
            source = told.get((each.at, field.text_field), each)
        lines.append(
            ChangeLine(
                place=len(lines),
                at=each.at,
                field=label_of(field.name if field else each.field),
                before=_value_words(source.field, source.before, lists, names),
                after=_value_words(source.field, source.after, lists, names),
                is_own=each.is_own,
            )
        )
    return lines


def _value_words(name: str, wire: object, lists: Lists, names: Mapping[CustomerId, str]) -> str:
    field = _FIELDS.get(name)
    if field is None:
        return one_line(wire_text(wire)) or tr("forms.nothing")
    value = Customer({name: wire}).value(field.name)
    if value is None and wire_text(wire):
        return one_line(wire_text(wire))
    if field.choice is Choice.CUSTOMERS and isinstance(value, int) and value:
        return names.get(CustomerId(value)) or f"#{value}"
    if field.name == _PARENT and not value:
        return tr("forms.at_the_top")
    return in_a_sentence(field.name, value, lists)


def _parents_in(found: Iterable[FieldChange]) -> set[CustomerId]:
    moves = (each for each in found if each.field == _PARENT)
    ids = (Customer({_PARENT: wire}).parent_id for m in moves for wire in (m.before, m.after))
    return {id_ for id_ in ids if id_}


def _columns() -> tuple[Column[ChangeLine], ...]:
    return (
        Column(
            key="at",
            title=tr("panes.changes.at"),
            value=lambda line: line.at,
            format=Format.MOMENT,
            width=17,
        ),
        Column(key="by", title=tr("panes.changes.by"), value=_by, width=8),
        Column(
            key="field", title=tr("panes.changes.field"), value=lambda line: line.field, width=17
        ),
        Column(
            key="before", title=tr("panes.changes.before"), value=lambda line: line.before, width=18
        ),
        Column(
            key="after", title=tr("panes.changes.after"), value=lambda line: line.after, width=18
        ),
    )


def _by(line: ChangeLine) -> str:
    return tr("panes.changes.own" if line.is_own else "panes.changes.others")


def _mark(line: ChangeLine) -> Mark:
    return Mark(tone=Tone.DIMMED if line.is_own else Tone.PLAIN)
