"""Customers from a table: what each row would do, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from desktop.domain.catalogue import CUSTOMER
from desktop.domain.checks import Fault
from desktop.domain.edits import FieldChange, Preview, customer_field, is_met
from desktop.domain.errors import AppError
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.records import Customer
from desktop.domain.values import Value

NUMBER: Final = "customernumber"

PARENT: Final = "parentcust"
PARENT_BY_NUMBER: Final = "parentcust/number"
PARENT_BY_NAME: Final = "parentcust/name"

FIELDS: Final = tuple(each for each in CUSTOMER if not each.read_only)
"""What a column may be: everything that can be written, so not the id."""

REFERENCES: Final = (PARENT_BY_NUMBER, PARENT_BY_NAME)
"""What a column may be as well: the parent, told by its number, or by exactly its name."""


def field_of(column: str) -> str:
    """The field that a column fills."""
    return PARENT if column in REFERENCES else column


# --- The file ----------------------------------------------------------------------------------


class SheetProblem(Enum):
    """Why a file cannot be imported."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    EMPTY = "empty"
    NO_TABLE = "no_table"
    OLD_EXCEL = "old_excel"
    DAMAGED = "damaged"
    ENCODING = "encoding"
    QUOTES = "quotes"
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"


@dataclass(eq=False)
class SheetRefused(AppError):
    """A table that cannot be imported; `line` is where in the file, 0 where that means nothing."""

    name: str
    problem: SheetProblem
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a file is read; what is "" is found out.

    `encoding` and `separator` are for CSV, `sheet` for a workbook.
    """

    encoding: str = ""
    separator: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A line of the table: where it begins in the file, counted from 1, and its cells as text."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table as it was read; `reading` is how, and `sheets` are the workbook's, none for CSV."""

    name: str
    reading: Reading
    header: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    sheets: tuple[str, ...] = ()


# --- The columns -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The field that each column of the file means, "" for none; or one of REFERENCES.

    `empties_clear`: an empty cell empties its field; else it changes nothing. `parent` is whom all
    rows go below, 0 being the top; None where the file tells, or nobody.
    """

    fields: tuple[str, ...]
    empties_clear: bool = False
    parent: CustomerId | None = None

    @property
    def has_number(self) -> bool:
        return NUMBER in self.fields

    @property
    def twice(self) -> tuple[str, ...]:
        """Fields that more than one column means."""
        named = [field_of(name) for name in self.fields if name]
        named += [PARENT] if self.parent is not None else []
        return tuple(name for name in dict.fromkeys(named) if named.count(name) > 1)

    @property
    def can_be_used(self) -> bool:
        is_any = self.parent is not None or len(set(self.fields) - {"", NUMBER}) > 0
        return self.has_number and not self.twice and is_any


# --- The rows ----------------------------------------------------------------------------------


class Wrong(Enum):
    """What can be wrong with a cell beyond what can be wrong with something typed."""

    NOT_YES_OR_NO = "not_yes_or_no"
    NO_CHOICE = "no_choice"
    FORMULA_FAILED = "formula_failed"
    NO_SUCH_PARENT = "no_such_parent"
    SEVERAL_PARENTS = "several_parents"
    BELOW_ITSELF = "below_itself"


class Verdict(Enum):
    """What a row would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    NOT_UNIQUE = "not_unique"
    TWICE = "twice"
    FAULTY = "faulty"


SENT: Final = frozenset({Verdict.NEW, Verdict.CHANGED})


class RowState(Enum):
    """How far a row has come."""

    LEFT_OUT = "left_out"
    WAITING = "waiting"
    SENDING = "sending"
    STORED = "stored"
    ALREADY = "already"
    PARTLY = "partly"
    CONFLICT = "conflict"
    REFUSED = "refused"
    UNSURE = "unsure"
    STOPPED = "stopped"


TO_DO: Final = frozenset({RowState.WAITING, RowState.SENDING})
NEEDS_YOU: Final = frozenset(
    {RowState.PARTLY, RowState.CONFLICT, RowState.REFUSED, RowState.UNSURE}
)


class Why(Enum):
    """Why a row did not simply go through."""

    NOTHING = ""
    CHANGED_MEANWHILE = "changed_meanwhile"
    NUMBER_TAKEN = "number_taken"
    NUMBER_MOVED = "number_moved"
    NUMBER_NOT_UNIQUE = "number_not_unique"
    GONE = "gone"
    CANNOT_MOVE = "cannot_move"
    SERVER_SAID = "server_said"
    NOT_ALL_STORED = "not_all_stored"
    SLIPPED = "slipped"
    MAKES_CIRCLE = "makes_circle"
    ANSWER_LOST = "answer_lost"
    MAY_BE_MADE = "may_be_made"
    NOT_FOUND_YET = "not_found_yet"
    WRONG_CUSTOMER = "wrong_customer"


@dataclass(frozen=True, slots=True)
class Flaw:
    """A cell that is no value of its field; `lines` are those before it that make it so."""

    name: str
    fault: Fault | Wrong
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRow:
    """One row of an import.

    Attributes:
        name: What the customer is called: in the local copy, else in the file.
        wanted: What the row says, by field, without the number.
        base: The same fields as the local copy had them when it was compared; empty for a new one.
        flaws: What keeps it from being sent.
        others: The other lines with its number.
        count: How many customers have its number, where that is why it is not sent.
        fields: The fields that were not stored, or that somebody else changed.
        also: What else came of it, each as why and which fields.
        words: What the server said.
    """

    line: int
    number: str
    name: str
    verdict: Verdict
    state: RowState
    customer: CustomerId = NO_CUSTOMER
    wanted: Mapping[str, Value] = field(default_factory=dict)
    base: Customer = field(default_factory=lambda: Customer({}))
    flaws: tuple[Flaw, ...] = ()
    others: tuple[int, ...] = ()
    count: int = 0
    why: Why = Why.NOTHING
    fields: tuple[str, ...] = ()
    also: tuple[tuple[Why, tuple[str, ...]], ...] = ()
    words: str = ""

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        """What of it differs from the copy, or all of it where it is new."""
        return tuple(
            FieldChange(name=name, before=self.base.held(name), after=value)
            for name, value in self.wanted.items()
            if not is_met(customer_field(name), value, self.base.held(name))
        )

    @property
    def preview(self) -> Preview:
        """What updating by number is to do: what was shown, and nothing else."""
        return Preview(number=self.number, before=self.base, changes=self.changes)


class Phase(Enum):
    """How far an import has come."""

    CHECKING = "checking"
    CHECKED = "checked"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which rows are looked for; empty sets are all."""

    verdicts: frozenset[Verdict] = frozenset()
    states: frozenset[RowState] = frozenset()


Counts = Mapping[tuple[Verdict, RowState], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportState:
    """The import that is at hand.

    Attributes:
        checked: How many rows have been compared, of `total`, while it is CHECKING.
        copy_is_whole: Whether the copy it was compared with had everybody.
        lost: How many rows besides `total` a damaged journal has taken; they are never sent.
        trouble: What it was paused for; None where the user did.
    """

    id: int
    file: str
    total: int
    phase: Phase
    checked: int = 0
    copy_is_whole: bool = True
    lost: int = 0
    trouble: AppError | None = None
