"""The rows of an import in words: what they would do, and what came of them."""

from collections.abc import Iterable, Iterator, Sequence

from desktop.domain.checks import Fault
from desktop.domain.edits import customer_field
from desktop.domain.ids import CustomerId
from desktop.domain.importing import (
    FIELDS,
    NEEDS_YOU,
    Flaw,
    ImportRow,
    RowState,
    Verdict,
    Why,
)
from desktop.domain.rights import rights_for
from desktop.services.editing.importing.cells import Titles
from desktop.services.lists import Lists
from desktop.ui.formats import one_line
from desktop.ui.forms.naming import Naming, customers_in
from desktop.ui.forms.words import choices_of, fault_text
from desktop.ui.labels import label_of, listed
from desktop.ui.texts import tr

_MOST_LINES = 10


def verdict(row: ImportRow) -> str:
    return tr(f"import.verdict.{row.verdict.value}")


def state(row: ImportRow) -> str:
    return tr(f"import.state.{row.state.value}")


def result(row: ImportRow, *, is_running: bool) -> str:
    """What came of it; nothing of a row that was never to be sent."""
    if _is_cut_off(row, is_running=is_running):
        return tr("import.state.unsure")
    return "" if row.state is RowState.LEFT_OUT else state(row)


def details(row: ImportRow, naming: Naming, *, is_running: bool) -> tuple[str, ...]:
    """Why, and what it changes: a line each."""
    cut_off = [tr("import.cut_off")] if _is_cut_off(row, is_running=is_running) else []
    return (*cut_off, *_reasons(row), *changes(row, naming))


def in_one_line(row: ImportRow, naming: Naming, *, is_running: bool) -> str:
    return one_line("; ".join(details(row, naming, is_running=is_running)))


def _is_cut_off(row: ImportRow, *, is_running: bool) -> bool:
    """Whether it was being sent when the program ended: nothing is on its way now."""
    return row.state is RowState.SENDING and not is_running


def changes(row: ImportRow, naming: Naming) -> tuple[str, ...]:
    """Each field, before and after; of a new customer what it gets."""
    if row.verdict not in {Verdict.NEW, Verdict.CHANGED}:
        return ()
    is_new = row.verdict is Verdict.NEW
    key = "import.gets" if is_new else "import.changes"
    return tuple(
        tr(
            key,
            field=label_of(change.name),
            before=naming.value(change.name, change.before),
            after=naming.value(change.name, change.after),
        )
        for change in row.changes
    )


def _reasons(row: ImportRow) -> tuple[str, ...]:
    said = [_flaw(flaw) for flaw in row.flaws]
    if row.others:
        said.append(tr("import.twice", lines=_lines(row.others)))
    if row.count:
        said.append(tr("import.not_unique", count=row.count))
    elif row.why is not Why.NOTHING:
        reasons = ((row.why, row.fields), *row.also)
        said += [_why(why, fields, row.words) for why, fields in reasons]
        said += _said_by_server(row)
    return tuple(said)


def _why(why: Why, fields: tuple[str, ...], words: str) -> str:
    return tr(f"import.why.{why.value}", fields=listed(fields) if fields else "", words=words)


def _said_by_server(row: ImportRow) -> Iterator[str]:
    """Its words, where they are no reason by themselves, and the right that may be missing."""
    if not row.words:
        return
    if row.why is not Why.SERVER_SAID:
        yield row.words
    names = tuple(change.name for change in row.changes)
    is_new = row.verdict is Verdict.NEW
    rights = rights_for("CreateUpdateCustomerByCustomerNumber", names, is_new=is_new)
    if missing := [each for each in rights if each not in row.words]:
        yield tr("forms.right_missing", rights=", ".join(missing))


def _flaw(flaw: Flaw) -> str:
    return tr("import.flaw", field=label_of(flaw.name), fault=_fault(flaw))


def _fault(flaw: Flaw) -> str:
    if isinstance(flaw.fault, Fault):
        return fault_text(customer_field(flaw.name), flaw.fault)
    if flaw.lines:
        return tr(f"import.wrong.{flaw.fault.value}_after", lines=_lines(flaw.lines))
    return tr(f"import.wrong.{flaw.fault.value}")


def _lines(lines: Sequence[int]) -> str:
    return ", ".join(map(str, lines[:_MOST_LINES]))


def titles(lists: Lists) -> Titles:
    """The choices by their titles; one that two have means neither."""
    found: dict[str, dict[str, int]] = {}
    for field in FIELDS:
        if field.choice is None:
            continue
        named = [(title.casefold(), id_) for id_, title in choices_of(field.choice, lists)]
        all_titles = [title for title, _ in named]
        found[field.name] = {t: id_ for t, id_ in named if all_titles.count(t) == 1}
    return found


def customers_of(rows: Iterable[ImportRow]) -> set[CustomerId]:
    """Whom they refer to, before and after."""
    changes = (change for row in rows for change in row.changes)
    return customers_in((each.name, v) for each in changes for v in (each.before, each.after))


def can_be_looked_at(row: ImportRow) -> bool:
    """Whether comparing it anew with the server may help."""
    return row.state in NEEDS_YOU or (
        row.state is RowState.STOPPED and row.verdict in {Verdict.NEW, Verdict.CHANGED}
    )
