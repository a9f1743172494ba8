"""What of a record goes into the columns of the copy."""

import json
from typing import Final

from desktop.domain.ids import CustomerId, CustomerTypeId, MaingroupId
from desktop.domain.records import Customer
from desktop.domain.rows import CustomerRow, row_of

BEYOND: Final = 1 << 62
"""Ids from here on are no customer's: the search needs the bit above."""
NOWHERE: Final = CustomerId(-1)
"""Stands for a parent whose id no customer can have."""


def raw_text(raw: object) -> str:
    """The object as JSON text, ASCII alone: a lone surrogate has no UTF-8."""
    return _ENCODE(raw)


_ENCODE: Final = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


def storable_row(customer: Customer) -> CustomerRow:
    """The customer's row; numbers no id can be are 0 in it, and such a parent is NOWHERE."""
    row = row_of(customer)
    parent, type_id, maingroup = row.parent, row.type_id, row.maingroup
    if 0 <= parent < BEYOND and 0 <= type_id < BEYOND and 0 <= maingroup < BEYOND:
        return row
    return row._replace(
        parent=parent if 0 <= parent < BEYOND else NOWHERE,
        type_id=type_id if 0 <= type_id < BEYOND else CustomerTypeId(0),
        maingroup=maingroup if 0 <= maingroup < BEYOND else MaingroupId(0),
    )
