"""Errors in the user's words: what happened, what is safe, what to do."""

from collections.abc import Callable, Mapping
from datetime import datetime
from math import ceil
from typing import Any

from desktop.domain import errors
from desktop.domain.importing import SheetRefused
from desktop.ui.labels import all_listed, listed
from desktop.ui.notice import Notice, Severity
from desktop.ui.texts import has_text, tr

_SENTENCES: Mapping[type[errors.AppError], Callable[[Any], str]] = {
    errors.Unreachable: lambda e: tr(
        "problem.untrusted" if e.is_untrusted else "problem.unreachable"
    ),
    errors.TimedOut: lambda e: tr("problem.timed_out", seconds=round(e.seconds)),
    errors.NotAnEnvelope: lambda e: tr(
        f"problem.not_an_envelope.{e.why.value}", status=e.http_status
    ),
    errors.TooLargeForServer: lambda _: tr("problem.too_large_for_server"),
    errors.NotAccepted: lambda e: tr("problem.not_accepted", status=e.http_status),
    errors.AskedToWait: lambda e: (
        tr("problem.asked_to_wait.some_time")
        if e.seconds is None
        else tr("problem.asked_to_wait.until", seconds=ceil(e.seconds))
    ),
    errors.EnvelopeRefused: lambda e: tr("problem.envelope_refused", message=e.message),
    errors.CommandRefused: lambda e: tr(
        "problem.command_refused", what=_what(e.command), message=e.message.rstrip(" .")
    ),
    errors.AccountFileRefused: lambda e: tr(
        f"problem.account_file.{e.problem.value}", path=e.path, detail=e.detail
    ),
    errors.KeyringFailed: lambda _: tr("problem.keyring"),
    errors.CannotMove: lambda _: tr("problem.cannot_move"),
    errors.CustomerGone: lambda _: tr("problem.customer_gone"),
    errors.SavingStopped: lambda e: tr(
        "problem.saving_stopped" if e.fields else "problem.saving_stopped_put_back",
        name=e.customer.name,
        id=e.customer.id,
        fields=listed(e.fields),
    ),
    errors.ChangedMeanwhile: lambda e: tr("problem.changed_meanwhile", fields=listed(e.fields)),
    errors.ReplyLost: lambda e: tr("problem.reply_lost", clock=_clock(e.until)),
    errors.CreateLost: lambda e: tr(
        f"problem.create_{'lost' if e.was_sent else 'held'}", clock=_clock(e.until)
    ),
    errors.CreateUnsure: lambda e: tr(
        "problem.create_refused_unsure" if e.refused_by else "problem.create_unsure",
        name=e.candidate.name,
        id=e.candidate.id,
        words=e.refused_by,
    ),
    errors.WrongCustomerAnswered: lambda e: tr(
        "problem.wrong_customer", expected=e.expected_id, answered=e.answered_id
    ),
    errors.NumberTaken: lambda e: tr(
        "problem.number_taken", number=e.number, name=e.owner.name, id=e.owner.id
    ),
    errors.NumberUnchecked: lambda e: tr("problem.number_unchecked", number=e.number),
    errors.NumberAmbiguous: lambda e: tr(
        "problem.number_ambiguous", number=e.number, count=e.count
    ),
    errors.NumberMoved: lambda e: tr(
        "problem.number_moved", number=e.number, name=e.owner.name, id=e.owner.id
    ),
    errors.FileRefused: lambda e: tr(f"problem.file.{e.problem.value}", name=e.name),
    errors.DocumentsUnlisted: lambda _: tr("problem.documents_unlisted"),
    errors.HandsLost: lambda _: tr("problem.hands_lost"),
    errors.HandsMissing: lambda _: tr("uploads.pause.hands"),
    SheetRefused: lambda e: tr(f"import.problem.{e.problem.value}", name=e.name, line=e.line),
    errors.StorageFailed: lambda _: tr("problem.storage"),
    errors.DiskFull: lambda _: tr("problem.disk_full"),
    errors.JournalTooNew: lambda _: tr("problem.journal_too_new"),
    errors.JournalInUse: lambda _: tr("problem.journal_in_use"),
    errors.NotKept: lambda _: tr("problem.not_kept"),
    errors.ExportFailed: lambda _: tr("problem.export_failed"),
    errors.MirrorDamaged: lambda _: tr("problem.mirror_damaged"),
}

SIGN_IN = "sign-in"
"""What a notice is about that is no longer true once the server takes the sign-in again."""
_LONGEST = 400
"""Characters of a sentence; what a server adds beyond them is in the details."""


def describe(error: BaseException) -> Notice:
    """The notice for *error*; what is no AppError is a bug of ours and says so."""
    is_cut_off = isinstance(error, errors.Unreachable | errors.TimedOut)
    severity = Severity.WARNING if is_cut_off else Severity.PROBLEM
    text, details = _sentence(error), _details(error)
    if len(text) > _LONGEST:
        text, details = f"{text[:_LONGEST]}…", details or text
    return Notice(
        text=text,
        details=details,
        severity=severity,
        is_until_connected=is_cut_off,
        about=SIGN_IN if isinstance(error, errors.EnvelopeRefused) else "",
    )


def _sentence(error: BaseException) -> str:
    for kind in type(error).__mro__:
        if kind in _SENTENCES:
            return _SENTENCES[kind](error)
    return tr("problem.bug")


def _clock(at: datetime) -> str:
    return at.astimezone().strftime("%H:%M")


def _what(command: str) -> str:
    """What a command does, in words; one that has none is called by its name."""
    key = f"command.{command}"
    return tr(key) if has_text(key) else command


def _details(error: BaseException) -> str:
    match error:
        case errors.Unreachable() | errors.StorageFailed() | errors.KeyringFailed():
            return error.reason
        case errors.DocumentsUnlisted():
            return error.reason
        case errors.SavingStopped() | errors.ChangedMeanwhile():
            return all_listed(error.fields)
        case errors.NumberUnchecked():
            return _sentence(error.cause)
        case errors.CommandRefused():
            return f"{error.command}: {error.message}"
        case errors.NotAnEnvelope():
            return f"HTTP {error.http_status}, {error.why.value}"
        case errors.AppError():
            return ""
        case _:
            return f"{type(error).__name__}: {error}"
