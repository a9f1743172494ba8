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
    if not parts:
        return None
    return Question(
        title=tr("unsent.leave.title"),
        text="\n\n".join(parts),
        answers=((LEAVE, tr("unsent.leave.yes")), (STAY, tr("unsent.leave.no"))),
        default=STAY,
    )
