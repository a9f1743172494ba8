"""So many uploads at once as the user wants, and which are next."""

from desktop.domain.uploads import BETWEEN, Upload, UploadId, UploadState
from desktop.services.background import Background
from desktop.services.uploads.choosing import Choice
from desktop.services.uploads.grip import Grip
from desktop.services.uploads.known import Known
from desktop.services.uploads.outcomes import Outcomes
from desktop.services.uploads.sending import Journey
from desktop.services.uploads.settings import UploadSettings
from desktop.services.uploads.turns import in_turn


class Lanes:
    """Sends what is ready while nothing keeps it back."""

    def __init__(
        self, *, hands: Grip, known: Known, outcomes: Outcomes, settings: UploadSettings
    ) -> None:
        self._hands = hands
        self._known = known
        self._outcomes = outcomes
        self._settings = settings
        self._background = Background()
        self._choice = Choice()
        self._journeys: dict[UploadId, Journey] = {}

    def wake(self) -> None:
        """Fill the lanes."""
        while (upload := self._next()) is not None:
            self._set_off(upload)

    def stop(self, upload: UploadId) -> None:
        """The user wants this one no more."""
        if (journey := self._journeys.get(upload)) is not None:
            journey.stop()

    async def close(self) -> None:
        await self._background.close()

    def _next(self) -> UploadId | None:
        is_full = len(self._journeys) >= self._settings.lanes
        if is_full or not self._known.gate.may_send:
            return None
        book = self._known.book
        if not book.count(UploadState.READY):
            return None
        waiting = in_turn(book.each_in(UploadState.READY), self._hands.falls, self._journeys)
        ready = (row for row in waiting if self._may_go(row))
        carried = [row for each in self._journeys if (row := book.get(each)) is not None]
        chosen = self._choice.next(
            ready,
            carried=carried,
            unsettled=book.in_state(UploadState.SENDING, *BETWEEN),
            lanes=self._settings.lanes,
        )
        return chosen.id if chosen else None

    def _may_go(self, row: Upload) -> bool:
        """Preparing needs room for what is made; a customer without an id is to be created yet."""
        if row.customer_id < 0 or self._known.unlisted.waits(row.customer_id):
            return False
        is_made = row.order is None or row.order == row.prepared_as
        return row.id not in self._journeys and (is_made or self._known.gate.may_copy)

    def _set_off(self, upload: UploadId) -> None:
        journey = Journey(
            upload,
            hands=self._hands,
            known=self._known,
            outcomes=self._outcomes,
            settings=self._settings,
            beside=lambda: self._journeys,
        )
        self._journeys[upload] = journey
        task = self._background.start(journey.go(), name="send an upload")
        task.add_done_callback(lambda _: self._arrived(upload))

    def _arrived(self, upload: UploadId) -> None:
        del self._journeys[upload]
        self.wake()
