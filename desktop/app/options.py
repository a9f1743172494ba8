"""The command line."""

import argparse
from pathlib import Path
from typing import NamedTuple

from desktop import __version__


class Options(NamedTuple):
    """What the user asked for; None and False mean: as usual."""

    demo: bool = False
    profile: Path | None = None
    account: Path | None = None
    language: str | None = None


def parse(arguments: list[str]) -> Options:
    """Read the command line; prints and leaves for --help, --version and mistakes."""
    parser = argparse.ArgumentParser(
        prog="bizztree", description="A desktop customer browser for Microbizz."
    )
    way = parser.add_mutually_exclusive_group()
    way.add_argument(
        "--demo", action="store_true", help="use the embedded server and a throw-away account"
    )
    way.add_argument(
        "--account",
        type=Path,
        metavar="FILE",
        help="sign in from a TOML file: endpoint, contract and either apikey, username and "
        "password, or accesstoken",
    )
    parser.add_argument(
        "--profile", type=Path, metavar="DIR", help="write everything to this folder"
    )
    parser.add_argument("--language", choices=["da", "en"], help="default: the system's")
    parser.add_argument("--version", action="version", version=f"Bizztree {__version__}")
    return Options(**vars(parser.parse_args(arguments)))
