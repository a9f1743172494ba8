"""`python -m desktop` and the command `bizztree`."""

import sys


def main() -> int:
    if getattr(sys, "frozen", False):
        # A frozen program is its own interpreter: its child processes are itself, started again.
        if sys.argv[1:2] == ["--demo-server"]:
            from desktop.demo.server import serve

            return serve(sys.argv[2:])
        if sys.argv[1:2] == ["--picture-worker"]:
            from desktop.photos.worker import main as decode

            return decode()
    from desktop.app import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
