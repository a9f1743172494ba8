"""What the parts of the engine share."""

from dataclasses import dataclass

from desktop.services.clock import Clock
from desktop.services.uploads.book import Book
from desktop.services.uploads.gate import Gate
from desktop.services.uploads.learning import Learned
from desktop.services.uploads.listings import Listings
from desktop.services.uploads.road import Road
from desktop.services.uploads.telling import Telling
from desktop.services.uploads.unlisted import Unlisted


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One of each, for all that send, look and write down."""

    book: Book
    road: Road
    gate: Gate
    listings: Listings
    unlisted: Unlisted
    learned: Learned
    clock: Clock
    telling: Telling
