"""What is read out of bytes that somebody else made; never to be called in the window's process."""

import io
import os
from base64 import b64decode
from collections.abc import Callable, Mapping
from io import BufferedReader
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from desktop.domain.errors import FileProblem
from desktop.domain.files import FileKind
from desktop.domain.photos import Dropped, PhotoOrder, Preset
from desktop.photos import exif as reading
from desktop.photos import rendering, segments, telling
from desktop.photos.exif import Exif
from desktop.photos.opening import Told, opened, picture_in, told_by, told_by_jpeg
from desktop.photos.segments import NotReadableError

if TYPE_CHECKING:
    from PIL import Image

_THUMBNAIL_LIMIT = 50_000_000
_THUMBNAIL_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP")

Answer = tuple[dict[str, Any], bytes]
"""What is to be said, and what is no text."""

Job = Callable[[Mapping[str, Any], bytes], Answer]


def look(_about: Mapping[str, Any], blob: bytes) -> Answer:
    """What the head of the picture whose path is *blob* tells; no pixel is decoded."""
    try:
        with opened(os.fsdecode(blob)) as (file, kind):
            told = told_by(file, kind)
    except NotReadableError as error:
        if error.problem is FileProblem.NO_DECODER:
            return {"can_be_prepared": False}, b""
        raise
    return {
        "width": told.size[0],
        "height": told.size[1],
        "taken": _said(told.exif),
        "has_place": telling.tells_place(told.exif, told.texts),
        "has_serial": telling.tells_serial(told.exif, told.texts),
        "pictures": told.pictures,
        "can_be_prepared": True,
    }, b""


def prepare(about: Mapping[str, Any], blob: bytes) -> Answer:
    """A JPEG of the picture whose path is *blob*.

    The bytes of the answer are followed by `ranges` of the file, whose `bytes` and `modified_ns`
    are those it had when they were found.
    """
    order = PhotoOrder(preset=Preset(about["preset"]), keeps_place=bool(about["keeps_place"]))
    with opened(os.fsdecode(blob)) as (file, kind):
        stat = os.fstat(file.fileno())
        if kind is FileKind.JPEG:
            answer, made = _prepared_jpeg(file, order)
        else:
            answer, made = _rendered(file, kind, told_by(file, kind), order)
    return {"bytes": stat.st_size, "modified_ns": stat.st_mtime_ns, **answer}, made


def preview(about: Mapping[str, Any], blob: bytes) -> Answer:
    """The picture whose path is *blob*, no side longer than asked, as RGBA."""
    with opened(os.fsdecode(blob)) as (file, kind):
        told = told_by(file, kind)
        rendering.check_cost(told.size, kind, Preset.SMALL)
        with picture_in(file, kind) as picture:
            drawn = rendering.small(picture, int(about["longest"]))
            drawn = rendering.upright(drawn, _orientation(told, kind))
    return _rgba(drawn)


def thumbnail(about: Mapping[str, Any], blob: bytes) -> Answer:
    """The picture in the base64 text *blob*, no side longer than asked, as RGBA."""
    from PIL import Image, ImageOps

    longest = int(about["longest"])
    with Image.open(io.BytesIO(b64decode(blob)), formats=_THUMBNAIL_FORMATS) as picture:
        if picture.width * picture.height > _THUMBNAIL_LIMIT:
            raise Image.DecompressionBombError
        picture.draft("RGB", (longest, longest))
        turned = ImageOps.exif_transpose(picture)
    turned.thumbnail((longest, longest))
    return _rgba(turned)


def problem_in(error: BaseException) -> FileProblem:
    """What is wrong with a picture that made a job fail with *error*."""
    match error:
        case NotReadableError():
            return error.problem
        case MemoryError():
            return FileProblem.TOO_MANY_PIXELS
        case FileNotFoundError() | NotADirectoryError():
            return FileProblem.MISSING
        case OSError() if error.errno is not None:
            return FileProblem.UNREADABLE
        case OSError() if "truncated" in str(error):
            return FileProblem.PICTURE_CUT_SHORT
        case _:
            return FileProblem.BROKEN_PICTURE


def _prepared_jpeg(file: BufferedReader, order: PhotoOrder) -> Answer:
    """Cut without a loss where it is small enough; else decoded and made anew."""
    head = segments.read_head(file)
    made = segments.cut(file, head, keeps_place=order.keeps_place)
    told = told_by_jpeg(head)
    if not all(told.size):
        raise NotReadableError(FileProblem.BROKEN_PICTURE)
    longest = order.preset.longest
    if longest is None or max(told.size) <= longest:
        gone = segments.dropped(head, made, keeps_place=order.keeps_place)
        return _answer(told, told.size, gone, ranges=made.ranges), made.start
    if made.is_cut_short:
        raise NotReadableError(FileProblem.PICTURE_CUT_SHORT)
    answer, jpeg = _rendered(file, FileKind.JPEG, told, order)
    if made.is_followed and told.pictures == 1:
        answer["dropped"].append(Dropped.APPENDED.value)
    return answer, jpeg


def _rendered(file: BufferedReader, kind: FileKind, told: Told, order: PhotoOrder) -> Answer:
    rendering.check_cost(told.size, kind, order.preset)
    with picture_in(file, kind) as picture:
        try:
            jpeg, size = rendering.as_jpeg(
                picture,
                orientation=_orientation(told, kind),
                preset=order.preset,
                exif=_exif(told, keeps_place=order.keeps_place),
            )
        except Exception as error:
            # A progressive JPEG has to be held whole, and libjpeg does not say that it cannot.
            if told.size[0] * told.size[1] > rendering.MOST_DECODED:
                raise NotReadableError(FileProblem.TOO_MANY_PIXELS) from error
            raise
    gone = telling.tells(None if order.keeps_place else told.exif, told.texts)
    if told.pictures > 1:
        gone.add(Dropped.OTHER_PICTURES)
    return _answer(told, size, gone, ranges=None), jpeg


def _answer(
    told: Told, size: tuple[int, int], gone: set[Dropped], *, ranges: list[tuple[int, int]] | None
) -> dict[str, Any]:
    """`ranges` is None for pixels that were encoded anew."""
    return {
        "width": size[0],
        "height": size[1],
        "taken": _said(told.exif),
        "dropped": [each.value for each in gone],
        "is_reencoded": ranges is None,
        "ranges": ranges or [],
    }


def _exif(told: Told, *, keeps_place: bool) -> bytes:
    if told.exif is None:
        return b""
    block = reading.write(telling.for_new_pixels(told.exif, keeps_place=keeps_place))
    if len(block) <= reading.LARGEST_BLOCK:
        return block
    # Makers' notes may be larger than a segment; the place is what was asked for.
    harmless = telling.for_new_pixels(told.exif, keeps_place=False)
    harmless.place = told.exif.place
    return reading.write(harmless)


def _orientation(told: Told, kind: FileKind) -> int:
    """What is left to turn: the readers of HEIC and TIFF turn by themselves."""
    if told.exif is None or kind in (FileKind.HEIC, FileKind.TIFF):
        return 1
    return told.exif.orientation


def _said(exif: Exif | None) -> str:
    taken = exif.taken if exif is not None else None
    return taken.isoformat() if taken else ""


def _rgba(picture: "Image.Image") -> Answer:
    rgba = picture.convert("RGBA")
    return {"width": rgba.width, "height": rgba.height}, rgba.tobytes()


JOBS: Mapping[str, Job] = MappingProxyType(
    {"look": look, "prepare": prepare, "preview": preview, "thumbnail": thumbnail}
)
