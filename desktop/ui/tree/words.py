"""What the rows say."""

from html import escape

from PySide6.QtCore import QLocale

from desktop.domain.records import CustomerType
from desktop.ui.texts import tr
from desktop.ui.tree.look import Kind, Look
from desktop.ui.tree.node import Node

NAME, NUMBER, CITY = range(3)
COLUMNS = ("tree.column.name", "tree.column.number", "tree.column.city")

_LINES = (0, 1, 4)
"""Where a node's text has what the columns say."""
_CUSTOMER, _NEW = Kind.CUSTOMER, Kind.NEW


def text(node: Node, column: int) -> str:
    """What a column of the row says."""
    if node.kind is _CUSTOMER or node.kind is _NEW:
        return node.text.split("\n")[_LINES[column]] or _instead(node, column)
    if node.kind is Kind.CUT:
        said = node.text.split("\n")[_LINES[column]] or _instead(node, column)
        return tr("tree.cut", name=said) if column == NAME else said
    return _of_ours(node) if column == NAME else ""


def spoken(node: Node, look: Look) -> str:
    """The name column for those who hear it: with what others see by its look."""
    return ", ".join([text(node, NAME), *_states(look), *_counts(look)])


def tooltip(node: Node, type_: CustomerType | None, look: Look) -> str:
    """Everything the row is about; what the server sent stays text whatever it looks like."""
    lines = [node.text]
    if node.id or node.kind is _NEW:
        _, number, address, zip_, city = node.text.split("\n")
        name = node.text.split("\n")[0] or _instead(node, NAME)
        title = " ".join(type_.text("title").split()) if type_ else ""
        lines = [name, number, address, f"{zip_} {city}".strip(), title]
        lines += [*_states(look), *_counts(look)]
    if node.kind is Kind.CUT:
        lines.append(tr("tree.cut_why"))
    if node.kind is Kind.ORPHANS:
        lines.append(tr("tree.orphans_why"))
    shown = "<br>".join(escape(line) for line in lines if line)
    return f"<qt>{shown}</qt>" if shown else ""


def number(count: int) -> str:
    return QLocale().toString(count)


def _instead(node: Node, column: int) -> str:
    if column != NAME:
        return ""
    return tr("tree.nameless", id=node.id) if node.id else tr("tree.new_nameless")


def _of_ours(node: Node) -> str:
    match node.kind:
        case Kind.LOADING:
            return tr("tree.loading")
        case Kind.FAILURE:
            return tr("tree.failed")
        case _:
            return tr("tree.orphans", count=number(len(node.rows)))


def _states(look: Look) -> list[str]:
    flags = {
        "tree.match": look.is_match,
        "tree.closed": look.is_closed,
        "tree.blocked": look.is_blocked,
        "tree.unseen": look.is_unseen,
    }
    said = [tr(key) for key, is_set in flags.items() if is_set]
    if look.mark is not None:
        of_what = "new" if look.kind is Kind.NEW else "mark"
        said.append(tr(f"tree.{of_what}.{look.mark.value}"))
    if look.mark_below is not None:
        said.append(tr(f"tree.mark_below.{look.mark_below.value}"))
    return said


def _counts(look: Look) -> list[str]:
    counts = {"tree.unseen_below": look.unseen_below, "tree.children": look.count}
    return [_counted(key, count) for key, count in counts.items() if count]


def _counted(key: str, count: int) -> str:
    return tr(f"{key}.{'one' if count == 1 else 'many'}", count=number(count))
