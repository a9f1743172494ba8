"""What the journal has on record of saves, for tests to look at."""

import json
import sqlite3
from datetime import datetime
from typing import Any

from desktop.domain.ids import CustomerId
from desktop.journal.saves import SaveRow


def receipts_of(db: sqlite3.Connection, customer: int) -> list[SaveRow]:
    """The saves of one customer, the newest first."""
    found = db.execute(
        "SELECT id, at, way, sent, before, after, outcome, detail FROM save"
        " WHERE customer_id = ? ORDER BY id DESC",
        (customer,),
    )
    return [
        SaveRow(
            id=id_,
            customer_id=CustomerId(customer),
            at=datetime.fromisoformat(at),
            way=way,
            sent=json.loads(sent),
            before=_wire(before),
            after=_wire(after),
            outcome=outcome,
            detail=detail,
        )
        for id_, at, way, sent, before, after, outcome, detail in found
    ]


def _wire(text: str | None) -> Any:
    return None if text is None else json.loads(text)
