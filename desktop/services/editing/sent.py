"""A write of a customer on its way, and what the customer shows of it afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from desktop.domain.edits import (
    Saved,
    compare,
    differing,
    not_stored_of,
    rebased,
    slipped_between,
)
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.journal import saves


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """What is about to be sent: `wire` as it goes out, `sent` the fields in it by their names.

    `before` is the customer as it was just read.
    """

    way: saves.Way
    before: Customer
    wire: Mapping[str, object]
    sent: Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A write on its way, with its row in the journal; `sent_ns` is by the monotonic clock.

    Attributes:
        image: The customer right before the write, which someone may have changed since it was
            read for it; of one that was lost, with what later ones stored instead.
        is_one_moment: The images before and after come of one envelope, so that what differs
            between them is the write's doing.
        is_late: It was found long after it was sent: whatever else changed may be anybody's.
        saved_again: What a later write has sent once more, so that it no longer tells.
    """

    write: Write
    receipt: int
    at: datetime
    sent_ns: int
    image: Customer
    is_one_moment: bool = False
    is_settled_by_reading: bool = False
    is_late: bool = False
    refused_by: str = ""
    saved_again: frozenset[str] = frozenset()

    @property
    def fields(self) -> frozenset[str]:
        """By which of those sent it can be told whether it is stored."""
        return frozenset(self.write.sent) - self.saved_again

    @property
    def customer(self) -> CustomerId:
        return self.write.before.id

    def saved(self, after: Customer) -> Saved:
        sent = self.write.sent
        came = compare(self.image, after, sent, is_one_moment=self.is_one_moment)
        return Saved(
            receipt=self.receipt,
            at=self.at,
            before=self.image,
            after=after,
            sent=sent,
            not_stored=came.not_stored,
            disturbed=() if self.is_late else came.disturbed,
            slipped=tuple(
                each
                for each in slipped_between(self.write.before, self.image, sent)
                # Where theirs stands all the same, nothing of it went under.
                if each.name in differing(self.image, after, sent)
            ),
            is_late=self.is_late,
            refused_by=self.refused_by,
            is_settled_by_reading=self.is_settled_by_reading,
        )

    def is_stored_in(self, now: Customer) -> bool:
        """Whether *now* shows any of what was sent and was not there before."""
        missed = not_stored_of(self.write.sent, now)
        return bool(differing(self.image, now, self.fields.difference(missed)))

    def seen(self, now: Customer) -> "Sent":
        """The same after a reading that does not show it: what is there now goes under yet."""
        return replace(self, image=rebased(now, self.image, self.write.sent))

    def but_for(self, later: "Sent", after: Customer) -> "Sent":
        """The same without what *later* has sent as well.

        What it stored instead is there *after* it: that goes under if this one comes yet.
        """
        mine, theirs = self.write.sent, later.write.sent
        both = (mine.keys() & theirs.keys()) - {*not_stored_of(theirs, after)}
        again = {name for name in both if mine[name] == theirs[name]}
        instead = both - again
        image = rebased(after, self.image, instead)
        return replace(self, saved_again=self.saved_again | again, image=image)
