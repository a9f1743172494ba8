"""Answers questions about what programs tell screen readers, one JSON line each.

The system's Python runs it by its path, for only that one has the bindings; it imports nothing
of ours. A question is {"pid": of the program, "role": "" for any, "name": pattern of the whole
name, "state": what it must be}; the answer is a list of the objects that are on the screen and fit.
"""

import json
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import gi  # type: ignore[import-not-found]  # only the system's Python has it

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # type: ignore[import-not-found]  # noqa: E402  # as above

T = TypeVar("T")


def answer(question: dict[str, Any]) -> list[dict[str, Any]]:
    """What is on the screen and fits, in the order of the program's own tree."""
    name = re.compile(question["name"], re.DOTALL)
    known: dict[Any, bool] = {}
    return [
        described(each)
        for application in applications(question["pid"])
        for each in matching(application, question["state"])
        if question["role"] in ("", tried(each.get_role_name, ""))
        and name.fullmatch(tried(each.get_name, "") or "")
        and is_shown(tried(each.get_parent, None), known)
    ]


def applications(pid: int) -> Iterator[Any]:
    """The program's root; nothing as long as it is not on the accessibility bus."""
    desktop = Atspi.get_desktop(0)
    for index in range(tried(desktop.get_child_count, 0)):
        each = tried(lambda: desktop.get_child_at_index(index), None)  # noqa: B023 - called at once
        if each is not None and tried(each.get_process_id, 0) == pid:
            # Nobody listens to events here, so what was remembered would soon be wrong.
            each.set_cache_mask(Atspi.Cache.NONE)
            yield each


def matching(application: Any, state: str) -> list[Any]:
    """Everything that says it is showing and in *state*, by one question to the program."""
    wanted = [Atspi.StateType.SHOWING, getattr(Atspi.StateType, state.upper())]
    every, nested, inverted = Atspi.CollectionMatchType.ALL, True, False
    states = Atspi.StateSet.new(wanted)
    rule = Atspi.MatchRule.new(states, every, {}, every, [], every, [], every, inverted)
    order = Atspi.CollectionSortOrder.CANONICAL
    found: list[Any] = tried(
        lambda: application.get_collection_iface().get_matches(rule, order, 0, nested), []
    )
    return found


def is_shown(each: Any, known: dict[Any, bool]) -> bool:
    """Whether all around it shows too: rows of a closed list say that they show."""
    if each is None or tried(each.get_role_name, "application") == "application":
        return True
    if each not in known:
        states = tried(each.get_state_set, None)
        shows = states is not None and states.contains(Atspi.StateType.SHOWING)
        known[each] = bool(shows) and is_shown(tried(each.get_parent, None), known)
    return known[each]


def described(each: Any) -> dict[str, Any]:
    return {
        "role": tried(each.get_role_name, "") or "",
        "name": tried(each.get_name, "") or "",
        "description": tried(each.get_description, "") or "",
        "states": states_of(each),
        "box": box_of(each),
        "text": text_of(each),
        "label": label_of(each),
    }


def states_of(each: Any) -> list[str]:
    states: list[Any] = tried(lambda: each.get_state_set().get_states(), [])
    return [state.value_nick for state in states]


def box_of(each: Any) -> list[int]:
    box = tried(lambda: each.get_component_iface().get_extents(Atspi.CoordType.SCREEN), None)
    return [0, 0, 0, 0] if box is None else [box.x, box.y, box.width, box.height]


def text_of(each: Any) -> str:
    """What an entry holds."""
    text = tried(each.get_text_iface, None)
    return "" if text is None else tried(lambda: Atspi.Text.get_text(text, 0, -1), "") or ""


def label_of(each: Any) -> str:
    relations: list[Any] = tried(each.get_relation_set, [])
    for relation in relations:
        if relation.get_relation_type() == Atspi.RelationType.LABELLED_BY:
            return tried(lambda: relation.get_target(0).get_name(), "") or ""  # noqa: B023 - at once
    return ""


def tried(ask: Callable[[], T], otherwise: T) -> T:
    """What the program answers, if it and the object are still there."""
    try:
        return ask()
    except (GLib.Error, AttributeError):
        return otherwise


def main() -> None:
    warnings.simplefilter("ignore", DeprecationWarning)
    Atspi.init()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
