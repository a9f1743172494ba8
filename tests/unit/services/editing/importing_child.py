"""A process that imports a table until it is killed."""

import json
import sys
from pathlib import Path
from typing import Any, cast

from tests.helpers.demo_server import ControlPaths, DemoServer
from tests.unit.services.editing.importing_desk import ImportDesk, at_the_desk


class _Elsewhere(ControlPaths):
    """The server that another process has started."""

    def __init__(self, account: dict[str, Any]) -> None:
        self.account = account


def main() -> None:
    folder, account, *lines = sys.argv[1:]
    server = cast(DemoServer, _Elsewhere(json.loads(account)))

    async def story(desk: ImportDesk) -> None:
        await desk.check(*lines)
        await desk.run()

    at_the_desk(server, Path(folder), story)


if __name__ == "__main__":
    main()
