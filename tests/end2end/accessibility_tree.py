"""Answers questions about what programs tell screen readers, one JSON line each.

The system's Python runs it by its path, for only that one can speak D-Bus; it imports nothing of
ours. A question is {"pid": of the program, "role": "" for any, "name": pattern of the whole name,
"state": what it must be}; the answer is a list of the objects that are on the screen and fit.

The library made for this (libatspi) is left out: it waits for itself for ever when a program
changes while it is asked.
"""

import json
import re
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

import gi  # type: ignore[import-not-found]  # only the system's Python has it

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # type: ignore[import-not-found]  # noqa: E402  # as above

_PATIENCE_MS = 5000
_ROOT = "/org/a11y/atspi/accessible/root"
_REGISTRY = "org.a11y.atspi.Registry"
_ACCESSIBLE = "org.a11y.atspi.Accessible"
_STATES = {"active": 1, "focused": 12, "selected": 23, "showing": 25}
"""The number of the bit that stands for each; there are more, which nobody here asks for."""
_ALL, _CANONICAL, _LABELLED_BY, _ON_SCREEN = 1, 1, 2, 0

Reference = tuple[str, str]
"""A program on the bus, and the path of an object in it."""


class Question(NamedTuple):
    """What is looked for."""

    pid: int
    role: str
    name: str
    state: str


class Bus:
    """The accessibility bus; what an object does not answer in time is nothing."""

    def __init__(self) -> None:
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        named, path = "org.a11y.Bus", "/org/a11y/bus"
        (address,) = session.call_sync(
            named, path, named, "GetAddress", None, None, Gio.DBusCallFlags.NONE, _PATIENCE_MS
        ).unpack()
        flags = Gio.DBusConnectionFlags
        self._connection = Gio.DBusConnection.new_for_address_sync(
            address, flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION
        )

    def ask(self, whom: Reference, what: str, arguments: Any = None, otherwise: Any = None) -> Any:
        """Call a method, `interface.Method`, with one result."""
        interface, _, method = what.rpartition(".")
        flags = Gio.DBusCallFlags.NONE
        try:
            answer = self._connection.call_sync(
                *whom, interface, method, arguments, None, flags, _PATIENCE_MS
            ).unpack()
        except GLib.Error:  # gone meanwhile, or it knows no such thing
            return otherwise
        return answer[0] if answer else otherwise

    def property(self, of: Reference, name: str, otherwise: Any) -> Any:
        arguments = GLib.Variant("(ss)", (_ACCESSIBLE, name))
        return self.ask(of, "org.freedesktop.DBus.Properties.Get", arguments, otherwise)


class Reader:
    """Reads what programs show."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    def answer(self, question: Question) -> list[dict[str, Any]]:
        """What is on the screen and fits, in the order of the program's own tree."""
        name = re.compile(question.name, re.DOTALL)
        known: dict[Reference, bool] = {}
        return [
            self._described(each)
            for application in self._applications(question.pid)
            for each in self._matching(application, question.state)
            if question.role in ("", self._role(each))
            and name.fullmatch(self._bus.property(each, "Name", ""))
            and self._is_shown(self._bus.property(each, "Parent", application), known)
        ]

    def _applications(self, pid: int) -> Iterator[Reference]:
        """The program's root; nothing as long as it is not on the bus."""
        ask_pid = "org.freedesktop.DBus.GetConnectionUnixProcessID"
        bus = ("org.freedesktop.DBus", "/org/freedesktop/DBus")
        listed = self._bus.ask((_REGISTRY, _ROOT), f"{_ACCESSIBLE}.GetChildren", None, [])
        for name, path in listed:
            if self._bus.ask(bus, ask_pid, GLib.Variant("(s)", (name,))) == pid:
                yield name, path

    def _matching(self, application: Reference, state: str) -> list[Reference]:
        """Everything that says it is showing and in *state*, by one question to the program."""
        bits = 1 << _STATES["showing"] | 1 << _STATES[state]
        # States, attributes, roles and interfaces, each with how it is matched; not inverted.
        rule: tuple[Any, ...] = ([bits, 0], _ALL, {}, _ALL, [], _ALL, [], _ALL, False)
        arguments = GLib.Variant("((aiia{ss}iaiiasib)uib)", (rule, _CANONICAL, 0, True))
        found: list[Reference] = self._bus.ask(
            application, "org.a11y.atspi.Collection.GetMatches", arguments, []
        )
        return found

    def _is_shown(self, each: Reference, known: dict[Reference, bool]) -> bool:
        """Whether all around it shows too: rows of a closed list say that they show."""
        if each[1] == _ROOT:
            return True
        if each not in known:
            low, _ = self._bus.ask(each, f"{_ACCESSIBLE}.GetState", None, (0, 0))
            shows = bool(low & 1 << _STATES["showing"])
            above = self._bus.property(each, "Parent", (each[0], _ROOT))
            known[each] = shows and self._is_shown(above, known)
        return known[each]

    def _described(self, each: Reference) -> dict[str, Any]:
        return {
            "role": self._role(each),
            "name": self._bus.property(each, "Name", ""),
            "description": self._bus.property(each, "Description", ""),
            "box": self._box(each),
            "text": self._text(each),
            "label": self._label(each),
        }

    def _role(self, each: Reference) -> str:
        role: str = self._bus.ask(each, f"{_ACCESSIBLE}.GetRoleName", None, "")
        return role

    def _box(self, each: Reference) -> list[int]:
        where = GLib.Variant("(u)", (_ON_SCREEN,))
        box = self._bus.ask(each, "org.a11y.atspi.Component.GetExtents", where, (0, 0, 0, 0))
        return list(box)

    def _text(self, each: Reference) -> str:
        """What an entry holds."""
        whole = GLib.Variant("(ii)", (0, -1))
        text: str = self._bus.ask(each, "org.a11y.atspi.Text.GetText", whole, "")
        return text

    def _label(self, each: Reference) -> str:
        relations = self._bus.ask(each, f"{_ACCESSIBLE}.GetRelationSet", None, [])
        labels = (label for kind, labels in relations if kind == _LABELLED_BY for label in labels)
        return " ".join(self._bus.property(tuple(label), "Name", "") for label in labels)


def main() -> None:
    reader = Reader(Bus())
    for line in sys.stdin:
        answer = reader.answer(Question(**json.loads(line)))
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
