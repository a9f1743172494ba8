"""Drafts and saves that wait for the connection: functions from a connection to values."""

import json
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from desktop.domain import edits
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer

State = Literal["draft", "queued", "conflict", "refused"]
Json = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """One row; `mine` and `about` are JSON objects, `base` is as it was on the wire."""

    id: int
    customer_id: CustomerId
    parent_id: CustomerId | None
    at: datetime
    state: State
    base: Json
    mine: Json
    about: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDraft:
    """What is to be kept. A `customer_id` of 0 is one to be created that has no local id yet."""

    customer_id: CustomerId
    base: Json
    mine: Json
    state: State = "draft"
    parent_id: CustomerId | None = None
    about: Json | None = None


def put(db: sqlite3.Connection, new: NewDraft) -> CustomerId:
    """Keep *new* in place of the customer's draft, or of its waiting save; gives the customer.

    A draft and a waiting save of one customer stand side by side. A save keeps its place.
    """
    text = (_now(), new.state, _json(new.base), _json(new.mine), _json(new.about or {}))
    here = _find(db, new.customer_id, is_draft=new.state == "draft") if new.customer_id else None
    if here is not None:
        db.execute(
            "UPDATE draft SET parent_id = ?, at = ?, state = ?, base = ?, mine = ?, about = ?"
            " WHERE id = ?",
            (new.parent_id, *text, here),
        )
        return new.customer_id
    inserted = db.execute(
        "INSERT INTO draft (customer_id, parent_id, at, state, base, mine, about)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (new.customer_id, new.parent_id, *text),
    )
    if inserted.lastrowid is None:
        raise sqlite3.DatabaseError("no id for the new row")
    if new.customer_id:
        return new.customer_id
    # Rows are never numbered twice, so neither are customers that are not there yet.
    local = CustomerId(-inserted.lastrowid)
    db.execute("UPDATE draft SET customer_id = ? WHERE id = ?", (local, inserted.lastrowid))
    return local


def rows(db: sqlite3.Connection) -> list[DraftRow]:
    """All of them, the oldest first."""
    return [_row(each) for each in db.execute("SELECT * FROM draft ORDER BY id").fetchall()]


def row_of(db: sqlite3.Connection, customer: CustomerId, *, is_draft: bool) -> DraftRow | None:
    """The customer's draft, or the save of it that waits."""
    id_ = _find(db, customer, is_draft=is_draft)
    if id_ is None:
        return None
    return _row(db.execute("SELECT * FROM draft WHERE id = ?", (id_,)).fetchone())


def drop(db: sqlite3.Connection, customer: CustomerId, *, is_draft: bool) -> bool:
    """Whether there was one."""
    id_ = _find(db, customer, is_draft=is_draft)
    db.execute("DELETE FROM draft WHERE id = ?", (id_,))
    return id_ is not None


def set_state(db: sqlite3.Connection, id_: int, state: State, about: Json) -> None:
    """Put down what became of a row; what is known of a create stays with it."""
    row = db.execute("SELECT about FROM draft WHERE id = ?", (id_,)).fetchone()
    about = {**_of_a_create(json.loads(row[0]) if row else {}), **about}
    db.execute("UPDATE draft SET state = ?, about = ? WHERE id = ?", (state, _json(about), id_))


def note(db: sqlite3.Connection, id_: int, known: Json) -> None:
    """Put down more that is *known* of a row; what is said of it meanwhile stands."""
    row = db.execute("SELECT about FROM draft WHERE id = ?", (id_,)).fetchone()
    about = {**(json.loads(row[0]) if row else {}), **known}
    db.execute("UPDATE draft SET about = ? WHERE id = ?", (_json(about), id_))


def judge(db: sqlite3.Connection, row: DraftRow, state: State, about: Json) -> bool:
    """Put down what became of *row*; False where it is another by now, of which that says nothing.

    So it is where the user has said more of it since. That one waits on.
    """
    found = db.execute("SELECT mine, about FROM draft WHERE id = ?", (row.id,)).fetchone()
    if found is None or json.loads(found[0]) != row.mine:
        return False
    if _said_of(json.loads(found[1])) != _said_of(row.about):
        return False
    set_state(db, row.id, state, about)
    return True


def add(db: sqlite3.Connection, customer: CustomerId, base: Json, mine: Json) -> DraftRow:
    """Let *mine*, which began from *base*, wait too, together with what of the customer waits.

    What is of a new customer that was made by now waits for the one it became.
    """
    customer = all_made(db).get(customer, customer)
    if customer > 0:
        # What began before it was made says of whom it is only now.
        base = {**base, "id": customer}
    here = row_of(db, customer, is_draft=False)
    if here is None:
        put(db, NewDraft(customer_id=customer, state="queued", base=base, mine=mine))
    else:
        both = _rebased(here, base)
        new = NewDraft(
            customer_id=customer,
            parent_id=here.parent_id,
            state="queued",
            base=both,
            mine={**here.mine, **mine},
            about=_of_a_create(here.about),
        )
        put(db, new)
    row = row_of(db, customer, is_draft=False)
    if row is None:
        raise sqlite3.DatabaseError("the row that was just put is not there")
    return row


