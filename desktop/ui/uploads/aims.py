"""Whom files are for, from what a card shows of the customer."""

from collections.abc import Sequence

from desktop.domain.batches import Target
from desktop.domain.drafts import DraftState
from desktop.domain.records import Customer, CustomerType
from desktop.domain.rows import CustomerRow, row_of
from desktop.ui.selection import Aim, Selected
from desktop.ui.texts import tr
from desktop.ui.tree.look import NewCustomer


def aim_of(
    selected: Selected,
    record: Customer | None,
    parents: Sequence[CustomerRow],
    kind: CustomerType | None,
) -> Aim:
    """An aim at *selected*, with what is known of it by now."""
    if record is None:
        return Aim(target=selected.target)
    return aim_at(row_of(record), parents, kind)


def aim_at(row: CustomerRow, parents: Sequence[CustomerRow], kind: CustomerType | None) -> Aim:
    return Aim(
        target=target_of(row, parents),
        town=f"{row.zip} {row.city}".strip(),
        letter=kind.text("letter") if kind else "",
        colour=kind.text("color") if kind else "",
    )


def aim_at_new(new: NewCustomer, path: tuple[str, ...] = ()) -> Aim:
    """Files wait for one that will be created by itself; a draft may never be."""
    refusal = tr("drop.draft") if new.state is DraftState.DRAFT else ""
    name, number, _, zip_, city = new.text.split("\n")
    target = Target(id=new.local, name=name, number=number, path=path)
    return Aim(target=target, town=f"{zip_} {city}".strip(), refusal=refusal)


def target_of(row: CustomerRow, parents: Sequence[CustomerRow]) -> Target:
    """The customer of a row, as somebody files are for."""
    return Target(
        id=row.id,
        name=name_of(row),
        number=row.number,
        path=tuple(map(name_of, parents)),
        is_closed=bool(row.is_closed),
        is_blocked=bool(row.is_blocked),
    )


def name_of(row: CustomerRow) -> str:
    return row.name or f"#{row.id}"
