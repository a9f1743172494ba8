"""What is said of a search beside its results."""

from PySide6.QtCore import QLocale

from desktop.domain.hits import MOST_HIDDEN, Found, Hidden
from desktop.domain.sync import Phase, SyncState
from desktop.ui.copy_words import clock_words
from desktop.ui.search.notes import Standing
from desktop.ui.search.seeker import Answer, Seeker
from desktop.ui.texts import tr

_CUT_OFF = (Phase.WAITING, Phase.FAILED)


def standing_of(answer: Answer, hidden: Hidden, seeker: Seeker, state: SyncState) -> Standing:
    words = [narrowed_words(answer), searched_words(state)]
    return Standing(
        words=" ".join(each for each in words if each),
        hidden_closed=hidden.closed,
        hidden_others=hidden.groups,
        shows_closed=seeker.shows_closed,
        shows_others=seeker.shows_others,
        most=MOST_HIDDEN,
    )


def searched_words(state: SyncState) -> str:
    """Of what was searched; nothing where that is everything as it is now."""
    known = _number(state.known)
    if not state.is_whole and not state.known:
        return tr("search.part_empty")
    if not state.is_whole:
        return tr("search.part_offline" if state.phase in _CUT_OFF else "search.part", known=known)
    if state.phase in _CUT_OFF:
        return tr("search.offline", clock=clock_words(state.updated_at))
    return ""


def narrowed_words(answer: Answer) -> str:
    """Of what the tree shows; nothing where it was not narrowed."""
    matching = answer.found
    if isinstance(matching, Found):
        return ""
    count = len(matching.ids)
    if count <= 1:
        return tr("search.narrowed_one") if count else none_words(answer.text)
    key = "search.narrowed_more" if matching.is_more else "search.narrowed"
    return tr(key, count=_number(count))


def none_words(text: str) -> str:
    return tr("search.none", text=text)


def heard_words(found: Found, first: str) -> str:
    """What is said of the results to those who do not see them."""
    key = "search.heard_more" if found.is_more else "search.heard"
    return tr(key, count=_number(len(found.hits)), first=first)


def _number(count: int) -> str:
    return QLocale().toString(count)
