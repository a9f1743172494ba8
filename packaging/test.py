"""Set up what the tests need and run every check and test: `python3 packaging/test.py`.

`--only checks`, `unit`, `ui`, `kill` or `end2end` runs that part (several may be named); whatever
else is given goes to pytest, as in `python3 packaging/test.py --only unit -k search`.
"""

import sys


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - the case this line is there for
        sys.exit(f"Bizztree needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    # Only now, for an older Python cannot even read it.
    import checks

    return checks.run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
