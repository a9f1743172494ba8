"""How the local copy stands, in words."""

from datetime import UTC, datetime

from PySide6.QtCore import QLocale

from desktop.domain.sync import Doubt, Doubted, Phase, SyncState
from desktop.ui.formats import moment
from desktop.ui.messages import Question
from desktop.ui.texts import tr

_NEEDS_A_LOAD = {Phase.WAITING: "copy.waiting_new", Phase.FAILED: "copy.failed_new"}


def status_words(state: SyncState) -> str:
    """One short line for the status bar."""
    key = f"copy.{state.phase.value}"
    if not state.is_whole:
        key = _NEEDS_A_LOAD.get(state.phase, key)
    return tr(
        key,
        known=_number(state.known),
        passed=_number(state.passed),
        clock=clock_words(state.updated_at),
    )


def more_words(state: SyncState) -> str:
    """What else there is to know, for the tooltip; several lines of plain text."""
    lines = [tr("copy.tip", known=_number(state.known), clock=clock_words(state.updated_at))]
    if state.set_aside:
        lines.append(tr("copy.tip_set_aside", count=_number(state.set_aside)))
    if state.oddity:
        lines.append(tr(f"copy.tip_oddity.{state.oddity}"))
    return "\n".join(lines)


def clock_words(at: datetime | None) -> str:
    """The time of day, with the day where it is not today's."""
    return tr("copy.never") if at is None else moment(at, datetime.now(UTC))


def doubt_question(doubted: Doubted) -> Question:
    """Asks whether an answer is to be believed, with the keys "believe" and "keep"."""
    name = doubted.doubt.value
    places = {
        "customers": _number(doubted.customers),
        "of": _number(doubted.of),
        "hours": _number(doubted.hours),
    }
    suffix = "_clock" if doubted.doubt is Doubt.CLOCK else ""
    return Question(
        title=tr(f"copy.doubt.{name}_title", **places),
        text=tr(f"copy.doubt.{name}", **places),
        answers=(
            ("believe", tr(f"copy.doubt.believe{suffix}")),
            ("keep", tr(f"copy.doubt.keep{suffix}")),
        ),
        default="keep",
    )


def rebuild_question() -> Question:
    return _question("rebuild")


def check_question() -> Question:
    return _question("check")


def _question(name: str) -> Question:
    return Question(
        title=tr(f"copy.{name}_title"),
        text=tr(f"copy.{name}"),
        answers=(("yes", tr(f"copy.{name}_yes")), ("no", tr(f"copy.{name}_no"))),
        default="no",
    )


def _number(count: int) -> str:
    return QLocale().toString(count)
