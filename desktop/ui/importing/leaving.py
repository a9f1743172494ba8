"""What quitting would mean for an import that is under way."""

from desktop.domain.importing import ImportState, Phase
from desktop.ui.messages import Question
from desktop.ui.texts import tr

QUIT, STAY = "quit", "stay"


def question(state: ImportState | None) -> Question | None:
    """What to ask before quitting; the answer to go on with is QUIT.

    None where nothing is being sent: one that is paused says so at the next start.
    """
    if state is None or state.phase is not Phase.RUNNING:
        return None
    return Question(
        title=tr("import.leave.title"),
        text=tr("import.leave.text", file=state.file),
        answers=((QUIT, tr("import.leave.yes")), (STAY, tr("import.leave.no"))),
        default=STAY,
    )
