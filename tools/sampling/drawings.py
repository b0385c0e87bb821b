"""Draws the pictures of the samples: flat colours, no photograph, nobody's but ours (CC0)."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable, Sequence

from PIL import Image, ImageDraw

Colour = str
Point = tuple[float, float]
FINE = 3  # drawn so many times larger, and made small again for smooth edges
QUALITY = 60
SKY, FAR, NEAR, WATER, DEEP = "#e9e2d2", "#cbbfa5", "#8f8264", "#7f9a95", "#5e7c79"
STONE, SHADE, LIGHT, INK, CLAY = "#b9ab8d", "#93866b", "#d5c9ac", "#3a352c", "#a33a2c"


class Sheet:
    """A picture being drawn, in its own measures: 0 to `width` and 0 to `height`."""

    def __init__(self, width: int, height: int, ground: Colour, seed: int) -> None:
        self.width, self.height = width, height
        self.chance = random.Random(seed)  # noqa: S311 - the same picture every time
        self._image = Image.new("RGB", (width * FINE, height * FINE), ground)
        self._pen = ImageDraw.Draw(self._image)

    def shape(self, points: Sequence[Point], colour: Colour) -> None:
        """A filled polygon."""
        self._pen.polygon([(x * FINE, y * FINE) for x, y in points], fill=colour)

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        """A filled rectangle."""
        self._pen.rectangle((left * FINE, top * FINE, right * FINE, bottom * FINE), fill=colour)

    def disc(self, x: float, y: float, wide: float, high: float, colour: Colour) -> None:
        """A filled ellipse around a point."""
        self._pen.ellipse(((x - wide) * FINE, (y - high) * FINE, (x + wide) * FINE, (y + high) * FINE), fill=colour)

    def line(self, points: Sequence[Point], colour: Colour, wide: float = 2) -> None:
        """A line through points."""
        self._pen.line([(x * FINE, y * FINE) for x, y in points], colour, round(wide * FINE), "curve")

    def ripples(self, top: float, bottom: float, number: int) -> None:
        """Light on water."""
        for _ in range(number):
            y = self.chance.uniform(top, bottom)
            x, half = self.chance.uniform(0, self.width), self.chance.uniform(12, 60) * (y - top + 40) / (bottom - top)
            self.line([(x - half, y), (x + half, y)], self.chance.choice(("#93aca6", "#6c8b87", "#a8bdb5")), 2)

    def hills(self, level: float, colour: Colour, high: float) -> None:
        """A far bank."""
        steps = [
            (x, level - high * (0.5 + 0.5 * math.sin(x / self.width * 5 + high)) ** 2)
            for x in range(0, self.width + 9, 8)
        ]
        self.shape([(0, level), *steps, (self.width, level)], colour)

    def jpeg(self) -> bytes:
        """The finished picture."""
        out = io.BytesIO()
        small = self._image.resize((self.width, self.height), Image.Resampling.LANCZOS)
        small.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
        return out.getvalue()


def bridge(sheet: Sheet, level: float, arches: int, *, lost: Sequence[int] = ()) -> None:
    """The old bridge from bank to bank over water at `level`; `lost` arches are ribs of steel."""
    span = sheet.width / arches
    deck = level - span * 0.62
    sheet.box(0, deck - 9, sheet.width, deck + 10, SHADE)
    for number in range(arches):
        left, right = number * span, (number + 1) * span
        colour = STONE if number not in lost else "#c9a99a"
        sheet.box(left, deck + 8, right, level, colour)
        middle, half = (left + right) / 2, span * 0.41
        curve = [
            (middle + half * math.cos(a / 30 * math.pi), level - span * 0.5 * math.sin(a / 30 * math.pi))
            for a in range(31)
        ]
        sheet.shape(curve, SKY if number % 2 else "#e3dbc9")
        sheet.line(curve, CLAY if number in lost else SHADE, 4)
        for along in range(0, 31, 5):
            a = along / 30 * math.pi
            sheet.line(
                [(middle + half * math.cos(a), level - span * 0.5 * math.sin(a)),
                 (middle + half * 1.12 * math.cos(a), level - span * 0.56 * math.sin(a))], SHADE, 1.5,
            )  # fmt: skip
    sheet.line([(0, deck - 10), (sheet.width, deck - 10)], LIGHT, 4)


def scaffold() -> bytes:
    """The west side behind poles and planks."""
    sheet = Sheet(800, 534, SKY, 1)
    sheet.hills(330, FAR, 90)
    bridge(sheet, 390, 3, lost=(1,))
    sheet.box(0, 390, 800, 534, WATER)
    sheet.ripples(394, 534, 90)
    for x in range(20, 300, 46):
        sheet.line([(x, 150), (x, 420)], INK, 3)
    for y in range(180, 420, 58):
        sheet.line([(8, y), (300, y)], "#9a7b4f", 7)
    for x in range(20, 260, 92):
        sheet.line([(x, 412), (x + 92, 180)], INK, 1.6)
    sheet.shape([(20, 180), (204, 180), (204, 296), (20, 354)], "#d8cdb6")
    return sheet.jpeg()


def pier_two() -> bytes:
    """The second pier: its upstream face is gone and the core shows."""
    sheet = Sheet(600, 800, SKY, 2)
    sheet.hills(420, FAR, 70)
    sheet.box(0, 420, 600, 800, "#9d9176")
    for y in range(180, 700, 40):
        left = 190 + 30 * math.sin(y / 37) + (60 if 330 < y < 620 else 0)
        x, odd = left, (y // 40) % 2
        while x < 440:
            wide = min(440, x + sheet.chance.uniform(44, 70)) - x
            sheet.box(
                x, y, x + wide - 3, y + 37, sheet.chance.choice((STONE, "#b0a283", "#c2b595", SHADE if odd else STONE))
            )
            x += wide
    sheet.shape([(240, 330), (300, 345), (285, 420), (310, 500), (270, 560), (262, 620), (236, 612)], "#6d6352")
    for _ in range(60):
        sheet.disc(
            sheet.chance.uniform(244, 290),
            sheet.chance.uniform(350, 600),
            5,
            4,
            sheet.chance.choice(("#857a64", "#584f41")),
        )
    sheet.shape([(150, 180), (470, 180), (452, 150), (170, 150)], LIGHT)
    sheet.shape([(0, 660), (600, 640), (600, 800), (0, 800)], "#877a5d")
    for _ in range(70):
        y = sheet.chance.uniform(655, 795)
        x = sheet.chance.uniform(0, 600)
        sheet.line([(x, y), (x + sheet.chance.uniform(20, 80), y - 1)], sheet.chance.choice(("#9a8d6e", "#766a50")), 2)
    return sheet.jpeg()


def springer() -> bytes:
    """A springing stone on the bank, with its slanted bed."""
    sheet = Sheet(720, 540, "#d9d0bb", 3)
    sheet.box(0, 330, 720, 540, "#a59a78")
    for _ in range(300):
        x, y = sheet.chance.uniform(0, 720), sheet.chance.uniform(335, 540)
        sheet.line(
            [(x, y), (x + 3, y - sheet.chance.uniform(4, 12))],
            sheet.chance.choice(("#8d8560", "#b8ad88", "#7d7654")),
            1.4,
        )
    sheet.shape([(150, 420), (560, 430), (610, 452), (190, 446)], "#8a8063")
    sheet.shape([(150, 420), (190, 180), (430, 150), (560, 430)], STONE)
    sheet.shape([(430, 150), (470, 166), (604, 446), (560, 430)], SHADE)
    sheet.shape([(190, 180), (430, 150), (470, 166), (234, 196)], LIGHT)
    for _ in range(60):
        x, y = sheet.chance.uniform(190, 480), sheet.chance.uniform(210, 410)
        sheet.line([(x, y), (x + 7, y + 3)], sheet.chance.choice((SHADE, LIGHT)), 1.5)
    fish(sheet, 330, 310, 46)
    return sheet.jpeg()


def fish_mark() -> bytes:
    """The mason's mark from near by."""
    sheet = Sheet(720, 540, STONE, 4)
    for _ in range(420):
        x, y = sheet.chance.uniform(0, 720), sheet.chance.uniform(0, 540)
        sheet.line([(x, y), (x + 9, y + 4)], sheet.chance.choice((SHADE, LIGHT, "#aa9c7e")), 1.6)
    sheet.line([(0, 44), (720, 30)], "#7f735b", 7)
    sheet.line([(640, 0), (664, 540)], "#7f735b", 7)
    fish(sheet, 330, 285, 170)
    return sheet.jpeg()


