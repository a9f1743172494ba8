"""What is said of files while they are over a customer, and of what became of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from desktop.domain.batches import Target
from desktop.domain.errors import FileProblem
from desktop.services.uploads.expanding import Left, Why
from desktop.services.uploads.proposing import Group
from desktop.ui.problems import describe
from desktop.ui.selection import Aim
from desktop.ui.texts import tr
from desktop.ui.uploads.offer import Offer

QUIET = (Why.HIDDEN, Why.SYSTEM, Why.LINK, Why.SPECIAL)
"""Why something stays behind that nobody misses."""


def path(names: Sequence[str]) -> str:
    """The parents, the root first."""
    return tr("drop.step").join(names)


def in_folder(customer: str, folder: str) -> str:
    return path((customer, folder)) if folder else customer


def about(aim: Aim) -> str:
    """Number and town; what is not there leaves no gap."""
    return tr("drop.facts").join(part for part in (aim.target.number, aim.town) if part)


def short(aim: Aim) -> str:
    """The customer in one line of a sentence: name, town and number."""
    said = ", ".join(part for part in (aim.target.name, aim.town) if part)
    return f"{said} ({aim.target.number})" if aim.target.number else said


def count(offer: Offer) -> str:
    """How many files and folders there are, as far as they can be told apart."""
    files = len(offer.paths) - offer.folders - offer.unclear
    parts = [
        counted("drop.files", files),
        counted("drop.folders", offer.folders),
        counted("drop.either", offer.unclear),
    ]
    return tr("drop.and").join(part for part in parts if part)


def warnings(aim: Aim, offer: Offer) -> Iterator[str]:
    """What keeps the files from going up without more ado, a sentence each."""
    if aim.refusal:
        yield aim.refusal
        return
    yield from states(aim.target)
    if len(offer.refused) == 1:
        yield describe(offer.refused[0]).text
    elif offer.refused:
        is_promised = offer.refused[0].problem is FileProblem.PROMISED
        key = "promised_many" if is_promised else "foreign_many"
        yield tr(f"drop.{key}", count=len(offer.refused))


def states(target: Target) -> Iterator[str]:
    """That the customer is closed, or blocked."""
    if target.is_closed:
        yield tr("drop.closed")
    if target.is_blocked:
        yield tr("drop.blocked")


def spoken(aim: Aim, offer: Offer) -> str:
    """All of it for those who hear it; who it is comes first."""
    customer = short(aim)
    said = tr("drop.on_folder", customer=customer, folder=aim.folder) if aim.folder else customer
    what = "" if aim.refusal else count(offer)
    parts = [tr("drop.on" if what else "drop.over", what=what, customer=said)]
    if aim.target.path:
        parts.append(tr("drop.below", path=path(aim.target.path)))
    return " ".join([*parts, *warnings(aim, offer)])


def number_and_name(number: str, name: str) -> str:
    return tr("drop.facts").join(part for part in (number, name) if part)


def left_behind(left: Iterable[Left]) -> str:
    """How many stay behind of each kind."""
    counts = Counter(each.why for each in left)
    parts = [counted(f"drop.left.{why.value}", counts[why]) for why in QUIET]
    kinds = tr("drop.and").join(part for part in parts if part)
    return tr("drop.left", kinds=kinds)


def staying(groups: Sequence[Group]) -> str:
    """How many folders and files stay behind; files in no folder are none."""
    folders = [group for group in groups if group.name]
    loose = sum(len(group.files) for group in groups if not group.name)
    parts = [counted("drop.staying.loose", loose)]
    if folders:
        inside = counted("drop.files", sum(len(group.files) for group in folders))
        many = counted("drop.folders", len(folders))
        parts.insert(0, tr("drop.staying.folders", folders=many, files=inside))
    return tr("drop.staying.and").join(part for part in parts if part)


def counted(key: str, number: int, **more: object) -> str:
    """A text for one or for many; "" for none."""
    if not number:
        return ""
    return tr(f"{key}.{'one' if number == 1 else 'many'}", count=number, **more)
