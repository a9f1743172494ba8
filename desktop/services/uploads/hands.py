"""The hands of uploads as the window knows them: a process that copies, prepares and sends."""

import asyncio
from base64 import b64decode
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Final

from desktop.domain.account import Account
from desktop.domain.answers import UploadReply
from desktop.domain.errors import HandsLost
from desktop.domain.photos import PhotoOrder, Prepared
from desktop.domain.picture import Picture
from desktop.domain.records import Document
from desktop.domain.uploads import Upload, UploadId
from desktop.journal.spool import Spool
from desktop.services.piped import Piped
from desktop.services.uploads import messages, parcels
from desktop.services.uploads.messages import WORDS, Message
from desktop.services.uploads.parcels import Parcel, Staged
from desktop.services.wire import account_as_json, read_error
from desktop.support.logs import record_bug
from desktop.support.own_processes import UPLOAD_WORKER, own_command

__all__ = ["Hands", "Parcel", "Staged"]

BeforeCommit = Callable[[], Awaitable[None]]
OnProgress = Callable[[int], None]

_SPOOL: Final = "spool"
