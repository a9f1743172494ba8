"""Results made by hand, for tests of the list."""

from desktop.domain.records import Customer
from desktop.domain.rows import row_of
from desktop.ui.search.line import Result


def result(id_: int, name: str, *path: str, **fields: object) -> Result:
    """A customer below *path*; fields as they are on the wire, and the marks of a Result."""
    is_recent, is_pinned = (bool(fields.pop(key, False)) for key in ("is_recent", "is_pinned"))
    customer = Customer({"id": id_, "name": name, **fields})
    return Result(row=row_of(customer), path=path, is_recent=is_recent, is_pinned=is_pinned)
