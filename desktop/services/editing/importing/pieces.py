"""What reading a table gives, piece by piece, or why it gives nothing."""

from dataclasses import dataclass

from desktop.domain.importing import Reading, SheetProblem


class Refusal(Exception):
    """The file cannot be imported; `line` is where, 0 where that means nothing."""

    def __init__(self, problem: SheetProblem, line: int = 0) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.line = line


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """How the file is read and what its columns are called; `sheets` are those of a workbook."""

    reading: Reading
    header: tuple[str, ...]
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """Where a line begins in the file, from 1, and its cells as text."""

    line: int
    cells: tuple[str, ...]
