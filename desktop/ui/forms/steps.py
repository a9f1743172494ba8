"""Undoing what was typed, across the fields of a form."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

Step = dict[str, tuple[str, str]]
"""The fields that one thing changed: what each showed before and after."""

_MOST = 500


class Steps:
    """What the user did to the fields, a step each; typing on in one field is one step.

    What the program shows is no step, and makes the steps void that came from something else: a
    field that a colleague changed is not filled with what was there long before.
    """

    def __init__(self) -> None:
        self._shown: dict[str, str] = {}
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._is_sealed = True
        self._gathered: Step | None = None

    def clear(self) -> None:
        self._shown.clear()
        self._done.clear()
        self._undone.clear()
        self.seal()

    def know(self, states: Mapping[str, str]) -> None:
        """The program shows these now."""
        self._shown.update(states)

    def seal(self) -> None:
        """What is typed next is a step of its own."""
        self._is_sealed = True

    def edited(self, name: str, now: str) -> None:
        """The user made *name* show *now*."""
        before = self._shown.get(name, "")
        self._shown[name] = now
        if before == now:
            return
        if self._gathered is not None:
            self._gathered[name] = (self._gathered.get(name, (before, ""))[0], now)
            return
        self._undone.clear()
        last = self._done[-1] if self._done else {}
        if not self._is_sealed and set(last) == {name} and _is_one_key(before, now):
            last[name] = (last[name][0], now)
        else:
            self._done.append({name: (before, now)})
            del self._done[:-_MOST]
        self._is_sealed = False

    @contextmanager
    def as_one(self) -> Iterator[None]:
        """What is edited inside is one step."""
        self._gathered = {}
        try:
            yield
        finally:
            step, self._gathered = self._gathered, None
            if step:
                self._undone.clear()
                self._done.append(step)
            self.seal()

    @property
    def can_undo(self) -> bool:
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        return bool(self._undone)

    def back(self) -> Mapping[str, str]:
        """What the fields of the last step are to show; empty where there is none."""
        return self._move(self._done, self._undone, is_back=True)

    def forth(self) -> Mapping[str, str]:
        """What the fields of the step that was undone last are to show again."""
        return self._move(self._undone, self._done, is_back=False)

    def _move(self, source: list[Step], target: list[Step], *, is_back: bool) -> dict[str, str]:
        self.seal()
        while source:
            step = source.pop()
            there = 1 if is_back else 0
            valid = {n: pair for n, pair in step.items() if self._still_does(n, pair, there)}
            if valid:
                target.append(valid)
                states = {name: pair[1 - there] for name, pair in valid.items()}
                self._shown.update(states)
                return states
        return {}

    def _still_does(self, name: str, pair: tuple[str, str], there: int) -> bool:
        """Whether to go from one end of *pair* to the other changes what is shown."""
        return self._shown.get(name) == pair[there] != pair[1 - there]


def _is_one_key(before: str, now: str) -> bool:
    """Whether a single character was put in, taken out or replaced."""
    pairs = enumerate(zip(before, now, strict=False))
    start = next((at for at, (was, is_) in pairs if was != is_), min(len(before), len(now)))
    rest = now[start:]
    return rest[1:] in {before[start:], before[start + 1 :]} or rest == before[start + 1 :]
