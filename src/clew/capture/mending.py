"""Records that a strict reader refuses: read once more, mended where that is honest, explained where it is not."""

from __future__ import annotations

import json
import re
from typing import Any, Generic, TypeVar

import msgspec

T = TypeVar("T")

# A record of which so many fields are wrong is of another format.
RETRIES = 16
# No id, count or time has more digits; turning longer ones into numbers costs the square of their length.
DIGITS = 400
LONE = re.compile("[\ud800-\udfff]")
FAULT = re.compile(r"(?P<what>.*?)(?: - at `(?P<path>[^`]*)`)?", re.DOTALL)
EXPECTED = re.compile(r"Expected `(?P<wanted>[^`]*)`(?:, got `(?P<got>[^`]*)`)?")
STEP = re.compile(r"\.(?P<key>[^.\[\]]+)|\[(?P<index>\d+)\]|(?P<any>\[\.\.\.\])")
WORDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "null": "empty",
    "array": "a list",
    "object": "an object",
}


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) <= DIGITS else digits


# Control characters inside strings are let through: broken writers leave them there, and they are readable.
JSON = json.JSONDecoder(strict=False, parse_int=_whole)


def scrubbed(value: Any) -> Any:
    """The value with every lone surrogate replaced by U+FFFD; dumps that cut emoji in half are common.

    Pairs written as two escapes have been joined by the JSON reader before.
    """
    holder = [value]
    waiting: list[Any] = [holder]
    while waiting:
        box = waiting.pop()
        if isinstance(box, dict):
            for key in [key for key in box if LONE.search(key)]:
                box[LONE.sub("\N{REPLACEMENT CHARACTER}", key)] = box.pop(key)
        places: Any = box.items() if isinstance(box, dict) else enumerate(box)
        for place, item in places:
            if isinstance(item, str):
                box[place] = LONE.sub("\N{REPLACEMENT CHARACTER}", item)
            elif isinstance(item, (list, dict)):
                waiting.append(item)
    return holder[0]


class Mender(Generic[T]):
    """Turns JSON values into records of one type, leaving out single fields that cannot be what they should be."""

    def __init__(self, type_: type[T]) -> None:
        self._type = type_

    def record(self, value: Any) -> tuple[T | None, list[str]]:
        """The record, None where it cannot be saved, and what is wrong in words."""
        reasons: list[str] = []
        for _ in range(RETRIES):
            try:
                return msgspec.convert(value, self._type, strict=False), reasons
            except msgspec.ValidationError as error:
                path, what = _told(str(error))
            dropped = _drop(value, path, whole="should be an object" in what)
            if dropped is None:
                return None, [what if not path else f"{_dotted(path)} {what}"]
            reasons.append(f"{_dotted(path)} {what}; {'it' if dropped == path else _dotted(dropped)} was left out")
        return None, ["has too many fields that are not what they should be"]


Path = list[str | int]


def _told(message: str) -> tuple[Path, str]:
    """The path and the fault of a message of msgspec, such as "Expected `str`, got `int` - at `$.user.id_str`"."""
    fault = FAULT.fullmatch(message)
    assert fault is not None
    path: Path = []
    for step in STEP.finditer(fault["path"] or ""):
        if step["any"]:
            break
        path.append(int(step["index"]) if step["index"] else step["key"])
    expected = EXPECTED.fullmatch(fault["what"])
    if expected is None:
        return path, f"is not as it should be ({fault['what']})"
    what = f"should be {_words(expected['wanted'])}"
    return path, f"{what}, not {_words(expected['got'])}" if expected["got"] else what


def _words(types: str) -> str:
    kinds = [WORDS.get(kind.strip(), kind.strip()) for kind in types.split("|")]
    return " or ".join(kind for kind in kinds if kind != "empty" or len(kinds) == 1)


def _dotted(path: Path) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def _drop(value: Any, path: Path, *, whole: bool) -> Path | None:
    """Take the thing at the path out of the value; the path of what was taken, None where nothing could be.

    A number or text in a list of such takes its list with it: what is left would say something else.
    """
    boxes = [value]
    for step in path:
        try:
            boxes.append(boxes[-1][step])
        except (KeyError, IndexError, TypeError):
            break
    path = path[: len(boxes) - 1]
    while path and isinstance(path[-1], int) and not whole and not isinstance(boxes[-1], (dict, list)):
        path, boxes = path[:-1], boxes[:-1]
    if not path:
        return None
    del boxes[-2][path[-1]]
    return path
