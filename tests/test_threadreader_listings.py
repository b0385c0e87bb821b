"""How well listings are cut whose cut is known: pages made of made-up threads, with everything that makes them hard."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

import pytest

from clew.capture import open_capture
from clew.post import Post
from clew.sources import threadreader_text
from clew.text.length import characters, weight

WORDS = {
    "en": "harbour lantern ferry tide keeper market bridge rope signal morning council ledger storm barrel quay the a of "
    "and was in to with for not yet under over said they we it this old new north slow",
    "fr": "quai lanterne marée gardien marché pont corde matin conseil orage tonneau bateau le la les une des et dans "
    "pour pas encore sous dit nous ils vieux neuf nord lent où déjà",
    "ar": "المرفأ الفانوس العبارة المد الحارس السوق الجسر الحبل الصباح المجلس العاصفة في من على إلى مع لم قال هذا قديم جديد",
    "ja": "港 灯台 渡し船 潮 番人 市場 橋 綱 朝 会議 嵐 樽 は が を に で と も まだ 古い 新しい 北 遅い 言った",
}
ENDS = {"en": ".", "fr": ".", "ar": ".", "ja": "。"}
TAGS = {
    "en": ["#Lowharbour", "#ferry", "#Tide2019"],
    "fr": ["#Basport", "#marée"],
    "ar": ["#المرفأ", "#الجسر"],
    "ja": ["#港町", "#渡し船"],
}
NUMBERINGS = [
    "",
    "",
    "",
    "{n}/",
    "{n}/{N}",
    "{n}.",
    "{n})",
    "{n}-",
    "({n})",
    "[{n}/{N}]",
    "{n}:",
    "{n}\\",
    "end",
    "second",
]


@dataclass
class Listing:
    """A page and where its posts begin: `starts` are line numbers, `given` those that the page itself shows."""

    lines: list[str] = field(default_factory=list)
    starts: set[int] = field(default_factory=set)
    given: set[int] = field(default_factory=set)
    cards: int = 0

    @property
    def text(self):
        return "\n".join(self.lines) + "\n"


def sentence(rng, lang, least, most):
    space = "" if lang == "ja" else " "
    words = [rng.choice(WORDS[lang].split()) for _ in range(rng.randint(least, most))]
    if rng.random() < 0.25:
        words.insert(
            rng.randrange(len(words) + 1), f" {rng.choice(TAGS[lang])} " if lang == "ja" else rng.choice(TAGS[lang])
        )
    line = space.join(words).strip()
    end = rng.choice([ENDS[lang]] * 6 + ["", "", "…", "!", ":"])
    return line[0].upper() + line[1:] + end


def paragraph(rng, lang, room):
    """Sentences up to a length that varies, within the room."""
    aim = rng.uniform(0.3, 1.0) * room
    text = ""
    while True:
        more = sentence(rng, lang, 4, 14)
        if characters(text) + weight(more) + 1 > aim:
            return text or more[: max(8, room // 2)]
        text = f"{text} {more}" if text else more


def body(rng, lang, room):
    shape = rng.random()
    if shape < 0.5:
        return paragraph(rng, lang, room)
    if shape < 0.72:
        return "\n\n".join(paragraph(rng, lang, room // 2 - 4) for _ in range(2))
    if shape < 0.88:
        return "\n".join(paragraph(rng, lang, room // 2 - 4) for _ in range(2))
    sign = rng.choice(["- ", "• ", "> ", "{}) ", "{}. ", "", "* "])
    items = [sign.format(at) + sentence(rng, lang, 1, 3).rstrip(".:…") for at in range(1, rng.randint(3, 6))]
    return sentence(rng, lang, 2, 5).rstrip(".:!…") + ":" + rng.choice(["\n\n", "\n"]) + "\n".join(items)


def shorten(text, room, rng):
    while weight(text) > room:
        text = text[: int(len(text) * 0.9)].rstrip()
    return text if text.strip() else paragraph(rng, "en", room)


def thread(rng):
    lang = rng.choice(["en", "en", "en", "fr", "ar", "ja"])
    limit = rng.choice([140, 280, 280])
    total = rng.randint(4, 60)
    style = rng.choice(NUMBERINGS)
    mention = f"@{rng.choice(['keeper_of', 'quay_news', 'northmole'])}" if rng.random() < 0.15 else ""
    opener = rng.choice(["THREAD: ", "🧵 ", "Thread ", "[THREAD] "]) if rng.random() < 0.2 else ""
    posts = []
    for at in range(3):
        text = body(rng, lang, limit - 34)
        if at == 0:
            text = opener + text + (f" {mention}" if mention else "")
        if rng.random() < 0.1:
            text += " quay.example/2019/notes-on-the-…"
        text = shorten(text, limit - 34, rng)
        number = style.format(n=at + 1, N=total) if "{" in style else ""
        if style == "end":
            text = f"{text} ({at + 1})"
        elif style == "second" and at:
            text = f"{at}. {text}"
        elif number:
            text = f"{number} {text}"
        posts.append((f"{mention} " if mention and at else "") + text)
    return posts, total, limit


def listing(seed, missing=0.1):
    """A page of 12 to 24 cards; before November 2017 towards its end; `missing` of the closing lines are gone."""
    rng, page = random.Random(seed), Listing()
    threads = sorted((thread(rng) for _ in range(rng.randint(12, 24))), key=lambda each: -each[2])
    shown = True
    for posts, total, _ in threads:
        for post in posts:
            page.starts.add(len(page.lines) + 1)
            if shown:
                page.given.add(len(page.lines) + 1)
            shown = False
            page.lines += post.split("\n")
        if rng.random() >= missing:
            page.lines.append(f"Read {total} tweets")
            shown = True
    page.cards = len(threads)
    return page


def starts_of(page, tmp_path):
    """Where the posts begin that the source reads, and how sure it is of each."""
    path = tmp_path / "page.txt"
    path.write_text(page.text, "utf-8")
    with open_capture(path) as capture:
        posts = [each for each in threadreader_text.read(capture) if isinstance(each, Post)]
    starts, at = {}, 0
    for post in posts:
        for place, line in enumerate(line for line in post.text.split("\n") if line):
            while page.lines[at].strip() != line:
                at += 1
            if place == 0:
                starts[at + 1] = post.listed.sure
            at += 1
    return starts


def naive(page):
    """One line, one post."""
    closer = re.compile(r"Read \d+ tweets")
    return {at for at, line in enumerate(page.lines, 1) if line and not closer.fullmatch(line)}


def measure(pages, cut):
    """Precision and recall of the boundaries that the page does not show by itself."""
    right = wrong = missed = 0
    for page in pages:
        found, true = set(cut(page)) - page.given, page.starts - page.given
        right, wrong, missed = right + len(found & true), wrong + len(found - true), missed + len(true - found)
    return right / (right + wrong), right / (right + missed)


def test_boundaries_are_found_where_one_line_one_post_fails(tmp_path):
    pages = [listing(seed) for seed in range(60)]
    precision, recall = measure(pages, lambda page: starts_of(page, tmp_path))
    naive_precision, naive_recall = measure(pages, naive)
    print(
        f"precision {precision:.3f}, recall {recall:.3f}; one line one post {naive_precision:.3f}, {naive_recall:.3f}"
    )
    assert precision > 0.93
    assert recall > 0.93
    assert naive_precision < 0.6


def test_how_sure_a_post_is_says_how_often_it_is_right(tmp_path):
    pages = [listing(seed, missing=0.25) for seed in range(1000, 1040)]
    judged = [(sure, start in page.starts) for page in pages for start, sure in starts_of(page, tmp_path).items()]
    certain = [right for sure, right in judged if sure >= 0.99]
    doubtful = [right for sure, right in judged if sure < 0.8]
    assert len(certain) > 1000
    assert len(doubtful) > 30
    assert sum(certain) / len(certain) > 0.98
    assert sum(doubtful) / len(doubtful) < 0.9


@pytest.mark.parametrize("missing", [0.0, 0.5, 1.0])
def test_every_line_of_a_listing_is_in_one_post(tmp_path, missing):
    for seed in range(5):
        page = listing(seed, missing)
        path = tmp_path / f"{seed}.txt"
        path.write_text(page.text, "utf-8")
        with open_capture(path) as capture:
            posts = [each for each in threadreader_text.read(capture) if isinstance(each, Post)]
        lines = [line for post in posts for line in post.text.split("\n") if line]
        assert lines == [line.strip() for line in page.lines if line and not re.fullmatch(r"Read \d+ tweets", line)]
