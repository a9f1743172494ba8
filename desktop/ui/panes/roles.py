"""The contract's roles, with those of one customer marked."""

import asyncio
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.domain.edits import customer_field
from desktop.domain.ids import CustomerRoleId
from desktop.domain.records import Customer, CustomerRole
from desktop.domain.roles import RolesOf, roles_of
from desktop.services.browse import Browse
from desktop.services.changes import Change, Subject
from desktop.services.lists import Lists
from desktop.ui.around import Around
from desktop.ui.formats import Format
from desktop.ui.labels import label_of, tooltip
from desktop.ui.panes.columns import Column, Mark, Tone, others_column
from desktop.ui.panes.model import RecordTable
from desktop.ui.panes.record_sheet import open_sheet
from desktop.ui.panes.table import RecordView
from desktop.ui.panes.table_pane import TablePane
from desktop.ui.selection import Selected
from desktop.ui.texts import tr

_ROLE = customer_field("customer_role")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleLine:
    """A role of the catalogue, or one that only the customer names."""

    id: CustomerRoleId
    role: CustomerRole | None
    is_had: bool

    @property
    def title(self) -> str:
        if self.role is None:
            return tr("panes.roles.unlisted", id=self.id)
        return self.role.text("title")


class RolesPane(TablePane[RoleLine]):
    """All roles in a table; a sentence says where the marks come from."""

    def __init__(self, *, browse: Browse, lists: Lists, around: Around) -> None:
        model = RecordTable(_columns(), key=lambda line: line.id, mark=_mark)
        table = RecordView(model, name="roles_table", title=tr("panes.roles.table"), grows="title")
        source = _source_label()
        super().__init__(table, name="roles", around=around, content=_content(table, source))
        self._browse, self._lists = browse, lists
        self._source = source
        self._had, self._is_known = RolesOf(ids=frozenset()), False
        table.record_chosen.connect(self._open)

    async def _load(self, selected: Selected) -> None:
        customer, _ = await asyncio.gather(self._known(selected), self._listed())
        self._had, self._is_known = roles_of(customer), True
        self._fill()

    async def _known(self, selected: Selected) -> Customer:
        """From the copy, which hears of what the card asks the server."""
        kept = await self._browse.kept(selected.id)
        return kept if kept is not None else await self._browse.customer(selected.id)

    async def _listed(self) -> None:
        if not self._lists.is_loaded:
            await self._lists.load()

    def _forget(self) -> None:
        super()._forget()
        self._had, self._is_known = RolesOf(ids=frozenset()), False

    def _fill(self) -> None:
        listed = self._lists.roles
        lines = [
            RoleLine(id=key, role=role, is_had=key in self._had.ids) for key, role in listed.items()
        ]
        lines += [
            RoleLine(id=key, role=None, is_had=True)
            for key in sorted(self._had.ids - listed.keys())
        ]
        self._table.put(lines)
        self._source.setText(_source_words(self._had))
        self._source.setToolTip(_source_tip(self._had))
        refusal = self._lists.refused.get("GetCustomerRoles")
        if refusal and not lines:
            self.age.show_none()
            self.faces.show_refusal(refusal, tr("panes.roles.refused"))
        else:
            self._show(empty="" if lines else tr("panes.roles.none"), is_mirrored=True)

    def _note(self, change: Change) -> None:
        match change.subject:
            case Subject.CUSTOMERS if self._concerns(change):
                self._refresh_for(change)
            case Subject.LISTS if self._is_known:
                self._fill()
            case _:
                pass

    def _open(self, line: RoleLine) -> None:
        if line.role is not None:
            open_sheet(line.role, title=line.title, parent=self)


def _mark(line: RoleLine) -> Mark:
    return Mark(tone=Tone.FRESH if line.is_had else Tone.PLAIN)


def _columns() -> tuple[Column[RoleLine], ...]:
    others = others_column()
    return (
        Column(
            key="had",
            title=tr("panes.roles.had"),
            value=lambda line: line.is_had,
            format=Format.FLAG,
            width=12,
        ),
        Column(
            key="title",
            title=tr("field.customerrole.title"),
            value=lambda line: line.title,
            width=30,
        ),
        Column(
            key="id",
            title=tr("field.customerrole.id"),
            value=lambda line: line.id,
            format=Format.ID,
            width=8,
        ),
        Column(
            key=others.key,
            title=others.title,
            value=lambda line: others.value(line.role) if line.role else None,
            width=others.width,
        ),
    )


def _source_words(had: RolesOf) -> str:
    if not had.field:
        return tr("panes.roles.no_field")
    labelled = tr("panes.roles.labelled", label=label_of(_ROLE.name))
    source = labelled if had.field in _ROLE.names else tr("panes.roles.list")
    if not had.ids:
        return tr("panes.roles.field_empty", source=source)
    return tr("panes.roles.from_field", source=source)


def _source_tip(had: RolesOf) -> str:
    return tooltip(tr("panes.roles.wire_name", name=had.field)) if had.field else ""


def _source_label() -> QLabel:
    label = QLabel()
    label.setObjectName("roles_source")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _content(table: QWidget, source: QWidget) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(8, 8, 8, 8)
    layout.setSpacing(8)
    layout.addWidget(source)
    layout.addWidget(table)
    return page
