"""What the rows say."""

from html import escape

from desktop.domain.records import Customer, CustomerType
from desktop.ui.texts import tr
from desktop.ui.tree.look import Kind
from desktop.ui.tree.node import Node

NAME, NUMBER, CITY = range(3)
COLUMNS = ("tree.column.name", "tree.column.number", "tree.column.city")

_LONGEST = 300
"""Characters of a text from the server that a row shows at most."""


def row_texts(node: Node) -> tuple[str, ...]:
    """The texts of a row's columns."""
    match node.kind:
        case Kind.CUSTOMER if node.entry is not None:
            return _customer_texts(node.entry.customer)
        case Kind.CUT if node.entry is not None:
            name, number, city = _customer_texts(node.entry.customer)
            return tr("tree.cut", name=name), number, city
        case Kind.LOADING:
            return tr("tree.loading"), "", ""
        case Kind.FAILURE:
            return tr("tree.failed"), "", ""
        case _:
            return tr("tree.orphans", count=len(node.rows)), "", ""


def spoken(node: Node) -> str:
    """The name column for those who hear it: with what others see by its look."""
    name = row_texts(node)[NAME]
    return ", ".join([name, *_states(node.entry.customer)]) if node.entry else name


def tooltip(node: Node, type_: CustomerType | None) -> str:
    """Everything the row is about; what the server sent stays text whatever it looks like."""
    lines = [node.note]
    if node.entry is not None:
        customer = node.entry.customer
        lines = [*_facts(customer), type_.text("title") if type_ else "", *_states(customer)]
    if node.kind is Kind.CUT:
        lines.append(tr("tree.cut_why"))
    if node.kind is Kind.ORPHANS:
        lines.append(tr("tree.orphans_why"))
    shown = "<br>".join(escape(_one_line(line)) for line in lines if line)
    return f"<qt>{shown}</qt>" if shown else ""


def short(customer: Customer) -> str:
    """The customer in one line of a sentence: name, town and number."""
    name, number, _ = _customer_texts(customer)
    words = ", ".join(part for part in (name, _town(customer)) if part)
    return f"{words} ({number})" if number else words


def _customer_texts(customer: Customer) -> tuple[str, str, str]:
    name = _one_line(customer.name) or tr("tree.nameless", id=customer.id)
    return name, _one_line(customer.number_text), _one_line(customer.text("city"))


def _facts(customer: Customer) -> list[str]:
    name, number, _ = _customer_texts(customer)
    return [name, number, customer.text("address"), _town(customer)]


def _town(customer: Customer) -> str:
    return _one_line(f"{customer.text('zip')} {customer.text('city')}")


def _states(customer: Customer) -> list[str]:
    flags = {
        tr("tree.closed"): customer.is_closed,
        tr("tree.blocked"): customer.flag("isblocked"),
    }
    return [word for word, is_set in flags.items() if is_set]


def _one_line(text: str) -> str:
    return " ".join(text[:_LONGEST].split())