def fish(sheet: Sheet, x: float, y: float, half: float) -> None:
    """A small fish of two strokes, cut with a chisel."""
    for shift, colour in ((0.03, LIGHT), (0.0, "#54493a")):
        places = [(t / 10 - 1, 0.42 * math.sin(t / 20 * math.pi * 1.2)) for t in range(21)]
        strokes = [[(x + half * along, y + way * half * up) for along, up in places] for way in (1, -1)]
        for stroke in strokes:
            sheet.line([(a + shift * half, b + shift * half) for a, b in stroke], colour, max(3, half / 16))
    sheet.disc(x - half * 0.55, y - half * 0.08, half / 22, half / 22, "#54493a")


def sleeping_bridge() -> bytes:
    """Numbered stones on the bank, in the order in which they will go back."""
    sheet = Sheet(800, 450, SKY, 5)
    sheet.hills(170, FAR, 60)
    sheet.box(0, 170, 800, 240, WATER)
    sheet.ripples(174, 238, 40)
    sheet.box(0, 236, 800, 450, "#b3a981")
    for _ in range(300):
        x, y = sheet.chance.uniform(0, 800), sheet.chance.uniform(240, 450)
        sheet.line([(x, y), (x + 2, y - 7)], sheet.chance.choice(("#9c9470", "#c6bc95", "#8a8363")), 1.3)
    for row, (y, radius) in enumerate(((430, 260), (432, 190))):
        stones = 15 - 4 * row
        for number in range(stones):
            a, b = (math.pi * (number + part) / stones for part in (0.06, 0.94))
            inner, outer = radius - 26, radius + 26
            points = [
                (400 - r * 1.35 * math.cos(angle), y - r * 0.62 * math.sin(angle))
                for r, angle in ((inner, a), (outer, a), (outer, b), (inner, b))
            ]
            sheet.shape([(px + 4, py + 6) for px, py in points], "#7c7356")
            sheet.shape(points, sheet.chance.choice((STONE, LIGHT, "#c4b798")))
            middle = (sum(px for px, _ in points) / 4, sum(py for _, py in points) / 4)
            sheet.line([(middle[0] - 5, middle[1]), (middle[0] + 5, middle[1])], CLAY, 3)
    return sheet.jpeg()


def truck_five() -> bytes:
    """The load test: eight trucks in the morning, the fifth over the fourth arch."""
    sheet = Sheet(640, 360, "#d9cfc0", 6)
    sheet.hills(230, "#b6ab96", 70)
    bridge(sheet, 270, 5, lost=(2, 3))
    sheet.box(0, 270, 640, 360, DEEP)
    sheet.ripples(274, 360, 50)
    for number in range(5):
        x = 40 + number * 92
        colour = CLAY if number == 4 else "#6f675a"
        sheet.box(x, 152, x + 50, 176, colour)
        sheet.box(x + 52, 160, x + 68, 176, INK)
        for wheel in (10, 26, 58):
            sheet.disc(x + wheel, 178, 6, 6, INK)
    return sheet.jpeg()


DRAWN: dict[str, Callable[[], bytes]] = {
    "scaffold.jpg": scaffold,
    "pier-two.jpg": pier_two,
    "springer.jpg": springer,
    "fish-mark.jpg": fish_mark,
    "sleeping-bridge.jpg": sleeping_bridge,
    "truck-five.jpg": truck_five,
}
"""Pictures by the names that the prose gives them; of a film the one that stands for it."""
