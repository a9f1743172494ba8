"""The documents a customer has, asked for with patience."""

from desktop.domain.answers import Listing
from desktop.domain.errors import AskedToWait, CommandRefused, ServerError
from desktop.domain.uploads import Upload
from desktop.services.uploads.known import Known
from desktop.services.uploads.road import pause_after

_MOST_TRIES = 5

_MOST_WAITS = 12
"""A server that says "later" is asked again, but some ten minutes of it are enough."""


async def listed(known: Known, upload: Upload) -> Listing | None:
    """The documents its customer has, as soon as the road is open.

    None where they cannot be had though the server answers, a refusal included.
    """
    tries = waits = 0
    while tries < _MOST_TRIES and waits < _MOST_WAITS:
        await known.road.opened()
        try:
            return await known.listings.fresh(upload.customer_id)
        except CommandRefused:
            return None
        except AskedToWait as error:
            waits += 1
            known.road.close(error)
            # The road opens sooner where others get through, who ask for no listings.
            await known.clock.sleep(pause_after(waits))
        except ServerError:
            tries += 1
            if trouble := await known.road.trouble():
                known.road.close(trouble)
            else:
                # It is this customer's alone: others pass by.
                await known.clock.sleep(pause_after(tries))
    return None
