"""Small pictures of documents, drawn or shrunk when first asked for, and their full bytes."""

import io

from desktop.demo import store
from desktop.demo.call import Call
from desktop.demo.store import Doc

_THUMBNAIL = 256
_WHOLE = 1600
# The server must be up in a moment, and most of its life nobody looks at pictures, so Pillow
# is imported by the functions that use it.


def of_document(call: Call, doc: Doc) -> bytes:
    """The thumbnail as a JPEG, kept once made; empty for a file that is no picture."""
    id_ = int(str(doc["id"]))
    kept = store.thumbnail(call.db, id_)
    if kept is None:
        kept = _made(call, doc, id_)
        store.save_thumbnail(call.db, id_, kept)
    return kept


def stored_bytes(call: Call, id_: int) -> bytes | None:
    """What was received; None for a document of the invented world."""
    path = call.place.files / str(id_)
    return path.read_bytes() if path.is_file() else None


def whole_document(call: Call, doc: Doc) -> bytes:
    """The stored bytes, or a drawing in the format the document claims."""
    content = stored_bytes(call, int(str(doc["id"])))
    if content is not None:
        return content
    from desktop.demo.drawing import canvas, pictures

    image = pictures.drawn(str(doc.get("_picture", "page:0")), _WHOLE)
    as_pdf = doc.get("mimetype") == "application/pdf"
    return canvas.as_pdf(image) if as_pdf else canvas.as_jpeg(image)


def _made(call: Call, doc: Doc, id_: int) -> bytes:
    from desktop.demo.drawing import canvas, pictures

    if "_picture" in doc:
        return canvas.as_jpeg(pictures.drawn(str(doc["_picture"]), _THUMBNAIL))
    content = stored_bytes(call, id_)
    return _shrunk(content) if content else b""


def _shrunk(content: bytes) -> bytes:
    from PIL import Image, ImageOps, UnidentifiedImageError

    from desktop.demo.drawing import canvas

    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "GIF", "WEBP"]) as opened:
            opened.draft("RGB", (_THUMBNAIL, _THUMBNAIL))
            image = ImageOps.exif_transpose(opened).convert("RGB")
            image.thumbnail((_THUMBNAIL, _THUMBNAIL))
            return canvas.as_jpeg(image)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError):
        return b""


def is_jpeg(content: bytes) -> bool:
    """By its first bytes and a header that decodes."""
    if not content.startswith(b"\xff\xd8\xff"):
        return False
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content), formats=["JPEG"]) as picture:
            return picture.width > 0
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError):
        return False
