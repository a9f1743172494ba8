"""The rules of an account, learned from its refusals and remembered; nothing is ever stopped."""

import asyncio
from collections.abc import Coroutine, Mapping
from datetime import UTC, datetime
from typing import Any

from desktop.domain.edits import customer_field
from desktop.domain.errors import StorageFailed
from desktop.domain.records import Customer
from desktop.domain.rules import NUMBER, Refusal, Rule, Shape, blamed, shape_of
from desktop.domain.values import Value
from desktop.mirror import learned
from desktop.mirror.reader import Reader
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.support.settings import Settings

_SECTION = "rules"
_MOST_WORDS = 500


class Rules:
    """What Microbizz is known to want here: a rule at most for each field and kind.

    A change of LISTS with the cause "rules" tells of one that was learned or forgotten.

    Attributes:
        labels: What fields are called in the user's language, by which a refusal may name them.
    """

    def __init__(self, *, memory: Settings, reader: Reader, changes: ChangeFeed) -> None:
        self._memory = memory
        self._reader = reader
        self._changes = changes
        self._rules = {_key(rule): rule for rule in _read(memory.get(_SECTION))}
        self._learning: set[asyncio.Task[None]] = set()
        self._keeping: set[asyncio.Task[None]] = set()
        self._unsubscribe = changes.subscribe(self._note)
        self.labels: Mapping[str, str] = {}

    def learned(self) -> tuple[Rule, ...]:
        """All of them, the newest first."""
        return tuple(sorted(self._rules.values(), key=lambda rule: rule.at, reverse=True))

    def required(self, field: str) -> bool:
        """Whether the field must not be empty."""
        return (field, False) in self._rules

    def doubt(self, field: str, value: Value) -> Rule | None:
        """The rule that *value* breaks."""
        of_field = (self._rules.get((field, has_shape)) for has_shape in (False, True))
        return next((rule for rule in of_field if rule and rule.is_broken_by(value)), None)

    def hear(self, refusal: Refusal) -> None:
        """Learn from a refusal, if there is anything to learn; nobody waits for it."""
        field = blamed(refusal, self.labels)
        if not field:
            return
        rule = Rule(field=field, at=datetime.now(UTC), words=refusal.words[:_MOST_WORDS])
        value = refusal.sent.get(field)
        if rule.is_broken_by(value):
            self._learn(rule)
        elif field == NUMBER and isinstance(value, str):
            _start(self._compare(rule, value), among=self._learning)

    def forget(self, rule: Rule) -> None:
        if self._rules.pop(_key(rule), None) is not None:
            self._keep()

    async def settled(self) -> None:
        """Wait until what was heard is learned, and written down."""
        while running := self._learning | self._keeping:
            await asyncio.wait(running)

    async def close(self) -> None:
        """Learn no more; what was learned is written down."""
        self._unsubscribe()
        for task in self._learning:
            task.cancel()
        await asyncio.gather(*self._learning, *self._keeping, return_exceptions=True)

    # --- How --------------------------------------------------------------------------------

    async def _compare(self, rule: Rule, refused: str) -> None:
        """Tell from the numbers that were accepted what is wrong with the one that was not."""
        try:
            shape = shape_of(await self._reader.run(learned.numbers))
        except StorageFailed:
            return
        if shape is not None and not shape.fits(refused):
            self._learn(Rule(field=rule.field, at=rule.at, words=rule.words, shape=shape))

    def _learn(self, rule: Rule) -> None:
        self._rules[_key(rule)] = rule
        self._keep()

    def _note(self, change: Change) -> None:
        """A new customer that broke a rule was taken: it is none, or no longer."""
        if change.subject is not Subject.CUSTOMERS or change.cause != "created":
            return
        broken = [
            rule
            for record in change.records
            if isinstance(record, Customer)
            for rule in self._rules.values()
            if rule.is_broken_by(record.value(rule.field))
        ]
        for rule in broken:
            self.forget(rule)

    def _keep(self) -> None:
        self._memory.put(_SECTION, {"learned": [_as_json(each) for each in self._rules.values()]})
        # At once, for a crash must not cost what a day has taught; the file is written on a thread.
        _start(self._memory.save(), among=self._keeping)
        self._changes.publish(Change(subject=Subject.LISTS, cause=_SECTION))


def _start(work: Coroutine[Any, Any, None], *, among: set[asyncio.Task[None]]) -> None:
    task = asyncio.get_running_loop().create_task(work, name="rules")
    among.add(task)
    task.add_done_callback(among.discard)


def _key(rule: Rule) -> tuple[str, bool]:
    return rule.field, rule.shape is not None


def _as_json(rule: Rule) -> dict[str, object]:
    kept: dict[str, object] = {
        "field": rule.field,
        "at": rule.at.isoformat(timespec="seconds"),
        "words": rule.words,
    }
    if rule.shape is not None:
        kept |= {"runs": rule.shape.runs, "example": rule.shape.example}
    return kept


def _read(kept: Mapping[str, Any]) -> list[Rule]:
    """What was remembered; what is not of that form any more is passed over."""
    rules = []
    learned_then = kept.get("learned")
    for each in learned_then if isinstance(learned_then, list) else ():
        try:
            rules.append(_rule(each))
        except (KeyError, TypeError, ValueError):
            continue
    return rules


def _rule(kept: Mapping[str, Any]) -> Rule:
    field = customer_field(str(kept["field"])).name
    shape = None
    if "runs" in kept:
        runs = tuple((str(kind), int(fewest), int(most)) for kind, fewest, most in kept["runs"])
        shape = Shape(runs, str(kept["example"]))
    at = datetime.fromisoformat(kept["at"]).astimezone(UTC)
    return Rule(field=field, at=at, words=str(kept["words"]), shape=shape)
