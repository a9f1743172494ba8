"""`python -m desktop` and the command `bizztree`."""

import sys


def main() -> int:
    if getattr(sys, "frozen", False):
        from desktop.support.own_processes import (
            DEMO_SERVER,
            PICTURE_WORKER,
            SYNC_WORKER,
            TABLE_READER,
            UPLOAD_WORKER,
        )

        # A frozen program is its own interpreter: its child processes are itself, started again.
        if sys.argv[1:2] == [DEMO_SERVER]:
            from desktop.demo.server import serve

            return serve(sys.argv[2:])
        if sys.argv[1:2] == [PICTURE_WORKER]:
            from desktop.photos.worker import main as decode

            return decode()
        if sys.argv[1:2] == [SYNC_WORKER]:
            from desktop.services.sync.worker import main as synchronise

            return synchronise()
        if sys.argv[1:2] == [UPLOAD_WORKER]:
            from desktop.services.uploads.worker import main as send_files

            return send_files()
        if sys.argv[1:2] == [TABLE_READER]:
            from desktop.services.editing.importing.reader import main as read_table

            return read_table()
    from desktop.app import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
