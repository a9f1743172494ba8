"""What the program remembers about its looks: one JSON file, never a secret."""

import contextlib
import json
import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    # Imported where it is used: the first window needs none of it.
    import asyncio

Section = dict[str, Any]


class Settings:
    """Sections by name; what cannot be read is forgotten, never in the way of starting."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writing = threading.Lock()
        self._begun: set[asyncio.Task[None]] = set()
        self._sections = _read(path)

    def get(self, section: str) -> Section:
        """A copy of *section*; empty where nothing is remembered."""
        found = self._sections.get(section)
        return dict(found) if isinstance(found, dict) else {}

    def put(self, section: str, values: Mapping[str, Any]) -> None:
        self._sections[section] = dict(values)

    def save_soon(self) -> None:
        """Begin to write everything: a kill must not cost what was said. Needs a running loop."""
        import asyncio

        task = asyncio.get_running_loop().create_task(self._save(), name="save settings")
        self._begun.add(task)
        task.add_done_callback(self._begun.discard)

    async def save(self) -> None:
        """Write everything; a full disk costs the looks and nothing else."""
        import asyncio

        await asyncio.gather(self._save(), *self._begun)

    async def _save(self) -> None:
        import asyncio
        import logging

        try:
            await asyncio.to_thread(self._write)
        except OSError as error:
            logging.getLogger(__name__).warning("settings not saved: %s", error)

    def _write(self) -> None:
        # Saved from two places at once, one has to wait: both use the same fresh file. Whoever
        # comes last writes what is true by then, never what was when it began to wait.
        with self._writing:
            text = json.dumps(dict(self._sections), indent=1, sort_keys=True)
            fresh = self._path.with_suffix(".new")
            with fresh.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._path)


def _read(path: Path) -> dict[str, Section]:
    with contextlib.suppress(OSError, ValueError, RecursionError):
        found = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return found
    return {}
