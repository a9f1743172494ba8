"""What was typed for a new customer and not stored with it: kept for the one it became."""

from collections.abc import Mapping, Sequence

from desktop.domain.errors import StorageFailed
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.services.editing.drafts import Drafts
from desktop.ui.labels import all_listed, listed
from desktop.ui.notice import Notice, Severity
from desktop.ui.texts import tr


async def keep_missed(
    drafts: Drafts, created: Customer, fields: Mapping[str, Value], missed: Sequence[str]
) -> Notice:
    """Keep what of *fields* was *missed* as a draft of *created*; gives what to say of it."""
    words = [tr("newcustomer.created_but", name=created.name, fields=listed(missed))]
    try:
        await drafts.keep(created.id, created, {name: fields[name] for name in missed})
        words.append(tr("newcustomer.missed_kept"))
    except StorageFailed:
        # It is created all the same, so only what cannot be promised is left unsaid.
        pass
    return Notice(text=" ".join(words), details=all_listed(missed), severity=Severity.WARNING)
