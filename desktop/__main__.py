"""`python -m desktop` and the command `bizztree`."""

import sys


def main() -> int:
    from desktop.app import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
