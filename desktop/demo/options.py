"""The command line of the embedded server."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from desktop.demo import dialect
from desktop.demo.clock import danish_now
from desktop.demo.world.order import WorldOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the server was asked to be."""

    port: int
    data: Path | None
    world: WorldOrder
    now: datetime | None
    page_size: int
    key_seconds: float
    number_pattern: str
    dialect: str
    refused_feeds: frozenset[str]
    feeds_go_by_id: bool
    control: bool
    until_eof: bool


def read(argv: Sequence[str]) -> Options:
    given = _parser().parse_args(argv)
    today = given.today or (given.now or danish_now()).date()
    return Options(
        port=given.port,
        data=given.data,
        world=WorldOrder(customers=given.customers, seed=given.seed, today=today),
        now=given.now,
        page_size=given.page_size,
        key_seconds=given.key_seconds,
        number_pattern=given.number_pattern,
        dialect=given.dialect,
        refused_feeds=frozenset(given.refuse_feed),
        feeds_go_by_id=given.feeds_by_id,
        control=given.control,
        until_eof=given.until_eof,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="desktop.demo", description="An embedded Microbizz server with an invented world."
    )
    add = parser.add_argument
    add("--port", type=int, default=0, help="0 takes a free one")
    add("--data", type=Path, help="where the world is kept; a temporary folder without it")
    add("--customers", type=int, default=2000)
    add("--seed", type=int, default=1)
    add("--today", type=date.fromisoformat, help="the day the world is built around")
    add("--now", type=datetime.fromisoformat, help="a clock that stands still")
    add("--page-size", type=int, default=500)
    add("--key-seconds", type=float, default=3600, help="how long a resumekey lives")
    add("--number-pattern", default="^[0-9A-Za-z-]{0,20}$", help="what a customernumber must match")
    add("--dialect", choices=dialect.NAMES, default=dialect.NAMES[0])
    add("--refuse-feed", action="append", default=[], metavar="COMMAND", help="an unknown command")
    add("--feeds-by-id", action="store_true", help="not by change: their order is undocumented")
    add("--control", action="store_true", help="serve /control/ and keep a ledger")
    add("--until-eof", action="store_true", help="end when standard input ends")
    return parser
