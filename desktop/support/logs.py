"""The log: ids and names of commands, never payloads, secrets or anybody's name."""

import contextlib
import logging
import logging.handlers
import sys
import traceback
from pathlib import Path

from desktop.support.paths import private_folder

_MOST_BYTES = 1_000_000
_KEPT_FILES = 3
_log = logging.getLogger(__name__)


class Redactor(logging.Filter):
    """Takes the secrets it was told of out of every line, as a second fence."""

    def __init__(self) -> None:
        super().__init__()
        self._secrets: set[str] = set()

    def hide(self, *secrets: str) -> None:
        self._secrets.update(secret for secret in secrets if secret)

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if record.exc_info:
            # Formatted here, so that the fence covers tracebacks as well.
            text += "\n" + "".join(traceback.format_exception(*record.exc_info))
            record.exc_info, record.exc_text = None, None
        for secret in self._secrets:
            text = text.replace(secret, "•••")
        record.msg, record.args = text, ()
        return True


def start_log(path: Path) -> Redactor:
    """Log to *path*; where that cannot be, to nowhere."""
    redactor = Redactor()
    handler: logging.Handler = logging.NullHandler()
    with contextlib.suppress(OSError):
        private_folder(path.parent)
        handler = logging.handlers.RotatingFileHandler(
            path,
            maxBytes=_MOST_BYTES,
            backupCount=_KEPT_FILES,
            encoding="utf-8",
            delay=True,
            errors="backslashreplace",
        )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    handler.addFilter(redactor)
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    # They log whole URLs and headers.
    for chatty in ("httpx", "httpcore", "asyncio", "PIL"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    return redactor


def record_bug(error: BaseException) -> None:
    """Write the traceback of a bug to the log."""
    _log.error("bug", exc_info=(type(error), error, error.__traceback__))


def log_uncaught() -> None:
    """What escapes a slot is logged: the program goes on."""

    def hook(kind: type[BaseException], error: BaseException, trace: object) -> None:
        record_bug(error)
        sys.__excepthook__(kind, error, trace)  # type: ignore[arg-type]  # a traceback or None

    sys.excepthook = hook
