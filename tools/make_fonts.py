"""Makes src/clew/web/static/fonts and the style sheet that names them, from the fonts' packages on npm.

    pip install fonttools brotli
    python tools/make_fonts.py

Every file holds the letters of one range and the forms they need, and is loaded only by a page that has one of them.
The serif is a part of Source Serif 4, whose licence keeps that name for the whole: here it is called Clew Serif.
"""

from __future__ import annotations

import hashlib
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

STATIC = Path(__file__).parents[1] / "src/clew/web/static"
SERIF, SANS = "@fontsource-variable/source-serif-4@5.3.1", "@fontsource-variable/inter@5.3.0"
NASKH, HEBREW = "@fontsource-variable/noto-naskh-arabic@5.3.0", "@fontsource-variable/noto-serif-hebrew@5.3.0"

ASCII = "20-7E,A0,AB,B7,BB,2013,2014,2018-201D,2022,2026"
# What French, Spanish, German, Italian, Portuguese, Dutch and the Nordic languages need beside it.
LATIN = "A1,A3,A7,A9,AA,B0,B2,BA,BF-CF,D1-D6,D8-DC,DF-EF,F1-F6,F8-FC,FF,152,153,201E,20AC"
EXTENDED = "D0,D7,DD,DE,F0,F7,FD,FE,100-130,132-151,154-233,237,259,1E80-1E85,1E9E,1EF2,1EF3,20A4,20A6,20B9,20BA,20BD"
VIETNAMESE = "300,301,303,309,323,1EA0-1EF1,1EF4-1EF9,20AB"
CYRILLIC = "400-45F,490,491,4B0,4B1,2116"
GREEK = "370-373,376,377,37A-37F,384-38A,38C,38E-3A1,3A3-3E1"
# Arabic and Persian; what Urdu, Pashto and Kurdish need beside them. Letters of two files join in a word as letters of
# one do, because browsers tell the shaper what stands around.
ARABIC = "60C,61B,61F,621-63A,640-652,660-66A,670,671,67E,686,698,6A9,6AF,6CC,6F0-6F9"
ARABIC_MORE = (
    "653-656,658,66B-66D,679,67C,681,685,688,689,691,693,695,696,69A,6A4,6AB,6B5,6BA,6BC,6BE,6C0-6C3,6C6,6C7,6CA,"
    "6CD,6CE,6D0,6D2-6D5,FDFA"
)
HEBREW_LETTERS = "5B0-5BD,5BE-5C7,5D0-5EA,5EF-5F4,20AA,FB1D-FB4F"
# Between letters of every script, and between the parts of an emoji, which must not load a font.
JOINERS = "200C-200F"


class Face(NamedTuple):
    """A file to make: of which package's file, called how, with which letters and features."""

    file: str
    package: str
    part: str
    family: str
    letters: str
    features: str


_KERNED, _TABLES = "kern,liga,mark,mkmk,ccmp,locl", "tnum,mark,ccmp,locl"
_JOINED = "init,medi,fina,rlig,ccmp,mark,mkmk,locl"
FACES = (
    Face("serif", SERIF, "latin", "Clew Serif", ASCII, _KERNED),
    Face("serif-latin", SERIF, "latin", "Clew Serif", LATIN, _KERNED),
    Face("serif-extended", SERIF, "latin-ext", "Clew Serif", EXTENDED, _KERNED),
    Face("serif-vietnamese", SERIF, "vietnamese", "Clew Serif", VIETNAMESE, _KERNED),
    Face("serif-cyrillic", SERIF, "cyrillic", "Clew Serif", CYRILLIC, _KERNED),
    Face("serif-greek", SERIF, "greek", "Clew Serif", GREEK, _KERNED),
    Face("sans", SANS, "latin", "Inter", ASCII, _TABLES),
    Face("sans-latin", SANS, "latin", "Inter", LATIN, _TABLES),
    Face("sans-extended", SANS, "latin-ext", "Inter", EXTENDED, _TABLES),
    Face("naskh", NASKH, "arabic", "Noto Naskh Arabic", ARABIC, _JOINED),
    Face("naskh-more", NASKH, "arabic", "Noto Naskh Arabic", ARABIC_MORE, _JOINED),
    Face("hebrew", HEBREW, "hebrew", "Noto Serif Hebrew", HEBREW_LETTERS, _JOINED),
)
# Until a font is there a face of the system stands for it, stretched so that its lines are as long and as high. Each
# is measured by a free one of the same measures.
SERIFS = (
    ("Georgia", "@fontsource/gelasio@5"),
    ("Noto Serif", "@fontsource/noto-serif@5"),
    ("Times New Roman", "@fontsource/tinos@5"),
)
SANSES = (("Arial", "@fontsource/arimo@5"), ("Noto Sans", "@fontsource/noto-sans@5"))
_ALSO = {"Times New Roman": ("Liberation Serif", "Tinos"), "Arial": ("Liberation Sans", "Arimo", "Helvetica")}
# Arabic letters among the Latin ones of a page's frame are as large to the eye only where they are set larger.
_AMONG_OTHERS = {"Noto Naskh Arabic": (("Clew Naskh", "size-adjust: 116%; "),)}
_LETTERS = "etaoinshrdlcumwfgypbvk "
_COUNTS = (102, 75, 65, 62, 57, 57, 53, 50, 49, 34, 33, 23, 23, 20, 19, 18, 16, 16, 15, 12, 8, 6, 183)
_FREQUENT = dict(zip(_LETTERS, _COUNTS, strict=True))


