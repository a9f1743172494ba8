"""Whether a file is ours and whole, and what becomes of one that is not."""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

import apsw

from desktop.mirror.schema import COPY_STEPS, MARKS_STEPS

COPY: Final = "mirror.db"
MARKS: Final = "marks.db"
_SUSPECT: Final = "mirror.suspect"
"""Whoever meets damage leaves this file, so that the next opening looks at every page."""

_OURS: Final = 0x42695A74
"""Written into our files ("BiZt"), so that another program's are told from them."""

FILES: Final = {"marks": MARKS, "copy": COPY}
"""By the names they are attached under, in the order in which a transaction ends in them."""
_STEPS: Final = {"marks": MARKS_STEPS, "copy": COPY_STEPS}
_BESIDE: Final = ("-wal", "-shm", "-journal")

_WHEN: Final = "%Y%m%dT%H%M%S"
_PUT_ASIDE: Final = re.compile(r"\d{8}T\d{6}")

Shape = frozenset[tuple[str, str, str]]


class Unusable(Exception):
    """A file cannot be used as it is: "damaged", which foreign ones count as, or "newer"."""

    def __init__(self, file: str, label: str, reason: str) -> None:
        super().__init__(f"{file}: {label}: {reason}")
        self.file = file
        self.label = label


@contextmanager
def blaming(name: str) -> Iterator[None]:
    """Damage met inside is of the schema *name*: it makes its file Unusable."""
    try:
        yield
    except (apsw.CorruptError, apsw.NotADBError, apsw.SQLError) as error:
        raise Unusable(FILES[name], "damaged", str(error)) from error


def attach(db: apsw.Connection, folder: Path, name: str) -> None:
    """Give *db* the file of the schema *name*."""
    db.execute(f"ATTACH ? AS {name}", (str(folder / FILES[name]),))


def check(db: apsw.Connection, name: str, *, thoroughly: bool) -> None:
    """Raise Unusable unless the schema *name* of *db* is empty or a file of ours; changes nothing.

    Looking at every page takes seconds for a million customers, so it is done on suspicion only.
    """
    file = FILES[name]
    version = version_of(db, name)
    is_empty = not version and not _number(db, f"SELECT count(*) FROM {name}.sqlite_schema")
    if not is_empty and not is_ours(db, name):
        raise Unusable(file, "damaged", "another program's")
    if version > len(_STEPS[name]):
        raise Unusable(file, "newer", f"version {version}, known is {len(_STEPS[name])}")
    if thoroughly and (verdict := _verdict(db, name)) != "ok":
        raise Unusable(file, "damaged", verdict)


def is_ours(db: apsw.Connection, name: str) -> bool:
    return _number(db, f"PRAGMA {name}.application_id") == _OURS


def expect_current(db: apsw.Connection, name: str) -> None:
    """Raise SchemaChangeError unless the schema *name* can be read as it is."""
    if not is_ours(db, name) or version_of(db, name) != len(_STEPS[name]):
        raise apsw.SchemaChangeError(f"{FILES[name]}: not of this program's version")


def version_of(db: apsw.Connection, name: str) -> int:
    return _number(db, f"PRAGMA {name}.user_version")


def bring_up_to_date(db: apsw.Connection, name: str) -> None:
    """Take the steps the file lacks, each whole or not at all; raises Unusable if that fails."""
    steps = _STEPS[name]
    for version in range(version_of(db, name), len(steps)):
        with db:
            _take(db, steps[version])
            db.execute(f"PRAGMA {name}.user_version = {version + 1}")
            db.execute(f"PRAGMA {name}.application_id = {_OURS}")
    if _shape(db, name) != _expected(name):
        raise Unusable(FILES[name], "damaged", "other tables than ours")


def put_aside(path: Path, label: str, now: datetime) -> Path:
    """Rename the file and what SQLite keeps beside it, and forget earlier ones of the copy."""
    if path.name == COPY:
        forget_aside(path.parent, datetime.max)  # noqa: DTZ901 - compared as text
    aside = path.with_name(f"{path.name}.{label}-{now:{_WHEN}}")
    count = 1
    while aside.exists():
        count += 1
        aside = path.with_name(f"{path.name}.{label}-{now:{_WHEN}}-{count}")
    for ending in _BESIDE:
        beside = path.with_name(path.name + ending)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + ending))
    path.rename(aside)
    return aside


def forget_aside(folder: Path, until: datetime) -> None:
    """Delete the copies, not the marks, that were put aside until then, as far as that goes."""
    latest = f"{until:{_WHEN}}"
    for old in folder.glob(f"{COPY}.*-*"):
        found = _PUT_ASIDE.search(old.name)
        if found and found.group() <= latest:
            with suppress(OSError):
                old.unlink()


def discard(path: Path) -> None:
    """Delete the file and what SQLite keeps beside it."""
    for ending in ("", *_BESIDE):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def suspect(folder: Path) -> None:
    """Let the next opening look at every page."""
    (folder / _SUSPECT).touch(mode=0o600)


def is_suspect(folder: Path) -> bool:
    return (folder / _SUSPECT).exists()


def trust(folder: Path) -> None:
    (folder / _SUSPECT).unlink(missing_ok=True)


def _take(db: apsw.Connection, step: Sequence[str]) -> None:
    for statement in step:
        db.execute(statement)


def _verdict(db: apsw.Connection, name: str) -> str:
    return str(db.execute(f"PRAGMA {name}.quick_check(1)").get)


def _number(db: apsw.Connection, question: str) -> int:
    return int(db.execute(question).get)


def _shape(db: apsw.Connection, name: str) -> Shape:
    """What was created by whom we know: the tables a virtual table keeps are its own affair."""
    own = f"PRAGMA {name}.table_list"
    shadows = {table for _, table, kind, *_ in db.execute(own) if kind == "shadow"}
    found = db.execute(f"SELECT type, name, sql FROM {name}.sqlite_schema WHERE sql IS NOT NULL")
    return frozenset((kind, called, sql) for kind, called, sql in found if called not in shadows)


@cache
def _expected(name: str) -> Shape:
    """The shape a new file has."""
    with closing(apsw.Connection("")) as db:
        db.execute(f"ATTACH '' AS {name}")
        for step in _STEPS[name]:
            _take(db, step)
        return _shape(db, name)
