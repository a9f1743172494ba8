"""What the lines of the result list say."""

from html import escape

from desktop.domain.reasons import Reason
from desktop.domain.records import CustomerType
from desktop.domain.rows import CustomerRow
from desktop.ui.formats import one_line
from desktop.ui.labels import label_of
from desktop.ui.search.line import Line, Result, Title
from desktop.ui.texts import tr

STEP = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "


def name_of(row: CustomerRow) -> str:
    return row.name or tr("tree.nameless", id=row.id)


def place_of(row: CustomerRow) -> str:
    """Where the customer is, street and town; a name that says the street already is enough."""
    street = "" if row.name.startswith(row.address) else row.address
    return ", ".join(part for part in (street, town_of(row)) if part)


def town_of(row: CustomerRow) -> str:
    return f"{row.zip} {row.city}".strip()


def reason_words(reason: Reason | None) -> str:
    """The field that matched and what stands in it, on one line."""
    return f"{label_of(reason.field)} {one_line(reason.text)}" if reason else ""


def results_words(count: int | None = None, *, is_more: bool = False) -> str:
    """What the list is called by those who hear it; without *count* where nothing was typed."""
    if count is None:
        return tr("search.results")
    if count == 1 and not is_more:
        return tr("search.results_one")
    return tr("search.results_more" if is_more else "search.results_count", count=count)


def title_words(title: Title) -> str:
    return tr(f"search.title.{title.value}")


def spoken(line: Line, kind: CustomerType | None) -> str:
    """The whole line for those who hear it: with what others see by its look."""
    if isinstance(line, Title):
        return title_words(line)
    row = line.row
    path = tr("search.spoken_path", path=", ".join(line.path)) if line.path else ""
    reason = reason_words(line.reason)
    facts = [name_of(row), row.number, _title_of(kind), *_states(line), reason, place_of(row), path]
    return ", ".join(fact for fact in facts if fact)


def tooltip(line: Line, kind: CustomerType | None) -> str:
    """All of the line, whole; what the server sent stays text whatever it looks like."""
    if isinstance(line, Title):
        return ""
    row = line.row
    reason = reason_words(line.reason)
    lines = [name_of(row), row.number, reason, place_of(row), STEP.join(line.path), _title_of(kind)]
    shown = "<br>".join(escape(each) for each in [*lines, *_states(line)] if each)
    return f"<qt>{shown}</qt>"


def _title_of(kind: CustomerType | None) -> str:
    return " ".join(kind.text("title").split()) if kind else ""


def _states(result: Result) -> list[str]:
    flags = {
        tr("tree.closed"): result.row.is_closed,
        tr("tree.blocked"): result.row.is_blocked,
        tr("search.pinned"): result.is_pinned,
        tr("search.recent"): result.is_recent,
    }
    return [word for word, is_set in flags.items() if is_set]
