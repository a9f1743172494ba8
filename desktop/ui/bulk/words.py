"""The rows of a change of many, in words."""

from desktop.domain.bulk import BulkRow, BulkState
from desktop.domain.edits import FieldChange, customer_field, is_met
from desktop.domain.errors import ReplyLost
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.ui.bulk.means import BulkMeans
from desktop.ui.formats import one_line
from desktop.ui.forms.told import told_of_error
from desktop.ui.forms.words import in_a_sentence
from desktop.ui.labels import label_of, listed
from desktop.ui.problems import describe
from desktop.ui.texts import tr

ARROW = "→"
_OF_AN_UNDO = frozenset({BulkState.STORED, BulkState.ALREADY, BulkState.FAILED})
"""What is called differently where a save is undone."""


def customer(row: BulkRow) -> str:
    """Its name, and what keeps people from changing it lightly."""
    name = row.base.name or f"#{row.id}"
    now = as_stored(row)
    flags = [
        tr(key)
        for is_set, key in (
            (now.is_closed, "bulk.flag.closed"),
            (now.flag("isblocked"), "bulk.flag.blocked"),
        )
        if is_set
    ]
    return f"{name} ({', '.join(flags)})" if flags else name


def as_stored(row: BulkRow) -> Customer:
    """The customer after what was saved of it, or as it was planned on."""
    saved = row.given or row.saved
    return row.base if saved is None else saved.after


def number(row: BulkRow) -> str:
    """Its customer number, by which those of one name are told apart."""
    return one_line(row.base.number_text)


def path(row: BulkRow) -> str:
    return " / ".join(row.path)


def cell(row: BulkRow, name: str, means: BulkMeans) -> str:
    """Before and after; of what it has already the value alone."""
    change = row.change_of(name)
    if change is not None:
        return _change(change, means)
    if name not in row.wanted:
        return ""
    return tr("bulk.has_already", value=value_words(name, row.base.value(name), means))


def value_words(name: str, value: Value, means: BulkMeans) -> str:
    """*value* in a sentence; a colleague or a team by name, where that is known."""
    choice = customer_field(name).choice
    if means.choices is not None and choice is not None and isinstance(value, int):
        known = means.choices.of(choice).get(value)
        if known:
            return known
    return in_a_sentence(name, value, means.lists)


def _change(change: FieldChange, means: BulkMeans) -> str:
    before = value_words(change.name, change.before, means)
    return f"{before} {ARROW} {value_words(change.name, change.after, means)}"


def result(row: BulkRow, means: BulkMeans) -> str:
    """Where it stands, with the reason in the same line."""
    short = state(row)
    why = reason(row, means)
    return f"{short}: {why}" if why else short


def is_unsure(row: BulkRow) -> bool:
    """Whether it may be stored, though its answer was lost."""
    return row.state is BulkState.FAILED and isinstance(row.problem, ReplyLost)


def unsent(row: BulkRow) -> str:
    """One that is left when the window closes."""
    key = "bulk.unsure_one" if is_unsure(row) else "bulk.unsent_one"
    key = "bulk.sending_one" if row.state is BulkState.SENDING else key
    return tr(key, customer=customer(row), id=row.id)


def state(row: BulkRow) -> str:
    if row.state is BulkState.WAITING and not row.is_chosen:
        return tr("bulk.state.left_out")
    if is_unsure(row):
        return tr("bulk.state.unsure")
    if row.state is BulkState.CONFLICT and row.is_stored:
        return tr("bulk.state.conflict_rest")
    if row.undoes is not None and row.state in _OF_AN_UNDO:
        return tr(f"bulk.state.{row.state.value}_undo")
    return tr(f"bulk.state.{row.state.value}")


def reason(row: BulkRow, means: BulkMeans) -> str:
    """Why it stands like that; empty where there is nothing to say."""
    circle = row.saved is not None and row.saved.makes_circle
    said = (
        told_of_error(row.problem, tuple(row.wanted)).text if row.problem is not None else "",
        _of_state(row, means),
        tr("forms.circle", name=row.base.name) if circle else "",
        tr("bulk.moved_fields", fields=listed(row.moved)) if row.moved else "",
        _of_theirs(row),
    )
    return " ".join(filter(None, said))


def _of_theirs(row: BulkRow) -> str:
    """What became of the values of others that were to stand."""
    if row.state is BulkState.SLIPPED and row.given is not None and row.given.not_stored:
        return tr("bulk.not_given_back", fields=listed(row.given.not_stored))
    if not row.kept:
        return ""
    is_all = row.state is BulkState.KEPT
    return listed(row.kept) if is_all else tr("bulk.kept_fields", fields=listed(row.kept))


def _of_state(row: BulkRow, means: BulkMeans) -> str:
    match row.state:
        case BulkState.CONFLICT | BulkState.SLIPPED:
            return " ".join(
                tr(
                    f"bulk.{row.state.value}_one",
                    field=label_of(each.name),
                    theirs=value_words(each.name, each.theirs, means),
                    mine=value_words(each.name, each.mine, means),
                )
                for each in row.conflicts
            )
        case BulkState.PARTLY:
            return _partly(row)
        case _:
            return ""


def _partly(row: BulkRow) -> str:
    if row.saved is None:
        return ""
    after = row.saved.after
    missed = [
        name
        for name, value in row.goes.items()
        if not is_met(customer_field(name), value, after.held(name))
    ]
    fields, words = listed(missed or row.saved.not_stored), row.saved.refused_by.rstrip(" .")
    if not words:
        return tr("bulk.not_stored", fields=fields)
    return tr("bulk.not_stored_said", fields=fields, words=words)


def halted(error: BaseException | None) -> str:
    """Why it does not go on; empty where nothing keeps it from that."""
    return "" if error is None else describe(error).text
