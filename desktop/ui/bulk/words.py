"""The rows of a change of many, in words."""

from desktop.domain.bulk import BulkRow, BulkState
from desktop.domain.edits import FieldChange, customer_field, means_same
from desktop.domain.values import Value
from desktop.ui.bulk.means import BulkMeans
from desktop.ui.forms.told import told_of_error
from desktop.ui.forms.words import in_a_sentence
from desktop.ui.labels import label_of, listed
from desktop.ui.problems import describe
from desktop.ui.texts import tr

ARROW = "→"


def customer(row: BulkRow) -> str:
    """Its name, and what keeps people from changing it lightly."""
    name = row.base.name or f"#{row.id}"
    flags = [
        tr(key)
        for is_set, key in (
            (row.base.is_closed, "bulk.flag.closed"),
            (row.base.flag("isblocked"), "bulk.flag.blocked"),
        )
        if is_set
    ]
    return f"{name} ({', '.join(flags)})" if flags else name


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


def state(row: BulkRow) -> str:
    if row.state is BulkState.WAITING and not row.is_chosen:
        return tr("bulk.state.left_out")
    if row.undoes is not None and row.state in {BulkState.STORED, BulkState.ALREADY}:
        return tr(f"bulk.state.{row.state.value}_undo")
    return tr(f"bulk.state.{row.state.value}")


def reason(row: BulkRow, means: BulkMeans) -> str:
    """Why it stands like that; empty where there is nothing to say."""
    if row.problem is not None:
        return told_of_error(row.problem, tuple(row.wanted)).text
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
        case BulkState.MOVED:
            return tr("bulk.moved_fields", fields=listed(row.moved))
        case _:
            return ""


def _partly(row: BulkRow) -> str:
    if row.saved is None:
        return ""
    after = row.saved.after
    missed = [
        name
        for name, value in row.wanted.items()
        if not means_same(customer_field(name), after.value(name), value)
    ]
    fields, words = listed(missed or row.saved.not_stored), row.saved.refused_by.rstrip(" .")
    if not words:
        return tr("bulk.not_stored", fields=fields)
    return tr("bulk.not_stored_said", fields=fields, words=words)


def halted(error: BaseException | None) -> str:
    """Why it does not go on; empty where nothing keeps it from that."""
    return "" if error is None else describe(error).text
