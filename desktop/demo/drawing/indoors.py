"""Pictures taken inside: boiler, meter, stairs, switchboard and a damp ceiling."""

import math
import random

from desktop.demo.drawing.canvas import Canvas, Colour, Point, mixed

_WHITE: Colour = (244, 244, 240)
_STEEL: Colour = (176, 180, 184)
_COPPER: Colour = (190, 112, 66)


def boiler(canvas: Canvas, chance: random.Random) -> None:
    wall = chance.choice(((198, 200, 196), (214, 206, 190), (178, 188, 194)))
    canvas.shade(0, 246, mixed(wall, (255, 255, 255), 0.3), wall)
    canvas.shade(246, 300, (124, 118, 112), (96, 92, 88))
    for x, colour in ((70, _COPPER), (92, (70, 100, 150)), (114, (180, 60, 54))):
        canvas.line([(x, 0), (x, 190), (150, 190)], colour, 7)
        canvas.line([(x - 1.5, 0), (x - 1.5, 188)], mixed(colour, (255, 255, 255), 0.5), 1.4)
    left = chance.uniform(140, 170)
    canvas.box((left + 4, 44, left + 146, 256), mixed(wall, (0, 0, 0), 0.35), 12)
    canvas.box((left, 38, left + 140, 250), _WHITE, 12)
    canvas.box((left + 14, 52, left + 126, 104), (58, 64, 72), 6)
    canvas.text((left + 24, 60), f"{chance.randrange(48, 72)}°C", (120, 230, 150), 22)
    canvas.text((left + 84, 66), f"{chance.uniform(1.1, 2.1):.1f} bar", (190, 210, 214), 11)
    for knob in (left + 34, left + 70, left + 106):
        canvas.disc((knob, 130), 11, _STEEL)
        angle = chance.uniform(0, math.tau)
        tip = (knob + 9 * math.cos(angle), 130 + 9 * math.sin(angle))
        canvas.line([(knob, 130), tip], (50, 50, 54), 2)
    _gauge(canvas, chance, (left + 70, 196), 30)
    canvas.disc((76, 150), 13, (200, 56, 48))
    canvas.disc((76, 150), 5, (120, 30, 28))
    canvas.line([(left + 110, 250), (left + 110, 292), (400, 292)], _STEEL, 8)


def _gauge(canvas: Canvas, chance: random.Random, centre: Point, radius: float) -> None:
    x, y = centre
    canvas.disc((x, y), radius + 4, (92, 96, 100))
    canvas.disc((x, y), radius, (250, 250, 246))
    for tick in range(9):
        angle = math.radians(150 + tick * 30)
        far = (x + radius * 0.88 * math.cos(angle), y + radius * 0.88 * math.sin(angle))
        near = (x + radius * 0.68 * math.cos(angle), y + radius * 0.68 * math.sin(angle))
        canvas.line([near, far], (40, 40, 44), 1.4)
    angle = math.radians(150 + chance.uniform(60, 200))
    tip = (x + radius * 0.75 * math.cos(angle), y + radius * 0.75 * math.sin(angle))
    canvas.line([(x, y), tip], (200, 40, 40), 2.4)
    canvas.disc((x, y), 3.4, (40, 40, 44))


def meter(canvas: Canvas, chance: random.Random) -> None:
    canvas.shade(0, 300, (150, 152, 150), (104, 106, 108))
    colour = chance.choice(((56, 96, 150), (180, 60, 54), (70, 76, 84)))
    canvas.box((0, 136, 400, 168), _COPPER)
    canvas.box((0, 140, 400, 146), mixed(_COPPER, (255, 255, 255), 0.5))
    for x in (60, 318):
        canvas.box((x, 122, x + 24, 182), (198, 158, 74), 3)
    canvas.disc((203, 155), 112, (48, 50, 54))
    canvas.disc((200, 150), 110, colour)
    canvas.disc((200, 150), 94, (246, 246, 242))
    canvas.box((134, 112, 266, 148), (34, 36, 38), 3)
    digits = f"{chance.randrange(100_000):05}"
    for place, digit in enumerate(digits):
        left = 139 + place * 25
        red = place == 4
        canvas.box((left, 116, left + 22, 144), (170, 40, 40) if red else (250, 250, 248), 2)
        canvas.text((left + 5, 116), digit, (255, 255, 255) if red else (20, 20, 20), 22)
    canvas.text((184, 92), chance.choice(("kWh", "m3", "MWh")), (60, 60, 64), 14)
    _gauge(canvas, chance, (170, 192), 20)
    _gauge(canvas, chance, (230, 192), 20)
    canvas.text((160, 224), f"Nr. {chance.randrange(10**7):07}", (90, 90, 94), 11)


