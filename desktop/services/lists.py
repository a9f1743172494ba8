"""The contract's short lists: customer types, roles and main groups."""

import asyncio

from desktop.domain.errors import CommandRefused
from desktop.domain.ids import CustomerRoleId, CustomerTypeId, MaingroupId
from desktop.domain.records import CustomerRole, CustomerType, Maingroup
from desktop.microbizz import Client
from desktop.services.changes import Change, ChangeFeed, Subject


class Lists:
    """What choices there are; each load replaces a whole list (documented).

    Attributes:
        refused: The commands this contract refuses, with the server's words.
        is_loaded: Whether the lists have been read, even if they were empty or refused.
    """

    def __init__(self, *, client: Client, changes: ChangeFeed) -> None:
        self._client = client
        self._changes = changes
        self.types: dict[CustomerTypeId, CustomerType] = {}
        self.roles: dict[CustomerRoleId, CustomerRole] = {}
        self.maingroups: dict[MaingroupId, Maingroup] = {}
        self.refused: dict[str, CommandRefused] = {}
        self.is_loaded = False

    async def load(self) -> None:
        """Read all three in one request; a list the contract refuses stays as it was."""
        types, roles, maingroups = await asyncio.gather(
            self._client.get_customer_types(),
            self._client.get_customer_roles(),
            self._client.get_maingroups(),
            return_exceptions=True,
        )
        self.refused.clear()
        if not isinstance(types, BaseException):
            self.types = {entry.id: entry for entry in types.records}
        if not isinstance(roles, BaseException):
            self.roles = {entry.id: entry for entry in roles.records}
        if not isinstance(maingroups, BaseException):
            self.maingroups = {entry.id: entry for entry in maingroups.records}
        self._note_refusals(types, roles, maingroups)
        self.is_loaded = True
        self._changes.publish(Change(subject=Subject.LISTS))

    def _note_refusals(self, *answers: object) -> None:
        """Keep what was refused, for the pane to say; anything worse is the caller's."""
        for answer in answers:
            if isinstance(answer, CommandRefused):
                self.refused[answer.command] = answer
            elif isinstance(answer, BaseException):
                raise answer
