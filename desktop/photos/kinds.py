"""Telling a file's kind by its first bytes."""

from collections.abc import Callable

from desktop.domain.files import FileKind

HEAD_SIZE = 32
"""How many first bytes `sniff` needs."""

_HEIF_BRANDS = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
)


_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_CONTAINER_BRANDS = frozenset({b"mif1", b"msf1"})
"""They do not say how the picture in it is coded; a brand it is compatible with may."""


def _is_heif(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS


def _is_avif(head: bytes) -> bool:
    brand, others = head[8:12], {head[at : at + 4] for at in range(16, len(head), 4)}
    is_inside = brand in _CONTAINER_BRANDS and bool(others & _AVIF_BRANDS)
    return head[4:8] == b"ftyp" and (brand in _AVIF_BRANDS or is_inside)


def _is_bmp(head: bytes) -> bool:
    # Two letters are little; the four reserved bytes after the size are always 0.
    return head.startswith(b"BM") and head[6:10] == bytes(4)


_SIGNS: tuple[tuple[FileKind, Callable[[bytes], bool]], ...] = (
    (FileKind.JPEG, lambda head: head.startswith(b"\xff\xd8\xff")),
    (FileKind.PNG, lambda head: head.startswith(b"\x89PNG\r\n\x1a\n")),
    (FileKind.AVIF, _is_avif),
    (FileKind.HEIC, _is_heif),
    (FileKind.WEBP, lambda head: head.startswith(b"RIFF") and head[8:12] == b"WEBP"),
    (FileKind.TIFF, lambda head: head.startswith((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"))),
    (FileKind.BMP, _is_bmp),
    (FileKind.PDF, lambda head: head.startswith(b"%PDF-")),
)


def sniff(head: bytes) -> FileKind:
    """The kind of the file that begins with *head*; the name plays no part."""
    return next((kind for kind, is_it in _SIGNS if is_it(head)), FileKind.OTHER)
