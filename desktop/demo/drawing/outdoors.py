"""Pictures taken outside: façade, roof and green."""

import random

from desktop.demo.drawing.canvas import Area, Canvas, Colour, Point, mixed

_SKIES: tuple[tuple[Colour, Colour], ...] = (
    ((126, 176, 222), (220, 235, 245)),
    ((158, 170, 184), (224, 226, 226)),
    ((92, 140, 196), (246, 226, 196)),
)
_WALLS: tuple[Colour, ...] = ((168, 84, 64), (196, 158, 110), (206, 200, 188), (142, 104, 84))
_TILES: tuple[Colour, ...] = ((150, 70, 50), (84, 84, 90), (120, 60, 48))
_LEAF: Colour = (74, 116, 60)


def _sky(canvas: Canvas, chance: random.Random, bottom: float) -> None:
    above, below = chance.choice(_SKIES)
    canvas.shade(0, bottom, above, below)
    for _ in range(chance.randrange(4)):
        x, y = chance.uniform(0, 400), chance.uniform(10, bottom / 2)
        for part in range(5):
            canvas.oval((x + part * 14 - 30, y - part % 2 * 7, x + part * 14 + 10, y + 14), below)


def _tree(canvas: Canvas, chance: random.Random, root: Point, height: float) -> None:
    x, foot = root
    canvas.box((x - 3, foot - height * 0.5, x + 3, foot), (92, 70, 52))
    for _ in range(9):
        leaf = mixed(_LEAF, (150, 180, 90), chance.random() * 0.6)
        canvas.disc(
            (x + chance.uniform(-0.28, 0.28) * height, foot - height * chance.uniform(0.5, 1.0)),
            height * chance.uniform(0.12, 0.22),
            leaf,
        )


def facade(canvas: Canvas, chance: random.Random) -> None:
    _sky(canvas, chance, 240)
    wall = chance.choice(_WALLS)
    top, floors, columns = (
        chance.uniform(36, 70),
        chance.choice((3, 4, 4)),
        chance.choice((5, 6, 7)),
    )
    canvas.shade(236, 300, (128, 128, 122), (96, 98, 96))
    canvas.box((24, top, 376, 250), wall)
    canvas.box((18, top - 8, 382, top), mixed(wall, (40, 40, 44), 0.6))
    for row in range(14):  # courses of brick
        y = top + 6 + row * (244 - top) / 14
        canvas.line([(24, y), (376, y)], mixed(wall, (255, 255, 255), 0.12), 0.6)
    height, width = (250 - top) / floors, 352 / columns
    door = chance.randrange(columns)
    for floor in range(floors):
        for column in range(columns):
            x, y = 24 + column * width, top + floor * height
            if floor == floors - 1 and column == door:
                _door(canvas, chance, (x + width * 0.22, y + height * 0.18), width * 0.56)
            else:
                _window(
                    canvas,
                    chance,
                    (x + width * 0.2, y + height * 0.22, x + width * 0.8, y + height * 0.72),
                )
    canvas.box((0, 250, 400, 256), (176, 174, 166))
    _tree(canvas, chance, (chance.choice((40, 360)), 262), chance.uniform(80, 130))


def _window(canvas: Canvas, chance: random.Random, area: Area) -> None:
    left, top, right, bottom = area
    glass = mixed((62, 82, 104), (206, 222, 232), chance.random() * 0.7)
    if chance.random() < 0.12:
        glass = (244, 214, 142)
    canvas.box((left - 2, top - 2, right + 2, bottom + 2), (240, 238, 232))
    canvas.box(area, glass)
    middle = (left + right) / 2
    canvas.line([(middle, top), (middle, bottom)], (240, 238, 232), 1.6)
    canvas.box((left - 4, bottom + 2, right + 4, bottom + 5), (150, 146, 138))


def _door(canvas: Canvas, chance: random.Random, corner: Point, width: float) -> None:
    x, y = corner
    colour = chance.choice(((40, 84, 70), (120, 40, 44), (44, 60, 96)))
    canvas.box((x - 3, y - 3, x + width + 3, 250), (232, 230, 224))
    canvas.box((x, y, x + width, 250), colour)
    canvas.box((x + 5, y + 5, x + width - 5, y + 22), (170, 196, 206))
    canvas.disc((x + width - 5, (y + 250) / 2), 1.8, (220, 190, 90))


def roof(canvas: Canvas, chance: random.Random) -> None:
    _sky(canvas, chance, 190)
    tile = chance.choice(_TILES)
    ridge, eaves = chance.uniform(60, 90), 252
    canvas.shape([(70, ridge), (330, ridge), (400, eaves), (0, eaves)], tile)
    rows = 15
    for row in range(rows):
        share = row / rows
        y = ridge + (eaves - ridge) * share
        left, right = 70 * (1 - share), 330 + 70 * share
        canvas.line([(left, y), (right, y)], mixed(tile, (0, 0, 0), 0.28), 1.4)
        for step in range(26):
            x = left + (right - left) * (step + row % 2 / 2) / 26
            canvas.line([(x, y), (x, y + 11)], mixed(tile, (255, 255, 255), 0.10), 0.8)
    chimney = chance.uniform(100, 270)
    canvas.box((chimney, ridge - 34, chimney + 34, ridge + 26), (150, 92, 74))
    canvas.box((chimney - 4, ridge - 40, chimney + 38, ridge - 32), (96, 92, 90))
    for _ in range(chance.randrange(1, 4)):
        x, y = chance.uniform(90, 280), chance.uniform(ridge + 50, 190)
        canvas.shape([(x, y), (x + 36, y), (x + 42, y + 34), (x - 4, y + 34)], (60, 64, 70))
        canvas.shape(
            [(x + 4, y + 4), (x + 32, y + 4), (x + 37, y + 30), (x + 1, y + 30)], (158, 190, 210)
        )
    canvas.box((0, eaves, 400, eaves + 7), (112, 116, 118))
    canvas.box((0, eaves + 7, 400, 300), chance.choice(_WALLS))
    canvas.box((356, eaves + 4, 364, 300), (126, 130, 132))


def green(canvas: Canvas, chance: random.Random) -> None:
    _sky(canvas, chance, 150)
    canvas.shade(146, 300, (122, 158, 84), (84, 128, 60))
    for x in range(-10, 420, 34):
        _tree(canvas, chance, (x + chance.uniform(-8, 8), 158), chance.uniform(50, 96))
    bend = chance.uniform(120, 280)
    canvas.shape(
        [(bend - 6, 158), (bend + 6, 158), (bend + 110, 300), (bend - 10, 300)], (208, 194, 164)
    )
    swings = chance.uniform(50, 90) if bend > 200 else chance.uniform(240, 270)
    post = (196, 60, 50)
    canvas.oval((swings - 14, 236, swings + 104, 262), (222, 204, 160))
    for foot in (swings, swings + 90):
        canvas.line([(foot - 10, 250), (foot, 176), (foot + 10, 250)], post, 4)
    canvas.line([(swings, 176), (swings + 90, 176)], post, 4)
    for seat in (swings + 26, swings + 64):
        swing = chance.uniform(-8, 8)
        for rope in (-7, 7):
            canvas.line([(seat + rope, 176), (seat + swing + rope, 228)], (70, 70, 70), 1.2)
        canvas.box((seat + swing - 10, 227, seat + swing + 10, 231), (50, 60, 110))
    canvas.box((bend - 70, 222, bend - 26, 227), (140, 96, 60))
    for leg in (bend - 66, bend - 31):
        canvas.box((leg, 227, leg + 3, 240), (90, 64, 44))
