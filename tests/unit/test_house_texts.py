"""The words the user reads: the same keys and places in each language, none missing, none idle."""

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from string import Formatter

import pytest

from tests.helpers.source import ROOT, modules, nothing

LANGUAGES = ("en", "da")

Pairs = list[tuple[str, object]]


def pairs(language: str) -> Pairs:
    """Keys and texts of a language, doubled ones too."""
    files = sorted((ROOT / "resources" / "i18n" / language).glob("*.json"))
    texts = (path.read_text(encoding="utf-8") for path in files)
    return list(chain.from_iterable(json.loads(text, object_pairs_hook=list) for text in texts))


def places(text: str) -> Counter[str]:
    """The names in `{...}` in a text."""
    return Counter(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def literal_keys() -> Iterator[tuple[str, str]]:
    """The keys written out in calls of tr, with their places."""
    for module in modules("desktop/ui"):
        for node in module.nodes:
            match node:
                case ast.Call(
                    func=ast.Name(id="tr") | ast.Attribute(value=ast.Name(id="texts"), attr="tr"),
                    args=[ast.Constant(value=str(key)), *_],
                ):
                    yield key, f"{module.path}:{node.lineno}"


def strings() -> set[str]:
    """Every string in the program: tables hold keys too."""
    return {
        node.value
        for module in modules("desktop")
        for node in module.nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def made_keys() -> re.Pattern[str]:
    """The keys that the program puts together, such as f"field.{name}"."""
    made = (
        "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+"
            for part in node.values
        )
        for module in modules("desktop")
        for node in module.nodes
        if isinstance(node, ast.JoinedStr)
    )
    return re.compile("|".join(each for each in made if re.match(r"[a-z_]+\\\.", each)) or "$^")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_key_has_one_text(language: str) -> None:
    counts = Counter(key for key, _ in pairs(language))
    nothing((key for key in counts if counts[key] > 1), "Keep one text of each of these keys.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_say_something(language: str) -> None:
    nothing(
        (key for key, text in pairs(language) if not isinstance(text, str) or not text.strip()),
        "Write these texts; a text is a string that is not empty.",
    )


def test_languages_have_the_same_keys() -> None:
    english, danish = (dict(pairs(language)) for language in LANGUAGES)
    nothing(english.keys() ^ danish.keys(), "Write these keys' texts in the other language too.")


def test_languages_have_the_same_places() -> None:
    english, danish = (dict(pairs(language)) for language in LANGUAGES)
    nothing(
        (
            key
            for key in english.keys() & danish.keys()
            if places(str(english[key])) != places(str(danish[key]))
        ),
        "Use the same {places} in both languages' texts of these keys.",
    )


def test_keys_in_the_program_have_texts() -> None:
    known = dict(pairs("en"))
    nothing(
        (f"{place} {key}" for key, place in literal_keys() if key not in known),
        "Write texts of these keys in resources/i18n, in both languages.",
    )


def test_texts_are_used() -> None:
    written, made = strings(), made_keys()
    nothing(
        (key for key, _ in pairs("en") if key not in written and not made.fullmatch(key)),
        "No line of the program asks for these texts: remove them, or use them.",
    )


def test_danish_spells_cancelling_in_one_way() -> None:
    nothing(
        (key for key, text in pairs("da") if "nnullér" in str(text)),
        "Write “Annuller”, as everywhere else.",
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_alt_opens_is_one_thing(language: str) -> None:
    """The menus and the bar below the form are in sight together, and share the Alt keys."""
    texts = dict(pairs(language))
    offered = ("restore", "allow_saving", "put_theirs_back", "keep_mine", "decide", "undo_save")
    keys = [f"menu.{each}" for each in ("customer", "view", "uploads", "account")]
    keys += [f"forms.{each}" for each in (*offered, "revert", "save")]
    by_letter: dict[str, list[str]] = {}
    for key in keys:
        by_letter.setdefault(re.findall("&(.)", str(texts[key]))[0].lower(), []).append(key)
    nothing(
        (f"Alt+{letter}: {', '.join(of)}" for letter, of in by_letter.items() if len(of) > 1),
        "Put the & before another letter.",
    )
