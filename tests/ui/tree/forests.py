"""Customers made by hand, and trees as text, for tests of the tree."""

from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QModelIndex

from desktop.domain.records import Customer
from desktop.ui.tree.entry import Entry, read_entries


def customer(id_: int, name: str = "", parent: int = 0, **fields: object) -> Customer:
    return Customer({"id": id_, "name": name or f"Kunde {id_}", "parentcust": parent, **fields})


def entries(*customers: Customer) -> list[Entry]:
    return read_entries(customers)


def drawn(
    model: QAbstractItemModel, parent: QModelIndex | None = None, depth: int = 0
) -> list[str]:
    """The rows a view could see, each indented by its depth."""
    return [
        line
        for index in rows(model, parent)
        for line in (
            "  " * depth + str(index.data()),
            *drawn(model, index, depth + 1),
        )
    ]


def rows(model: QAbstractItemModel, parent: QModelIndex | None = None) -> Iterator[QModelIndex]:
    parent = parent or QModelIndex()
    return (model.index(row, 0, parent) for row in range(model.rowCount(parent)))
