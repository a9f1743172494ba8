"""A file's kind is told by its content, never by its name."""

import pytest

from desktop.domain.files import FileKind
from desktop.photos.kinds import HEAD_SIZE, sniff
from tests.helpers import pictures

EXAMPLES = [
    (pictures.jpeg(), FileKind.JPEG),
    (pictures.png(), FileKind.PNG),
    (pictures.picture("WEBP"), FileKind.WEBP),
    (pictures.picture("TIFF"), FileKind.TIFF),
    (b"MM\0*\0\0\0\x08", FileKind.TIFF),
    (pictures.picture("BMP"), FileKind.BMP),
    (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", FileKind.HEIC),
    (b"\0\0\0\x1cftypmif1\0\0\0\0mif1heic", FileKind.HEIC),
    (b"%PDF-1.7\n%\xe2\xe3", FileKind.PDF),
    (pictures.picture("GIF"), FileKind.OTHER),
    (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1", FileKind.AVIF),
    (b"\0\0\0\x1cftypmif1\0\0\0\0avifmiaf", FileKind.AVIF),
    (pictures.picture("AVIF"), FileKind.AVIF),
    (b"\0\0\0\x18ftypmp42\0\0\0\0", FileKind.OTHER),
    (b"RIFF\x24\0\0\0WAVEfmt ", FileKind.OTHER),
    (b"BMW service, ring Jens", FileKind.OTHER),
    (b"PK\x03\x04", FileKind.OTHER),
    (b"\xff\xd8", FileKind.OTHER),
    (b"", FileKind.OTHER),
]


@pytest.mark.parametrize(("content", "kind"), EXAMPLES)
def test_the_first_bytes_tell(content: bytes, kind: FileKind) -> None:
    assert sniff(content[:HEAD_SIZE]) is kind
