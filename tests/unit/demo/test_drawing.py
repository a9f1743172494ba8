"""The pictures of documents."""

import io

import pytest
from PIL import Image

from desktop.demo.drawing import canvas, pictures


@pytest.mark.parametrize("motif", pictures.MOTIFS)
def test_a_motif_is_the_same_for_the_same_seed(motif: str) -> None:
    one = pictures.drawn(f"{motif}:1", 128)
    assert one.tobytes() == pictures.drawn(f"{motif}:1", 128).tobytes()
    assert one.tobytes() != pictures.drawn(f"{motif}:2", 128).tobytes()
    assert max(one.size) == 128


def test_an_unknown_motif_is_a_page() -> None:
    assert pictures.drawn("andet:1", 64).tobytes() == pictures.drawn("page:1", 64).tobytes()


def test_files_of_both_kinds() -> None:
    image = pictures.drawn("facade:1", 128)
    with Image.open(io.BytesIO(canvas.as_jpeg(image))) as opened:
        assert opened.format == "JPEG"
    assert canvas.as_pdf(image).startswith(b"%PDF")
