"""The project's own source, parsed, for the tests of how it is written."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, eq=False)
class Module:
    """One Python file; `path` is as seen from the top of the project."""

    path: str
    text: str
    tree: ast.Module

    @property
    def nodes(self) -> Iterator[ast.AST]:
        return ast.walk(self.tree)

    @property
    def functions(self) -> Iterator[Function]:
        return (node for node in self.nodes if isinstance(node, Function))

    @property
    def classes(self) -> Iterator[ast.ClassDef]:
        return (node for node in self.nodes if isinstance(node, ast.ClassDef))


def parsed(text: str, path: str = "example.py") -> Module:
    return Module(path, text, ast.parse(text, path))


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Every module below *folders*, in a steady order."""
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return tuple(
        parsed(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())
        for path in paths
    )


def mentions(module: Module) -> Iterator[tuple[str, int]]:
    """What a module imports and calls, by dotted name, with the line.

    An import reads `time.sleep`; a call reads `time.sleep()`, `time.sleep(0)` with one constant,
    and `time.sleep(...)` with anything else.
    """
    for node in module.nodes:
        match node:
            case ast.Import(names=names):
                yield from ((each.name, node.lineno) for each in names)
            case ast.ImportFrom(module=str(origin), names=names):
                yield from ((f"{origin}.{each.name}", node.lineno) for each in names)
            case ast.Call():
                yield f"{_dotted(node.func)}({_arguments(node)})", node.lineno


def nothing(offences: Iterable[str], advice: str) -> None:
    """Fail with *advice* and the places it is meant for, if there are any."""
    places = sorted(set(offences))
    assert not places, "\n".join(["", advice, *places])


def _dotted(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name):
            return f"{_dotted(value)}.{name}"
        case _:
            return "?"


def _arguments(call: ast.Call) -> str:
    match call:
        case ast.Call(args=[], keywords=[]):
            return ""
        case ast.Call(args=[ast.Constant(value=value)], keywords=[]):
            return repr(value)
        case _:
            return "..."
