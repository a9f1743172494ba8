"""The embedded server as a child process, and its control paths, for tests of every level."""

import asyncio
import json
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any, Self, TypeVar
from urllib.parse import urlencode, urlsplit

T = TypeVar("T")

CUSTOMERS = 300
# A proxy of the machine's has no business here.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_PATIENCE = 60.0


class ControlPaths:
    """Steers a server that was started with --control.

    Attributes:
        account: The line the server printed: url, contract, apikey, username, password, token.
    """

    account: Mapping[str, str]

    @property
    def base(self) -> str:
        parts = urlsplit(self.account["url"])
        return f"{parts.scheme}://{parts.netloc}"

    def faults(self, *faults: Mapping[str, Any]) -> None:
        """Add to the plan: {"command": ..., "kind": ..., "times": ..., ...} each."""
        self._control("POST", "faults", list(faults))

    def clear_faults(self) -> None:
        """Forget the plan and let go of what is held."""
        self._control("DELETE", "faults")

    def release(self) -> None:
        """Let the exchanges go on that a "hold" fault stopped."""
        self._control("POST", "release")

    def wait_until_held(self, count: int = 1) -> None:
        """Return once *count* exchanges are stopped by a "hold" fault."""
        self._control("GET", f"held?count={count}")

    async def holding(self, work: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        """Begin *work*; it is under way, and stopped by a "hold" fault."""
        begun = asyncio.create_task(work)
        await asyncio.to_thread(self.wait_until_held)
        return begun

    def wait_until_idle(self) -> None:
        """Return once every exchange is over, and what it left to be executed later is."""
        self._control("GET", "idle")

    def ledger(self, since: int = 0) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = self._control("GET", f"ledger?since={since}")["entries"]
        return entries

    def ledger_of(self, command: str) -> list[dict[str, Any]]:
        return [entry for entry in self.ledger() if entry["command"] == command]

    def requests(self) -> int:
        """How many HTTP requests have come to the endpoint."""
        return int(self._control("GET", "requests")["requests"])

    def stored_bytes(self, document_id: int) -> bytes | None:
        """What is stored, exactly as received; None for a document that was never sent."""
        url = f"{self.base}/control/documents/{document_id}"
        try:
            with _opener.open(url, timeout=_PATIENCE) as answer:
                content: bytes = answer.read()
                return content
        except urllib.error.HTTPError as error:
            error.close()
            return None

    def documents(self, customer_id: int) -> list[dict[str, Any]]:
        """What a customer has, shown by listings or not.

        As the API sends them, with "sha256" ("" for one that was never sent) and "hidden" besides.
        """
        path = f"documents?customer={customer_id}"
        documents: list[dict[str, Any]] = self._control("GET", path)["documents"]
        return documents

    def patch_customer(self, id_: int = 0, /, **fields: Any) -> dict[str, Any]:
        """Change a customer as a colleague would, or create one without an id; unchecked."""
        planted: list[dict[str, Any]] = self._control("POST", "customers", {"id": id_, **fields})[
            "customers"
        ]
        return planted[0]

    def plant(self, patches: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Change or, without an id, create several customers at once."""
        planted: list[dict[str, Any]] = self._control("POST", "customers", list(patches))[
            "customers"
        ]
        return planted

    def customers(self) -> dict[int, dict[str, Any]]:
        """Everyone the user may see, as the API sends them, by id."""
        return {each["id"]: each for each in self._control("GET", "customers")["customers"]}

    def drop_customers(self, *ids: int) -> None:
        """Take customers out without a trace."""
        self._control("DELETE", "customers", ids)

    def records(self, kind: str) -> dict[int, dict[str, Any]]:
        """All of "subscription", "procedure" or "depotline", as their feed sends them, by id."""
        return {each["id"]: each for each in self._control("GET", f"records/{kind}")["records"]}

    def drop_records(self, kind: str, *ids: int) -> None:
        self._control("DELETE", f"records/{kind}", ids)

    def patch_record(self, kind: str, id_: int = 0, /, **fields: Any) -> dict[str, Any]:
        """The same for a "subscription", "procedure", "depotline", "document" or "folder"."""
        planted: list[dict[str, Any]] = self._control(
            "POST", f"records/{kind}", {"id": id_, **fields}
        )["records"]
        return planted[0]

    def set_clock(self, now: str | None = None, *, ticking: bool = False) -> None:
        """Freeze the server's clock at an ISO time; None runs with the machine again."""
        self._control("POST", "clock", {"now": now, "ticking": ticking})

    def advance_clock(self, seconds: float) -> None:
        self._control("POST", "clock", {"advance": seconds})

    def _control(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(
            f"{self.base}/control/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
            method=method,
        )
        try:
            with _opener.open(request, timeout=_PATIENCE) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                raise AssertionError(f"/control/{path}: {error.read().decode()}") from None


class DemoServer(ControlPaths):
    """One running server; ends with the test process even if that is killed.

    Attributes:
        is_restarted: Whether `reset` brings back the world as it was at a restart, not at first.
    """

    def __init__(
        self, data: Path, *options: str, customers: int = CUSTOMERS, seed: int = 1
    ) -> None:
        self._arguments = ["--data", str(data), "--customers", str(customers), "--seed", str(seed)]
        self._arguments += options
        self.is_restarted = False
        self._start()

    def _start(self, *more: str) -> None:
        module = [sys.executable, "-m", "desktop.demo", "--control", "--until-eof"]
        self.process = subprocess.Popen(
            [*module, *self._arguments, *more],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            self.kill()
            raise AssertionError("the embedded server did not start")
        self.account = json.loads(line)

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def send(self, *commands: Mapping[str, Any], **envelope: Any) -> dict[str, Any]:
        """Send commands in one envelope the urlencoded way; the whole answer."""
        items = {name: value for name, value in self.account.items() if name != "url"}
        del items["accesstoken"]
        sent = json.dumps({**items, "commands": list(commands), **envelope})
        body = urlencode({"json": sent}).encode()
        with _opener.open(self.account["url"], data=body, timeout=_PATIENCE) as answer:
            received: dict[str, Any] = json.loads(answer.read())
            return received

    def call(self, command: str, **inputs: Any) -> dict[str, Any]:
        """Execute one command; its result, whatever its status."""
        result: dict[str, Any] = self.send({"command": command, **inputs})["results"][0]
        return result

    def stop(self) -> None:
        """End it in order."""
        if self.is_alive:
            self.process.terminate()
        self._reap()

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.kill()
        self._reap()

    def restart(self) -> None:
        """Start again on the same port and data; the process must have ended or is stopped."""
        port = urlsplit(self.account["url"]).port
        self.stop()
        self.is_restarted = True
        self._start("--port", str(port))

    def reset(self) -> None:
        """Back to the world it started with: data, faults, clock, ledger and counts."""
        self._control("POST", "reset")

    def _reap(self) -> None:
        self.process.wait(timeout=20)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def copy_of(template: Path, target: Path) -> Path:
    """A data folder of one's own, quicker than building the world again."""
    shutil.copytree(template, target)
    return target