def main() -> None:
    """Make all files anew."""
    fonts = STATIC / "fonts"
    fonts.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        packages = {face.package: _package(face.package, Path(folder)) for face in FACES}
        for face in FACES:
            _make(face, packages[face.package], fonts / f"{face.file}.woff2")
            print(f"{(fonts / face.file).with_suffix('.woff2').stat().st_size:7,} {face.file}")  # noqa: T201
        for package, root in packages.items():
            name = package.rpartition("/")[2].partition("@")[0]
            (fonts / f"{name}.LICENSE").write_text(_licence(root), "utf-8")
        sheet = [*_sheet(fonts)]
        sheet += _standing_in("Clew Serif", TTFont(fonts / "serif.woff2"), SERIFS, Path(folder))
        sheet += _standing_in("Inter", TTFont(fonts / "sans.woff2"), SANSES, Path(folder))
    (STATIC / "fonts.css").write_text("\n".join(sheet) + "\n", "utf-8")


def _package(name: str, folder: Path) -> Path:
    packed = subprocess.run(["npm", "pack", "--silent", name], cwd=folder, check=True, capture_output=True, text=True)  # noqa: S603, S607
    root = folder / name.replace("/", "-")
    with tarfile.open(folder / packed.stdout.split()[-1]) as tar:
        tar.extractall(root, filter="data")
    return root / "package"


def _licence(root: Path) -> str:
    """The package's licence, under what the font itself says of whose it is."""
    font = TTFont(next(root.glob("files/*-wght-normal.woff2")))
    return f"{font['name'].getDebugName(0)}\n\n" + (root / "LICENSE").read_text("utf-8").partition("\n")[2].lstrip("\n")


def _make(face: Face, root: Path, out: Path) -> None:
    (file,) = root.glob(f"files/*-{face.part}-wght-normal.woff2")
    font = TTFont(file, recalcTimestamp=False)
    font = instancer.instantiateVariableFont(font, {"wght": 400})
    held = BytesIO()
    font.save(held)
    font = TTFont(held, recalcTimestamp=False)
    options = subset.Options(
        flavor="woff2", layout_features=face.features.split(","), hinting=False, name_IDs=[0, 1, 2, 4, 6, 13, 14]
    )
    cut = subset.Subsetter(options)
    cut.populate(unicodes=list(_codes(f"{face.letters},{JOINERS}")))
    cut.subset(font)
    for record in font["name"].names:
        if record.nameID in {1, 4, 6}:
            record.string = face.family if record.nameID != 6 else face.family.replace(" ", "")  # noqa: PLR2004
    subset.save_font(font, str(out), options)


def _codes(ranges: str) -> Iterator[int]:
    for each in ranges.split(","):
        first, _, last = each.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def _sheet(fonts: Path) -> Iterator[str]:
    yield "/* Made by tools/make_fonts.py. A page loads the files of those ranges of which it has a letter. */"
    for face in FACES:
        file = fonts / f"{face.file}.woff2"
        mark = hashlib.sha256(file.read_bytes()).hexdigest()[:12]
        letters = ",".join(f"U+{each}" for each in face.letters.split(","))
        # For the others no face of a system has the measures: a page that has begun without them is not moved again.
        display = "swap" if face.family in {"Clew Serif", "Inter"} else "optional"
        for family, scale in ((face.family, ""), *_AMONG_OTHERS.get(face.family, ())):
            yield (
                f'@font-face {{ font-family: "{family}"; font-display: {display}; '
                f'src: url("fonts/{file.name}?{mark}") format("woff2"); {scale}unicode-range: {letters} }}'
            )


def _standing_in(family: str, font: Any, others: tuple[tuple[str, str], ...], folder: Path) -> Iterator[str]:
    for name, package in others:
        (file,) = _package(package, folder).glob("files/*-latin-400-normal.woff2")
        other = TTFont(file)
        scale = _width(font) / _width(other)
        heights = (
            getattr(font["hhea"], each) / font["head"].unitsPerEm / scale for each in ("ascent", "descent", "lineGap")
        )
        up, down, gap = heights
        local = ", ".join(f'local("{each}")' for each in (name, *_ALSO.get(name, ())))
        yield (
            f'@font-face {{ font-family: "{family} as {name}"; src: {local}; size-adjust: {scale:.2%}; '
            f"ascent-override: {up:.2%}; descent-override: {-down:.2%}; line-gap-override: {gap:.2%} }}"
        )


def _width(font: Any) -> float:
    glyphs, widths = font.getBestCmap(), font["hmtx"]
    total = sum(widths[glyphs[ord(letter)]][0] * count for letter, count in _FREQUENT.items())
    return float(total / font["head"].unitsPerEm / sum(_FREQUENT.values()))


if __name__ == "__main__":
    main()
