"""Why uploads stand still, and what makes them go on."""

from dataclasses import dataclass
from enum import Enum

from desktop.domain.errors import AppError


class PauseKind(Enum):
    """What keeps uploads back.

    ROAD: the server cannot be reached or asked to wait; it is asked again by itself.
    SIGN_IN: it refuses us; asked again and again with a wrong password it may lock the account.
    UNSURE: several outcomes in a row were unknown; each more would be one more question.
    DISK: what happens cannot be put down, or there is no room for copies; tried again by itself.
    HANDS: the process that copies, prepares and sends cannot be started; tried again by itself.
    JOURNAL: another program has the journal open, or it cannot be used at all, as one that a newer
        program wrote.
    USER: the user wants it so.
    """

    ROAD = "road"
    SIGN_IN = "sign_in"
    UNSURE = "unsure"
    DISK = "disk"
    HANDS = "hands"
    JOURNAL = "journal"
    USER = "user"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Why nothing goes up; `waits_for_user` where trying again by ourselves would not help."""

    kind: PauseKind
    error: AppError | None = None
    waits_for_user: bool = False