def _rebased(here: DraftRow, base: Json) -> Json:
    """What waits keeps the base it began from; what is added brings its own."""
    if here.customer_id < 0:
        return here.base
    return edits.rebased(Customer(here.base), Customer(base), list(here.mine)).raw


def _said_of(about: Json) -> Json:
    """What the user has answered."""
    return {name: about[name] for name in ("decided", "may_share") if about.get(name)}


def _of_a_create(about: Json) -> Json:
    """What is known of a create, whatever becomes of it."""
    return {name: about[name] for name in ("since", "may_share") if name in about}


def finish(db: sqlite3.Connection, row: DraftRow, after: Json, left: Collection[str] = ()) -> bool:
    """Take out what was sent; False where more has come to wait meanwhile, or is *left*."""
    now = row_of(db, row.customer_id, is_draft=False)
    if now is None:
        return True
    still = [name for name in now.mine if name in left or name not in row.mine]
    mine = {n: v for n, v in now.mine.items() if n in still or v != row.mine[n]}
    if not mine:
        db.execute("DELETE FROM draft WHERE id = ?", (now.id,))
        return True
    # What was not sent keeps the base it has; `made` gives that of a new customer another.
    base = edits.rebased(Customer(now.base), Customer(after), still).raw
    db.execute(
        "UPDATE draft SET base = ?, mine = ?, about = ? WHERE id = ?",
        (_json(base), _json(mine), _json(_about_only(now.about, mine)), now.id),
    )
    # What was asked of it may be settled now; going again asks of what is left.
    db.execute("UPDATE draft SET state = 'queued' WHERE id = ? AND state = 'conflict'", (now.id,))
    return False


def _about_only(about: Json, mine: Json) -> Json:
    """*about* without the answers for fields that wait no longer."""
    decided = about.get("decided")
    if not isinstance(decided, Mapping):
        return about
    return {**about, "decided": {name: decided[name] for name in decided if name in mine}}


def made(
    db: sqlite3.Connection,
    row: DraftRow,
    customer: CustomerId,
    after: Json,
    left: Collection[str] = (),
) -> None:
    """Put down which id a new customer got, wherever its local id is used."""
    local = row.customer_id
    db.execute(
        "INSERT OR REPLACE INTO made (local_id, customer_id) VALUES (?, ?)", (local, customer)
    )
    finish(db, row, after, left)
    db.execute("UPDATE draft SET parent_id = ? WHERE parent_id = ?", (customer, local))
    # A draft goes on as one of *customer*, who may have one already: `Drafts` joins the two.
    db.execute(
        "UPDATE draft SET parent_id = NULL, base = ?,"
        " customer_id = CASE state WHEN 'draft' THEN customer_id ELSE ? END WHERE customer_id = ?",
        (_json(after), customer, local),
    )


def adopted(
    db: sqlite3.Connection, row: DraftRow, customer: CustomerId, found: Json, left: Collection[str]
) -> bool:
    """Put down that the new customer is one that was there; whether anything waits of it.

    What is *left* is to become of that one what was typed. Nobody saw what it had in those fields,
    so they began from nothing.
    """
    now = row_of(db, row.customer_id, is_draft=False) or row
    mine = {n: v for n, v in now.mine.items() if n in left or v != row.mine.get(n)}
    drop(db, row.customer_id, is_draft=False)
    made(db, row, customer, found)
    if mine:
        add(db, customer, edits.rebased(Customer({}), Customer(found), list(mine)).raw, mine)
    return row_of(db, customer, is_draft=False) is not None


def all_made(db: sqlite3.Connection) -> dict[CustomerId, CustomerId]:
    """The ids that customers created here got, by their local ones."""
    found = db.execute("SELECT local_id, customer_id FROM made")
    return {CustomerId(local): CustomerId(real) for local, real in found}


def _find(db: sqlite3.Connection, customer: CustomerId, *, is_draft: bool) -> int | None:
    found = db.execute(
        "SELECT id FROM draft WHERE customer_id = ? AND (state = 'draft') = ?",
        (customer, is_draft),
    ).fetchone()
    return int(found[0]) if found else None


def _row(row: tuple[int, int, int | None, str, State, str, str, str]) -> DraftRow:
    id_, customer_id, parent_id, at, state, base, mine, about = row
    return DraftRow(
        id=id_,
        customer_id=CustomerId(customer_id),
        parent_id=None if parent_id is None else CustomerId(parent_id),
        at=datetime.fromisoformat(at),
        state=state,
        base=json.loads(base),
        mine=json.loads(mine),
        about=json.loads(about),
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _json(wire: Json) -> str:
    # ASCII alone, for a lone surrogate in what the server sent has no UTF-8.
    return json.dumps(wire, ensure_ascii=True, separators=(",", ":"))
