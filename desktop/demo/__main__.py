"""`python -m desktop.demo`: the embedded server alone."""

import sys

from desktop.demo.server import serve

if __name__ == "__main__":
    sys.exit(serve(sys.argv[1:]))
