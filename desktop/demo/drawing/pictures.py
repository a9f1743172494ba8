"""The pictures by name, drawn the same each time for the same seed."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PIL import Image

from desktop.demo.drawing import indoors, outdoors, papers
from desktop.demo.drawing.canvas import Canvas
from desktop.demo.world.order import dice


@dataclass(frozen=True, slots=True)
class _Motif:
    paint: Callable[[Canvas, random.Random], None]
    width: int = 400
    height: int = 300
    is_photo: bool = True


MOTIFS: Mapping[str, _Motif] = {
    "facade": _Motif(outdoors.facade),
    "roof": _Motif(outdoors.roof),
    "green": _Motif(outdoors.green),
    "boiler": _Motif(indoors.boiler),
    "meter": _Motif(indoors.meter),
    "stairs": _Motif(indoors.stairs),
    "panel": _Motif(indoors.panel),
    "damp": _Motif(indoors.damp),
    "plan": _Motif(papers.plan, is_photo=False),
    "page": _Motif(papers.page, width=283, height=400, is_photo=False),
}


def drawn(picture: str, longest: int) -> Image.Image:
    """Draw "motif:seed" with its longer side *longest* pixels."""
    name, _, seed = picture.partition(":")
    motif = MOTIFS.get(name, MOTIFS["page"])
    chance = dice(f"picture {seed}")
    scale = longest * 1.6 / max(motif.width, motif.height)
    canvas = Canvas(motif.width, motif.height, scale, (252, 252, 250))
    motif.paint(canvas, chance)
    return canvas.finished(longest, chance if motif.is_photo else None)
