"""Where customers would be once the rows of a table were carried out, one after another."""

from collections.abc import Iterator, Mapping, Sequence

from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.rows import CustomerRow


class Places:
    """The parents of the local copy, and over them those that rows before would give."""

    def __init__(self) -> None:
        self._known: dict[CustomerId, CustomerId] = {}
        self._moved: dict[CustomerId, CustomerId] = {}
        self._lines: dict[CustomerId, int] = {}

    def learn(self, paths: Mapping[CustomerId, Sequence[CustomerRow]]) -> None:
        """Take in who is above each customer in the copy, from the top down."""
        for id_, path in paths.items():
            line = [NO_CUSTOMER, *(row.id for row in path), id_]
            self._known.update(zip(line[1:], line, strict=False))

    def move(
        self, customer: CustomerId, parent: CustomerId, *, line: int
    ) -> tuple[int, ...] | None:
        """Move *customer* below *parent*, as *line* says; None is returned where that can be.

        Where it would come to lie below itself it stays, and the lines are returned whose moves
        put *parent* below it, none where the copy has it there. Who is above *parent* in the copy
        must have been learnt.
        """
        above = tuple(self._upwards(parent))
        if customer in above:
            between = above[: above.index(customer)]
            return tuple(sorted(self._lines[id_] for id_ in between if id_ in self._lines))
        self._moved[customer], self._lines[customer] = parent, line
        return None

    def _upwards(self, id_: CustomerId) -> Iterator[CustomerId]:
        """The customer and all above it; the copy may change meanwhile, so no one twice."""
        seen = {NO_CUSTOMER}
        while id_ not in seen:
            seen.add(id_)
            yield id_
            id_ = self._moved.get(id_, self._known.get(id_, NO_CUSTOMER))
