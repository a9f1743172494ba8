"""What one row of a table would do to whoever has its number."""

from collections.abc import Mapping
from dataclasses import replace

from desktop.domain.checks import Fault
from desktop.domain.edits import customer_field, is_blank
from desktop.domain.ids import NO_CUSTOMER
from desktop.domain.importing import NUMBER, PARENT, Flaw, ImportRow, RowState, Verdict, Wrong
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.mirror.numbered import Owners

_KEPT = frozenset({"id", NUMBER, "name"})


def judged(
    line: int,
    number: str,
    said: tuple[Mapping[str, Value], tuple[Flaw, ...]],
    owners: Owners,
    others: tuple[int, ...] = (),
) -> ImportRow:
    """The row with its verdict; *others* are the other lines with its number."""
    wanted, flaws = said
    found = owners.only
    if found is None and owners.count == 0:
        wanted = _without_blanks(wanted)
    flaws = (*flaws, *_without_name(wanted, flaws, is_new=found is None and not owners.count))
    if found is not None and wanted.get(PARENT) == found.id:
        flaws = (*flaws, Flaw(PARENT, Wrong.BELOW_ITSELF))
    row = ImportRow(
        line=line,
        number=number,
        name=found.name if found is not None else str(wanted.get("name") or ""),
        verdict=_verdict(flaws, owners, others),
        state=RowState.LEFT_OUT,
        customer=found.id if found is not None else NO_CUSTOMER,
        wanted=wanted,
        base=_part(found, wanted),
        flaws=flaws,
        others=others,
        count=owners.count if owners.count > 1 else 0,
    )
    return _settled(row)


def below_itself(row: ImportRow, lines: tuple[int, ...]) -> ImportRow:
    """The same row where its customer would come to lie below itself: it is not sent.

    *lines* are those before it that put the parent there, none where it was there already.
    """
    flaws = (*row.flaws, Flaw(PARENT, Wrong.BELOW_ITSELF, lines))
    return replace(row, flaws=flaws, verdict=Verdict.FAULTY, state=RowState.LEFT_OUT)


def _verdict(flaws: tuple[Flaw, ...], owners: Owners, others: tuple[int, ...]) -> Verdict:
    if flaws:
        return Verdict.FAULTY
    if others:
        return Verdict.TWICE
    if owners.count > 1:
        return Verdict.NOT_UNIQUE
    return Verdict.CHANGED if owners.count else Verdict.NEW


def _settled(row: ImportRow) -> ImportRow:
    if row.verdict is Verdict.CHANGED and not row.changes:
        return replace(row, verdict=Verdict.SAME)
    if row.verdict in {Verdict.NEW, Verdict.CHANGED}:
        return replace(row, state=RowState.WAITING)
    return row


def _without_blanks(wanted: Mapping[str, Value]) -> dict[str, Value]:
    """A new customer has nothing that could be emptied."""
    return {n: value for n, value in wanted.items() if not is_blank(customer_field(n), value)}


def _without_name(
    wanted: Mapping[str, Value], flaws: tuple[Flaw, ...], *, is_new: bool
) -> tuple[Flaw, ...]:
    """A customer has a name: a new one needs it, and nobody's is emptied."""
    if any(flaw.name == "name" for flaw in flaws):
        return ()
    is_missing = "name" not in wanted if is_new else not wanted.get("name", "-")
    return (Flaw("name", Fault.MISSING),) if is_missing else ()


def _part(found: Customer | None, wanted: Mapping[str, Value]) -> Customer:
    """What of the customer a save is checked against, under the names it arrived by."""
    if found is None:
        return Customer({})
    names = {each for name in wanted for each in customer_field(name).names} | _KEPT
    return Customer({name: wire for name, wire in found.raw.items() if name in names})
