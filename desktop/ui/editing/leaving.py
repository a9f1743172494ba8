"""What quitting or signing out means for edits that are not sent, and for half an import."""

from desktop.domain.importing import ImportState, Phase
from desktop.ui.messages import Question
from desktop.ui.texts import tr

LEAVE, STAY = "leave", "stay"


def question(unsent: int, state: ImportState | None, user: str) -> Question | None:
    """What to ask before the session ends; the answer to go on with is LEAVE.

    *unsent* counts customers; *user* is who has to be signed in for them to go. None where
    nothing is left behind.
    """
    parts: list[str] = []
    if unsent:
        key = "unsent.leave.edits_one" if unsent == 1 else "unsent.leave.edits"
        parts.append(f"{tr(key, count=unsent)} {tr('unsent.leave.goes', user=user)}")
    if state is not None and state.phase is Phase.PAUSED:
        parts.append(tr("unsent.leave.import", file=state.file, user=user))
    return _question(tr("unsent.leave.title"), "\n\n".join(parts)) if parts else None


def question_of_demo() -> Question:
    """What to ask where something is unsaved or unsent, of which nothing is kept."""
    return _question(tr("unsent.leave.demo.title"), tr("unsent.leave.demo"))


def _question(title: str, text: str) -> Question:
    return Question(
        title=title,
        text=text,
        answers=((LEAVE, tr("unsent.leave.yes")), (STAY, tr("unsent.leave.no"))),
        default=STAY,
    )
