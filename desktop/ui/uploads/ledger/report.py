"""What happened to one upload, to be copied into a report of a mistake."""

import json
from collections.abc import Sequence

from desktop import __version__
from desktop.domain.ledger import Happening
from desktop.domain.uploads import Upload

# Whoever reads a report need not know whose files they were.
_NOT_TOLD = frozenset(
    {"name", "title", "source", "path", "folder", "file", "filename", "customer", "customer_name"}
)
_HASH_TOLD = 12


def report(row: Upload, happened: Sequence[Happening]) -> str:
    """In the journal's own words, which are the same in every language; no names, no places."""
    facts = {
        "upload": row.id,
        "bizztree": __version__,
        "state": row.state.value,
        "way": row.way.value,
        "kind": row.kind.value if row.kind else None,
        "size": row.size,
        "sent_size": row.send_size or None,
        "sha256": row.sha256[:_HASH_TOLD] or None,
        "document": row.document_id,
        "unsure": row.unsure.value if row.unsure else None,
        "candidates": list(row.candidates) or None,
        "problem": type(row.problem).__name__ if row.problem else None,
        "by_reference": row.is_by_reference or None,
        "tries": row.tries,
    }
    head = "  ".join(f"{name}={value}" for name, value in facts.items() if value is not None)
    return "\n".join([head, *map(_line, happened)])


def _line(happening: Happening) -> str:
    detail = {name: value for name, value in happening.detail.items() if name not in _NOT_TOLD}
    said = json.dumps(detail, ensure_ascii=False) if detail else ""
    return f"{happening.at}  {happening.state:<16}  {happening.cause}  {said}".rstrip()
