"""What can befall an upload on its way."""

from enum import Enum


class Fate(Enum):
    """What happens to the next upload.

    Those that strike before the last piece leaves execute nothing; of the others, the second
    part says whether the server stores it.
    """

    CUT_EARLY = "cut early"
    WORKER_DIES_EARLY = "worker dies early"
    TOO_LARGE = "too large"
    ASKED_TO_WAIT = "asked to wait"
    SIGN_IN = "sign-in refused"
    REFUSED = "refused"
    REFUSED_YET_STORED = "refused, yet stored"
    STORED = "stored"
    HIDDEN = "stored, and never listed"
    RENAMED = "stored under another name"
    RENAMED_AND_LOST = "stored under another name, the reply lost"
    LOST_STORED = "reply lost, stored"
    LOST_NOT_STORED = "reply lost, not stored"
    LATE = "no reply, stored a minute and a half later"
    HTML_STORED = "a page, stored"
    HTML_NOT_STORED = "a page, not stored"
    MISNAMED = "stored, the customer's first document named"
    UNNAMED = "stored, no document named"
    NOT_OURS = "a reply that is not ours, stored"
    ANOTHERS = "another's reply, not stored"
    WORKER_DIES_STORED = "worker dies, stored"
    WORKER_DIES_NOT_STORED = "worker dies, not stored"
