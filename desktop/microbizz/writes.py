"""The commands that change something, as methods; each is sent by itself, and once."""

from collections.abc import Mapping

from desktop.domain.answers import Records, SaveReply, Stored, UploadReply
from desktop.domain.errors import CommandRefused, Malformed, NotAnEnvelope, ServerError
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.domain.sending import BeforeCommit, FileContent, FileToAdd, OnProgress, PhotoToAdd
from desktop.microbizz import commands
from desktop.microbizz.asking import Asking
from desktop.microbizz.streaming import Steps

_UNREADABLE = NotAnEnvelope(Malformed.SHAPE)


class Writes(Asking):
    """Where one fails, the error's `may_have_run` tells whether the server may have done it.

    A file goes up with an Echo of a *nonce*, by which its reply is known to be its own. When its
    last byte has left, *on_progress* is told its size and *before_commit* awaited; only then do
    the bytes leave without which the server can make nothing of the rest. So whoever cancels
    before that, or has it raise, has certainly stored nothing; what it raises is raised here. A
    file that is not the one described is a FileRefused, and was not sent whole.
    """

    async def create_update_customer_by_id(self, customer: Mapping[str, object]) -> Stored:
        return await self._write(commands.create_update_customer_by_id(customer))

    async def create_update_customer_by_customer_number(
        self, customer: Mapping[str, object]
    ) -> Stored:
        return await self._write(commands.create_update_customer_by_customer_number(customer))

    async def save_customer(
        self,
        customer_id: CustomerId,
        wire: Mapping[str, object],
        *,
        nonce: str,
        by_number: bool = False,
    ) -> SaveReply:
        """CreateUpdateCustomerByID, or ...ByCustomerNumber, between two readings of the customer.

        The server halts at the first error, so a write that is refused is not followed by a
        reading. An Echo of the *nonce* shows that the reply is the answer to this.
        """
        by = commands.create_update_customer_by_id
        write = commands.create_update_customer_by_customer_number if by_number else by
        read = commands.get_customer_by_id(customer_id)
        answers = await self._write_watched([commands.echo(nonce), read, write(wire), read])
        echoed, before, answer, after = answers
        return SaveReply(
            is_ours=echoed == nonce,
            echo_refused=isinstance(echoed, CommandRefused),
            before=_only(before),
            is_gone=isinstance(before, Records) and not (before.records or before.set_aside),
            answer=answer if isinstance(answer, Stored | ServerError) else _UNREADABLE,
            after=_only(after),
        )

    async def send_file(
        self,
        file: FileToAdd,
        content: FileContent,
        *,
        nonce: str,
        before_commit: BeforeCommit,
        on_progress: OnProgress | None = None,
    ) -> UploadReply:
        """AddFileToCustomer, and the documents the customer has then."""
        steps = Steps(before_commit=before_commit, on_progress=on_progress)
        return await self._upload(commands.add_file_to_customer(file), content, nonce, steps)

    async def send_photo(
        self,
        photo: PhotoToAdd,
        content: FileContent,
        *,
        nonce: str,
        before_commit: BeforeCommit,
        on_progress: OnProgress | None = None,
    ) -> UploadReply:
        """AddPhotoToCustomer; `content` is a JPEG."""
        steps = Steps(before_commit=before_commit, on_progress=on_progress)
        return await self._upload(commands.add_photo_to_customer(photo), content, nonce, steps)


def _only(answer: object) -> Customer | None:
    """The customer that a reading found."""
    return answer.records[0] if isinstance(answer, Records) and answer.records else None
