"""The nodes of the tree, each a row or a possible row; as small as they can be."""

from collections.abc import Iterator
from enum import Enum

from desktop.domain.ids import NO_CUSTOMER, CustomerId, CustomerTypeId, MaingroupId
from desktop.domain.rows import Order
from desktop.domain.slim import SlimRow, Traits
from desktop.ui.tree.look import Kind, NewCustomer

ROOT = NO_CUSTOMER
"""The key of what has no parent."""

ORPHANS = CustomerId(-1)
"""The key of the home of those whose parent cannot be seen."""


class State(Enum):
    """What is known of a node's children."""

    UNKNOWN = "unknown"
    ASKED = "asked"
    KNOWN = "known"
    FAILED = "failed"


SETTLED = frozenset({State.KNOWN, State.FAILED})
"""There is nothing more to be read until something changes."""


class Hidden(Enum):
    """Why a customer is not shown."""

    CLOSED = "closed"
    MAINGROUP = "maingroup"


NO_TRAITS = Traits(CustomerTypeId(0), MaingroupId(0), 0, 0, 0, 0)
NO_ROW = SlimRow(NO_CUSTOMER, NO_CUSTOMER, "", NO_TRAITS)


class Branch:
    """What only a node has that was asked about: its children.

    Attributes:
        children: The customers below, in order, hidden ones too.
        rows: What the view sees, placeholders too.
        placeholder: The row above the children that says how the asking goes.
        numbered: Whether each node of `rows` has its number in `row`.
    """

    __slots__ = ("children", "numbered", "placeholder", "rows", "state")

    def __init__(self, state: State = State.UNKNOWN) -> None:
        self.state = state
        self.children: list[Node] = []
        self.rows: list[Node] = []
        self.placeholder: Node | None = None
        self.numbered = True


CHILDLESS = Branch(State.KNOWN)
"""Shared by all who are known to have no children; never changed."""


class Node:
    """One place in the tree; `serial` is its number in Qt's indexes.

    Attributes:
        id: The customer; 0 where the row stands for none.
        above: The customer's own parent, which may be none of the tree's.
        text: Name, number, address, zip and city, a line each; of a placeholder a note.
        hidden: Why the customer does not pass the sieve.
        visible: Whether it is to have a row: it passes, or something below it does.
        shown: Whether it is among the rows of its parent.
    """

    __slots__ = (
        "above",
        "branch",
        "hidden",
        "id",
        "kind",
        "parent",
        "row",
        "serial",
        "shown",
        "text",
        "traits",
        "visible",
    )

    def __init__(
        self,
        serial: int,
        kind: Kind,
        parent: "Node | None",
        row: SlimRow = NO_ROW,
    ) -> None:
        self.serial = serial
        self.kind = kind
        self.parent = parent
        self.id, self.above, self.text, self.traits = row
        self.branch: Branch | None = None
        self.hidden: Hidden | None = None
        self.visible = True
        self.shown = False
        self.row = 0

    @property
    def key(self) -> CustomerId | None:
        """What its children are asked for by; None for a leaf of ours."""
        return self.id if self.kind is Kind.CUSTOMER else _KEYS.get(self.kind)

    @property
    def state(self) -> State:
        return State.UNKNOWN if self.branch is None else self.branch.state

    @property
    def children(self) -> list["Node"]:
        return CHILDLESS.children if self.branch is None else self.branch.children

    @property
    def rows(self) -> list["Node"]:
        return CHILDLESS.rows if self.branch is None else self.branch.rows


class NewNode(Node):
    """The place of a customer that is to be created, `new`; apart, for most nodes are none."""

    __slots__ = ("new",)

    def __init__(self, serial: int, new: NewCustomer) -> None:
        super().__init__(serial, Kind.NEW, None)
        self.know(new)

    def know(self, new: NewCustomer) -> None:
        self.new = new
        self.text = new.text


_KEYS = {Kind.ROOT: ROOT, Kind.ORPHANS: ORPHANS}


def row_of(node: Node) -> SlimRow:
    """The customer's row as it was put in."""
    return SlimRow(node.id, node.above, node.text, node.traits)


def order_of(node: Node) -> Order:
    """What children are sorted by; all of them are customers."""
    return row_of(node).order


def upwards(node: Node | None) -> Iterator[Node]:
    """*node* and all above it."""
    while node is not None:
        yield node
        node = node.parent


def is_below(node: Node, other: Node) -> bool:
    """Whether *node* is *other* or somewhere below it."""
    return any(each is other for each in upwards(node))


def is_attached(node: Node) -> bool:
    """Whether the view can see *node*, were all above it expanded."""
    return all(each.shown for each in upwards(node))
