"""Pictures of papers: a floor plan and a written page."""

import random

from desktop.demo.drawing.canvas import Canvas, Colour, mixed

_INK: Colour = (44, 48, 56)
_FAINT: Colour = (150, 156, 166)
# Pillow's own font, the only one sure to be there, has no æ, ø, å or ².
_ROOMS = ("Stue", "Alrum", "Kammer", "Bad", "Kontor", "Altan")


def plan(canvas: Canvas, chance: random.Random) -> None:
    for grid in range(0, 400, 20):
        canvas.line([(grid, 0), (grid, 300)], (232, 238, 244), 0.6)
        canvas.line([(0, grid), (400, grid)], (232, 238, 244), 0.6)
    split, across = chance.uniform(150, 230), chance.uniform(120, 160)
    canvas.box((40, 40, 360, 230), (252, 252, 250))
    tint = chance.choice(((226, 238, 248), (240, 234, 222), (228, 242, 230)))
    canvas.box((40, 40, split, across), tint)
    canvas.frame((40, 40, 360, 230), _INK, 5)
    canvas.line([(split, 40), (split, across - 34)], _INK, 3.4)
    canvas.line([(split, across), (split, 230)], _INK, 3.4)
    canvas.line([(40, across), (split - 40, across)], _INK, 3.4)
    canvas.line([(split + 44, across), (360, across)], _INK, 3.4)
    canvas.arc((split, across - 34), 34, (0, 90), _FAINT)
    canvas.arc((split - 40, across), 40, (270, 360), _FAINT)
    for left, right in ((70, 130), (260, 320)):
        canvas.line([(left, 40), (right, 40)], (130, 180, 220), 5)
        canvas.line([(left, 230), (right, 230)], (130, 180, 220), 5)
    rooms = chance.sample(_ROOMS, 4)
    centres = ((56, 80), (split + 24, 80), (56, across + 30), (split + 24, across + 30))
    for room, (x, y) in zip(rooms, centres, strict=True):
        canvas.text((x, y), room, _INK, 13)
        canvas.text((x, y + 16), f"{chance.uniform(4, 24):.1f} m2", _FAINT, 10)
    _measures(canvas)
    canvas.frame((262, 250, 390, 292), _INK, 1)
    canvas.text(
        (268, 254), f"Tegn. {chance.randrange(100, 999)}-{chance.randrange(10, 99)}", _INK, 11
    )
    canvas.text((268, 272), "1:100", _FAINT, 11)


def _measures(canvas: Canvas) -> None:
    canvas.line([(40, 22), (360, 22)], _FAINT, 0.8)
    canvas.line([(20, 40), (20, 230)], _FAINT, 0.8)
    for x in (40, 360):
        canvas.line([(x, 17), (x, 27)], _FAINT, 0.8)
    for y in (40, 230):
        canvas.line([(15, y), (25, y)], _FAINT, 0.8)


def page(canvas: Canvas, chance: random.Random) -> None:
    """A written A4 page; the canvas is upright."""
    accent = chance.choice(((31, 111, 178), (42, 157, 143), (193, 18, 31), (91, 58, 140)))
    canvas.box((24, 22, 84, 46), accent, 4)
    canvas.text((188, 26), f"Sag {chance.randrange(1000, 9999)}", _FAINT, 10)
    canvas.box((24, 70, 24 + chance.uniform(90, 180), 80), _INK, 2)
    y = 100.0
    while y < 330:
        for _ in range(chance.randrange(2, 6)):
            if y > 330:
                break
            canvas.box((24, y, chance.uniform(190, 258), y + 4), mixed(_FAINT, _INK, 0.2), 1)
            y += 11
        y += 10
        if chance.random() < 0.25 and y < 250:
            _table(canvas, chance, y)
            y += 66
    canvas.line(
        [(30, 362), (44, 350), (56, 366), (70, 348), (92, 360), (110, 352)], (40, 60, 140), 1.6
    )
    canvas.line([(24, 372), (130, 372)], _FAINT, 0.8)


def _table(canvas: Canvas, chance: random.Random, top: float) -> None:
    for row in range(5):
        y = top + row * 11
        canvas.box((24, y, 258, y + 10), (238, 242, 246) if row % 2 else (250, 250, 250))
        canvas.box((30, y + 3, chance.uniform(60, 120), y + 7), _FAINT, 1)
        canvas.box((chance.uniform(200, 220), y + 3, 250, y + 7), _FAINT, 1)
