"""States of the local copy as the lines between the two processes carry them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from desktop.domain.error_facts import error_as_json
from desktop.domain.sync import Doubt, Doubted, Phase, SyncState
from desktop.services.wire import (
    account_as_json,
    read_account,
    read_error,
    server_error,
)

__all__ = [
    "account_as_json",
    "doubted_as_json",
    "error_as_json",
    "read_account",
    "read_doubted",
    "read_error",
    "read_state",
    "server_error",
    "state_as_json",
]


def state_as_json(state: SyncState) -> dict[str, Any]:
    doubted = state.doubted
    return {
        "phase": state.phase.value,
        "known": state.known,
        "passed": state.passed,
        "set_aside": state.set_aside,
        "is_whole": state.is_whole,
        "updated_at": state.updated_at.isoformat() if state.updated_at else None,
        "problem": error_as_json(state.problem),
        "doubted": doubted_as_json(doubted) if doubted else None,
        "oddity": state.oddity,
    }


def read_state(said: Mapping[str, Any]) -> SyncState:
    plain = {name: said[name] for name in ("known", "passed", "set_aside", "is_whole", "oddity")}
    doubted, updated_at = said["doubted"], said["updated_at"]
    return replace(
        SyncState(**plain),
        phase=Phase(said["phase"]),
        updated_at=datetime.fromisoformat(updated_at) if updated_at else None,
        problem=read_error(said["problem"]),
        doubted=read_doubted(doubted) if doubted else None,
    )


def doubted_as_json(doubted: Doubted) -> dict[str, Any]:
    return {
        "doubt": doubted.doubt.value,
        "customers": doubted.customers,
        "of": doubted.of,
        "hours": doubted.hours,
    }


def read_doubted(said: Mapping[str, Any]) -> Doubted:
    return Doubted(
        doubt=Doubt(said["doubt"]),
        customers=int(said["customers"]),
        of=int(said["of"]),
        hours=int(said["hours"]),
    )
