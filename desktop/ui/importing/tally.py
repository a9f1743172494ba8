"""How many rows there are of what kind, and which of them are shown."""

from collections.abc import Callable
from dataclasses import dataclass

from desktop.domain.importing import NEEDS_YOU, SENT, TO_DO, Counts, RowState, Sought, Verdict
from desktop.ui.formats import Format, words
from desktop.ui.texts import tr

_SETTLED = frozenset({RowState.STORED, RowState.ALREADY})
_NOT_SENT = frozenset({RowState.LEFT_OUT, RowState.STOPPED})


@dataclass(frozen=True, slots=True)
class Tally:
    """The rows counted."""

    counts: Counts

    @property
    def waiting(self) -> int:
        return self._of(lambda _, state: state in TO_DO)

    @property
    def to_send(self) -> int:
        """All that are sent or were, unless they were stopped."""
        return self._of(_is_of_the_run)

    @property
    def sent(self) -> int:
        return self.to_send - self.waiting

    @property
    def needs_you(self) -> int:
        return self._of(lambda _, state: state in NEEDS_YOU)

    def of(self, sought: Sought) -> int:
        return self._of(
            lambda verdict, state: (
                (not sought.verdicts or verdict in sought.verdicts)
                and (not sought.states or state in sought.states)
            )
        )

    def _of(self, is_meant: Callable[[Verdict, RowState], bool]) -> int:
        return sum(n for (verdict, state), n in self.counts.items() if is_meant(verdict, state))


@dataclass(frozen=True, slots=True)
class Filter:
    """Some of the rows, under a name."""

    key: str
    sought: Sought

    def text(self, tally: Tally) -> str:
        count = words(tally.of(self.sought), Format.NUMBER)
        return tr("import.filter", name=tr(self.key), count=count)


def verdicts() -> tuple[Filter, ...]:
    """All, and those of each verdict."""
    return (
        Filter("import.filter.all", Sought()),
        *(
            Filter(f"import.verdict.{each.value}", Sought(verdicts=frozenset({each})))
            for each in Verdict
        ),
    )


def results() -> tuple[Filter, ...]:
    """All, and those that have come so far."""
    return (
        Filter("import.filter.all", Sought()),
        Filter("import.filter.to_do", Sought(states=TO_DO)),
        Filter("import.filter.settled", Sought(states=_SETTLED)),
        Filter("import.filter.needs_you", Sought(states=NEEDS_YOU)),
        Filter("import.filter.not_sent", Sought(states=_NOT_SENT)),
    )


def _is_of_the_run(verdict: Verdict, state: RowState) -> bool:
    is_left_out = state in _NOT_SENT
    return not is_left_out and (verdict in SENT or state is not RowState.LEFT_OUT)
