"""What is said of a move, before and after."""

from collections.abc import Iterator, Mapping, Sequence

from desktop.domain.ids import MaingroupId
from desktop.domain.moves import MoveProblem, Verdict
from desktop.domain.records import Maingroup
from desktop.domain.rows import CustomerRow
from desktop.ui.texts import tr


def name_of(row: CustomerRow) -> str:
    return row.name or f"#{row.id}"


def path_words(path: Sequence[CustomerRow]) -> str:
    """The names from the top down; a word for the top where there are none."""
    return tr("move.step").join(map(name_of, path)) or tr("move.top")


def where_words(path: Sequence[CustomerRow]) -> str:
    """The same as a place in a sentence."""
    return tr("move.under", path=path_words(path)) if path else tr("move.at_the_top")


def go_words(carried: CustomerRow, goal: CustomerRow | None) -> str:
    """What letting go here would do."""
    if goal is None:
        return tr("move.go_top", name=name_of(carried))
    return tr("move.go", name=name_of(carried), parent=name_of(goal))


def refusal_words(problem: MoveProblem, carried: CustomerRow, goal: CustomerRow | None) -> str:
    """Why it cannot be put there."""
    if problem is MoveProblem.SAME and goal is None:
        return tr("move.problem.same_top", name=name_of(carried))
    parent = tr("move.top") if goal is None else name_of(goal)
    return tr(f"move.problem.{problem.value}", name=name_of(carried), parent=parent)


def below_words(count: int) -> str:
    """Who moves along."""
    if not count:
        return tr("move.below.none")
    return tr("move.below.one" if count == 1 else "move.below.many", count=count)


def warnings(
    moved: CustomerRow, verdict: Verdict, groups: Mapping[MaingroupId, Maingroup]
) -> Iterator[str]:
    """What the user may not have thought of, a sentence each."""
    if not verdict.path:
        return
    parent = verdict.path[-1]
    if closed := [row for row in verdict.path if row.is_closed]:
        names = tr("move.step").join(map(name_of, closed))
        yield tr("move.warn.closed", name=names)
    if parent.is_blocked:
        yield tr("move.warn.blocked", name=name_of(parent))
    if parent.maingroup and parent.maingroup != moved.maingroup:
        theirs, ours = (_group(each, groups) for each in (parent.maingroup, moved.maingroup))
        yield tr("move.warn.group", theirs=theirs, ours=ours)


def _group(group: MaingroupId, groups: Mapping[MaingroupId, Maingroup]) -> str:
    if not group:
        return tr("move.no_group")
    found = groups.get(group)
    return (found.text("title") if found is not None else "") or f"#{group}"
