"""The nodes of the tree, each a row or a possible row."""

from collections.abc import Iterator
from enum import Enum

from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.ui.tree.entry import Entry
from desktop.ui.tree.look import Kind, Look

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


class Hidden(Enum):
    """Why a customer is not shown."""

    CLOSED = "closed"
    MAINGROUP = "maingroup"


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
        hidden: Why the customer does not pass the sieve.
        visible: Whether it is to have a row: it passes, or something below it does.
        shown: Whether it is among the rows of its parent.
        texts: What its columns say, once they were asked for; `look` likewise.
        note: What more there is to say, for the tooltip of a placeholder.
    """

    __slots__ = (
        "branch",
        "entry",
        "hidden",
        "kind",
        "look",
        "note",
        "parent",
        "row",
        "serial",
        "shown",
        "texts",
        "visible",
    )

    def __init__(
        self, serial: int, kind: Kind, parent: "Node | None", entry: Entry | None = None
    ) -> None:
        self.serial = serial
        self.kind = kind
        self.parent = parent
        self.entry = entry
        self.branch: Branch | None = None
        self.hidden: Hidden | None = None
        self.visible = True
        self.shown = False
        self.row = 0
        self.texts: tuple[str, ...] | None = None
        self.look: Look | None = None
        self.note = ""

    def forget_face(self) -> None:
        """Read texts and look anew when they are asked for next."""
        self.texts = None
        self.look = None

    @property
    def key(self) -> CustomerId | None:
        """What its children are asked for by; None for a leaf of ours."""
        if self.kind is Kind.CUSTOMER and self.entry is not None:
            return self.entry.id
        return _KEYS.get(self.kind)

    @property
    def state(self) -> State:
        return State.UNKNOWN if self.branch is None else self.branch.state

    @property
    def children(self) -> list["Node"]:
        return CHILDLESS.children if self.branch is None else self.branch.children

    @property
    def rows(self) -> list["Node"]:
        return CHILDLESS.rows if self.branch is None else self.branch.rows


_KEYS = {Kind.ROOT: ROOT, Kind.ORPHANS: ORPHANS}


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
