"""Errors in the user's words: what happened, what is safe, what to do."""

from desktop.domain import errors
from desktop.ui.labels import listed
from desktop.ui.notice import Notice, Severity
from desktop.ui.texts import tr


def describe(error: BaseException) -> Notice:
    """The notice for *error*; what is no AppError is a bug of ours and says so."""
    severity = Severity.PROBLEM
    if isinstance(error, errors.Unreachable | errors.TimedOut):
        severity = Severity.WARNING
    return Notice(text=_sentence(error), details=_details(error), severity=severity)


def _sentence(error: BaseException) -> str:
    match error:
        case errors.ServerError():
            return _server_sentence(error)
        case errors.AccountFileRefused():
            return tr(
                f"problem.account_file.{error.problem.value}", path=error.path, detail=error.detail
            )
        case errors.KeyringFailed():
            return tr("problem.keyring")
        case errors.EditError():
            return _edit_sentence(error)
        case errors.FileRefused():
            return tr(f"problem.file.{error.problem.value}", name=error.name)
        case errors.StorageFailed():
            return tr("problem.storage")
        case _:
            return tr("problem.bug")


def _server_sentence(error: errors.ServerError) -> str:
    match error:
        case errors.Unreachable():
            return tr("problem.unreachable")
        case errors.TimedOut():
            return tr("problem.timed_out", seconds=round(error.seconds))
        case errors.NotAnEnvelope():
            return tr(f"problem.not_an_envelope.{error.why.value}", status=error.http_status)
        case errors.EnvelopeRefused():
            return tr("problem.envelope_refused", message=error.message)
        case errors.CommandRefused():
            return tr("problem.command_refused", message=error.message)
        case _:
            return tr("problem.bug")


def _edit_sentence(error: errors.EditError) -> str:
    match error:
        case errors.CustomerGone():
            return tr("problem.customer_gone")
        case errors.SavingStopped():
            return tr("problem.saving_stopped", fields=listed(error.fields))
        case errors.ChangedMeanwhile():
            return tr("problem.changed_meanwhile", fields=listed(error.fields))
        case errors.ReplyLost():
            stored = "not_stored" if error.is_known_not_stored else "unknown"
            return tr(f"problem.reply_lost.{stored}")
        case errors.CreateUnsure():
            candidate = error.candidate
            return tr("problem.create_unsure", name=candidate.name, id=candidate.id)
        case errors.WrongCustomerAnswered():
            return tr(
                "problem.wrong_customer", expected=error.expected_id, answered=error.answered_id
            )
        case errors.NumberAmbiguous():
            return tr("problem.number_ambiguous", number=error.number, count=error.count)
        case _:
            return tr("problem.bug")


def _details(error: BaseException) -> str:
    match error:
        case errors.Unreachable() | errors.StorageFailed() | errors.KeyringFailed():
            return error.reason
        case errors.CommandRefused():
            return f"{error.command}: {error.message}"
        case errors.NotAnEnvelope():
            return f"HTTP {error.http_status}, {error.why.value}"
        case errors.AppError():
            return ""
        case _:
            return f"{type(error).__name__}: {error}"
