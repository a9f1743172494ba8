"""How the user wants uploads to go, for one account."""

from collections.abc import Callable

from desktop.domain.photos import Preset
from desktop.support.settings import Settings

SECTION = "uploads"

HOLD_S = 8.0
LONGEST_HOLD_S = 60.0
LANES = 2
MOST_LANES = 4


class UploadSettings:
    """What is kept in the account's memory; what cannot be read there is as at first.

    Attributes:
        hold_seconds: How long a batch can be undone, 0 to 60: nothing can be deleted from
            Microbizz later (documented).
        lanes: How many go up at once, 1 to 4.
        token_in_title: Whether a short token ends the titles, so that each is found for certain.
        preset: How large photos go up where nothing else is said.
        keeps_place: Whether place and serial numbers stay in photos where nothing else is said.
    """

    def __init__(self, *, memory: Settings, changed: Callable[[], None]) -> None:
        self._memory = memory
        self._changed = changed
        said = memory.get(SECTION)
        self.hold_seconds = _within(said.get("hold_seconds"), HOLD_S, LONGEST_HOLD_S)
        self.lanes = round(_within(said.get("lanes"), LANES, MOST_LANES, least=1))
        self.token_in_title = said.get("token_in_title") is True
        self.preset = _preset(said.get("preset"))
        self.keeps_place = said.get("keeps_place") is True

    def change(
        self,
        *,
        hold_seconds: float | None = None,
        lanes: int | None = None,
        token_in_title: bool | None = None,
        preset: Preset | None = None,
        keeps_place: bool | None = None,
    ) -> None:
        """Have what is given be different from now on; None leaves it as it is."""
        self.hold_seconds = _within(hold_seconds, self.hold_seconds, LONGEST_HOLD_S)
        self.lanes = round(_within(lanes, self.lanes, MOST_LANES, least=1))
        self.token_in_title = _either(token_in_title, self.token_in_title)
        self.preset = preset or self.preset
        self.keeps_place = _either(keeps_place, self.keeps_place)
        self._memory.put(
            SECTION,
            {
                "hold_seconds": self.hold_seconds,
                "lanes": self.lanes,
                "token_in_title": self.token_in_title,
                "preset": self.preset.value,
                "keeps_place": self.keeps_place,
            },
        )
        self._memory.save_soon()
        self._changed()


def _within(said: object, otherwise: float, most: float, *, least: float = 0.0) -> float:
    if isinstance(said, bool) or not isinstance(said, int | float):
        return otherwise
    return min(max(float(said), least), most)


def _either(said: bool | None, otherwise: bool) -> bool:
    return otherwise if said is None else said


def _preset(said: object) -> Preset:
    return next((preset for preset in Preset if preset.value == said), Preset.ORIGINAL)