def stairs(canvas: Canvas, chance: random.Random) -> None:
    wall = chance.choice(((226, 218, 196), (206, 220, 214), (224, 208, 204)))
    canvas.shade(0, 300, mixed(wall, (255, 255, 255), 0.45), mixed(wall, (0, 0, 0), 0.12))
    step = chance.choice(((150, 142, 132), (122, 92, 68), (108, 116, 120)))
    canvas.box((24, 26, 108, 128), _WHITE)
    canvas.shade_box((28, 30, 104, 124), ((176, 208, 228), (226, 238, 244)))
    canvas.line([(66, 30), (66, 124)], _WHITE, 3)
    count = 9
    for index in range(count):
        left, top = 60 + index * 34, 282 - index * 24
        canvas.shape(
            [(left, top), (400, top), (400, 300), (left, 300)], mixed(step, (0, 0, 0), 0.25)
        )
        canvas.shape([(left, top), (400, top), (400, top + 8), (left, top + 8)], step)
        canvas.box((left, top, 400, top + 2), mixed(step, (255, 255, 255), 0.35))
    rail = chance.choice(((60, 44, 34), (44, 48, 52)))
    for index in range(count):
        x, y = 72 + index * 34, 282 - index * 24
        canvas.line([(x, y), (x, y - 62)], (70, 74, 78), 2.4)
    canvas.line([(56, 230), (56 + count * 34, 230 - count * 24)], rail, 7)


def panel(canvas: Canvas, chance: random.Random) -> None:
    canvas.shade(0, 300, (206, 204, 196), (176, 176, 170))
    canvas.box((64, 26, 344, 280), (120, 122, 122), 6)
    canvas.box((60, 20, 340, 274), (236, 236, 230), 6)
    for row in range(3):
        y = 46 + row * 76
        canvas.box((76, y, 324, y + 58), (206, 206, 200), 3)
        canvas.box((76, y + 26, 324, y + 32), _STEEL)
        for slot in range(12):
            if chance.random() < 0.1:
                continue
            x = 80 + slot * 20.2
            on = chance.random() < 0.85
            canvas.box((x, y + 5, x + 17, y + 53), (250, 250, 248), 2)
            canvas.box(
                (x + 5, y + (14 if on else 28), x + 12, y + (28 if on else 42)), (44, 50, 60), 2
            )
            canvas.box((x + 3, y + 46, x + 14, y + 50), (60, 150, 80) if on else (190, 60, 50))
    canvas.text((250, 8), "HPFI", (90, 90, 90), 10)


def damp(canvas: Canvas, chance: random.Random) -> None:
    canvas.shade(0, 140, (236, 234, 228), (222, 220, 212))
    canvas.shade(140, 300, (206, 210, 206), (186, 190, 188))
    canvas.box((0, 134, 400, 142), (248, 248, 244))
    centre, reach = chance.uniform(130, 280), chance.uniform(40, 70)
    for ring in range(26):
        share = ring / 26
        colour = mixed((196, 178, 132), (150, 122, 76), share)
        colour = mixed((222, 220, 212), colour, 0.25 + share * 0.6)
        x = centre + chance.uniform(-1, 1) * reach * (1 - share)
        canvas.oval((x - reach * (1.4 - share), 40, x + reach * (1.4 - share), 132), colour)
    for _ in range(chance.randrange(2, 6)):
        x = centre + chance.uniform(-60, 60)
        canvas.line(
            [(x, 142), (x + chance.uniform(-4, 4), chance.uniform(170, 250))], (176, 170, 150), 2
        )
    canvas.line([(40, 142), (52, 176), (48, 204), (60, 236)], (150, 152, 150), 1.2)
    canvas.box((300, 190, 372, 280), _WHITE, 4)
    for fin in range(6):
        canvas.box((306 + fin * 11, 196, 312 + fin * 11, 274), (216, 218, 216), 2)
