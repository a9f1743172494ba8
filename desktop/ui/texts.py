"""Every word the user reads, from `resources/i18n`, one folder a language."""

import json
from typing import Literal, get_args

from desktop.support.resources import resource

Language = Literal["en", "da"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_texts: dict[str, str] = {}


def load(language: Language) -> None:
    """Use *language* from here on; called once, before the first widget."""
    _texts.clear()
    for path in sorted(resource("i18n", language).glob("*.json")):
        _texts.update(json.loads(path.read_text(encoding="utf-8")))


def tr(key: str, **values: object) -> str:
    """The text of *key*, with *values* in its places; KeyError is a programming mistake."""
    text = _texts[key]
    return text.format(**values) if values else text


def has_text(key: str) -> bool:
    """Whether *key* has a text, for keys made from what the server sent."""
    return key in _texts
