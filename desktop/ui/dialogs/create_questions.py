"""What the sheet for a new customer asks before it creates one that may be two, or goes."""

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import CreateLost, NumberTaken, NumberUnchecked
from desktop.ui.messages import Messages, Question
from desktop.ui.problems import describe
from desktop.ui.texts import tr


async def is_to_share(
    messages: Messages, error: NumberTaken | NumberUnchecked, sheet: QWidget
) -> bool:
    """Whether it is to be created though another one has its number; there may be reasons."""
    notice = describe(error)
    question = Question(
        title=tr("newcustomer.share.title", number=error.number),
        text=" ".join(filter(None, (notice.text, notice.details, tr("newcustomer.share.text")))),
        answers=(
            ("create", tr("newcustomer.share.create")),
            ("back", tr("newcustomer.share.back")),
        ),
        default="back",
    )
    return await messages.ask(question, sheet) == "create"


async def is_to_be_two(messages: Messages, error: CreateLost, sheet: QWidget) -> bool:
    """Whether it is to be created though the same one may be being made yet."""
    question = Question(
        title=tr("newcustomer.second.title"),
        text=f"{describe(error).text} {tr('newcustomer.second.text')}",
        answers=(
            ("create", tr("newcustomer.second.create")),
            ("wait", tr("newcustomer.second.wait")),
        ),
        default="wait",
    )
    return await messages.ask(question, sheet) == "create"


async def ask_to_leave(messages: Messages, sheet: QWidget, of: str) -> str:
    """What is to become of what was typed: "keep" it as a draft, "discard" it, or "stay".

    It is *of* a "draft", of one that is "waiting" for the connection and stays as it was stored, of
    one whose creation is "lost" and looked for, or of one that may be the one found: "unsure".
    """
    is_waiting = of == "waiting"
    question = Question(
        title=tr("newcustomer.leave.title_waiting" if is_waiting else "newcustomer.leave.title"),
        text=tr(f"newcustomer.leave.{of}"),
        answers=(
            ("keep", tr("newcustomer.leave.keep")),
            ("discard", tr("newcustomer.leave.discard")),
            ("stay", tr("newcustomer.leave.stay")),
        ),
        default="stay",
    )
    return await messages.ask(question, sheet)
