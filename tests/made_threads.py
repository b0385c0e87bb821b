"""Threads made for books and papers: every script, every trick, and sizes that are measured."""

from __future__ import annotations

from datetime import UTC, datetime

from clew.post import Author, Media, Post
from clew.thread import Branch, Gap, Number, Part, Place, Shape, Summary, Thread

BY = Author("x:user:7001", "x", "lina_builds", "Lina Haddad")
ENGLISH = "The old bridge opens to trucks again on Monday. Bring tea. https://news.example/a #Halfaya"
ARABIC = "إلى أهلنا في الحي الشرقي: الطريق القديم يبقى مغلقا حتى مساء الأحد. شكرا لصبركم. #الجسر_القديم"
JAPANESE = "橋は月曜日にふたたび開きます。お茶を持ってきてください。 #橋"
HEBREW = "הגשר הישן נפתח מחדש ביום שני. תביאו תה. #גשר"
SCRIPTS = {"en": ENGLISH, "ar": ARABIC, "ja": JAPANESE, "he": HEBREW}
TRICKS = {
    "markup": '<script>alert(1)</script> &amp; ]]> <!-- -- --> #import "x": * $y$ `z` = head\n- a @ref <lbl> \\u{41}',
    "controls": "a\x00\x01\x1b[2J\x07\x7f\x9b b \ud800 \ufffe \ufdd0 \U0001ffff c",
    "own use": "\ue000 \uf8ff \U0010fffd and \u0378",
    "turning": "\u202e\u202eevil \u2067 مرحبا\nnext \u202d line",
    "long word": "x" * 100_000,
    "long Arabic word": "ب" * 20_000,
    "marks": "a" + "\u0301" * 10_000 + " b",
    "emoji": "👨‍👩‍👧‍👦 👮🏽‍♀️ 🏳️‍🌈 🇫🇷 1️⃣ #️⃣ ☀️ ❤️ ✓ © ™ 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "scripts": "हिन्दी ไทย עִבְרִית 한국어 中文 ܣܘܪܝܬ አማርኛ ქართული བོད་ཡིག 𝓗𝓮𝓵𝓵𝓸 ßŁ Ελλ Кир",
    "nothing": " \n\n ",
}  # fmt: skip


def post(number, text, **more):
    return Post(f"x:{number}", "x", BY, datetime(2018, 10, 12, 10, number % 60, tzinfo=UTC), text, **more)


def thread(*texts, lang=None, first=1, by=BY, alt=None):
    """A thread of these texts, each numbered by its author."""
    parts = []
    for at, text in enumerate(texts):
        number = f"{at + 1}/ "
        media = (Media("photo", "https://img.example/1.jpg", alt),) if alt is not None and not at else None
        shown = post(first + at, number + text, lang=lang, media=media)
        parts.append(Part(shown, Place(shown.id, "reply" if at else "start", 0, Number(at + 1, 0, len(number) - 1))))
    return of(parts, by=by, lang=lang)


def of(parts, *, by=BY, lang=None, branches=(), gaps=()):
    main = tuple(each.place.id for each in parts if each.place.line == 0)
    places = tuple(each.place for each in parts)
    shape = Shape(parts[0].post.id, by.id, main, places, branches, gaps)
    dates = [each.post.created for each in parts]
    languages = (lang,) if lang else ()
    summary = Summary(
        shape.id, "x", by, dates[0], dates[-1], len(main), None, languages, (), len(gaps), len(branches), 1
    )  # fmt: skip
    return Thread(summary, shape, tuple(parts))


def forked():
    """A thread with a gap, an aside, an aside of the aside, and a post after them."""
    lines = (0, 1, 2, 1, 0)
    parts = [Part(post(at, f"words {at}"), Place(f"x:{at}", "reply", line)) for at, line in enumerate(lines, 1)]
    branches = (Branch("x:1", ("x:2", "x:4")), Branch("x:2", ("x:3",)))
    return of(parts, branches=branches, gaps=(Gap("x:1", "x:5", "deleted", 2),))
