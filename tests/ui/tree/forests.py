"""Customers made by hand, and trees as text, for tests of the tree."""

from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QModelIndex

from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.domain.rows import row_of
from desktop.domain.slim import SlimRow, slim


def customer(id_: int, name: str = "", parent: int = 0, **fields: object) -> Customer:
    return Customer({"id": id_, "name": name or f"Kunde {id_}", "parentcust": parent, **fields})


def row(id_: int, name: str = "", parent: int = 0, **fields: object) -> SlimRow:
    return slim(row_of(customer(id_, name, parent, **fields)))


def ordered(*rows: SlimRow) -> list[SlimRow]:
    """As the copy gives them."""
    return sorted({each.id: each for each in rows}.values(), key=lambda each: each.order)


def by_parent(*rows: SlimRow) -> dict[CustomerId, list[SlimRow]]:
    """As a whole branch is put in."""
    below: dict[CustomerId, list[SlimRow]] = {}
    for each in ordered(*rows):
        below.setdefault(each.parent, []).append(each)
    return below


def with_below(row: SlimRow, children: int, open_children: int | None = None) -> SlimRow:
    """*row* with so many below it."""
    open_children = children if open_children is None else open_children
    traits = row.traits._replace(children=children, open_children=open_children)
    return row._replace(traits=traits)


def drawn(
    model: QAbstractItemModel, parent: QModelIndex | None = None, depth: int = 0
) -> list[str]:
    """The rows a view could see, each indented by its depth."""
    return [
        line
        for index in indexes(model, parent)
        for line in (
            "  " * depth + str(index.data()),
            *drawn(model, index, depth + 1),
        )
    ]


def indexes(model: QAbstractItemModel, parent: QModelIndex | None = None) -> Iterator[QModelIndex]:
    parent = parent or QModelIndex()
    return (model.index(number, 0, parent) for number in range(model.rowCount(parent)))
