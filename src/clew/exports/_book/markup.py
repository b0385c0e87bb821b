"""The words of a chapter as markup that is HTML and XHTML alike, every piece of it escaped."""

from __future__ import annotations

from html import escape

from clew.exports._book.chapter import Figure, Leaf, Quoted, Words
from clew.text.direction import Direction
from clew.text.runs import Paragraph, Run


def speech(lang: str | None, direction: Direction | None) -> str:
    """The attributes that say in which language and direction something is written."""
    said = f' lang="{lang}" xml:lang="{lang}"' if lang else ""
    return f'{said} dir="{direction or "auto"}"'


def words(spoken: Words) -> str:
    """A post's words as paragraphs in a block of their own, so that nothing in them turns what stands around."""
    if not spoken.paragraphs:
        return ""
    inner = "".join(f"<p>{_line(each)}</p>" for each in spoken.paragraphs)
    return f'<div class="words"{speech(spoken.lang, spoken.direction)}>{inner}</div>'


def link(address: str, label: str) -> str:
    """A link that leads out; `label` is markup."""
    return f'<a href="{escape(address)}" rel="nofollow noopener noreferrer">{label}</a>'


def isolated(text: str, of: str = "") -> str:
    """Words from outside amid our own, which they do not turn."""
    return f"<bdi{of}>{escape(text)}</bdi>"


def content(leaf: Leaf, *, warned: bool = True) -> str:
    """All that a post shows: words, poll, pictures, notes, the post it quotes; first its warnings if `warned`."""
    pieces = [f'<p class="note frame"><bdi>{escape(note)}</bdi></p>' for note in leaf.before] if warned else []
    pieces.append(words(leaf.words))
    if leaf.poll:
        answers = "".join(f'<li dir="auto">{escape(answer)}</li>' for answer in leaf.poll)
        pieces.append(f'<ul class="poll">{answers}</ul>')
    many = len(leaf.figures)
    pieces += [
        _figure(each, f" {at} of {many}" if many > 1 else "", closed=warned and each.veiled)
        for at, each in enumerate(leaf.figures, 1)
    ]
    pieces += [f'<p class="note frame">{escape(note)}</p>' for note in leaf.after]
    if leaf.quote:
        pieces.append(quoted(leaf.quote))
    return "".join(pieces)


def quoted(quote: Quoted) -> str:
    """Another's post as a quiet card, or where it is if it is not held."""
    label = f"{quote.label} {isolated(quote.author)}"
    if quote.when:
        label += f", {quote.when}"
    if quote.leaf is None:
        where = f": {link(quote.link, escape(quote.link))}" if quote.link else "."
        return f'<p class="quote frame">{label}{where}</p>'
    if quote.link:
        label += f" · {link(quote.link, 'original')}"
    return f'<blockquote class="quote"><p class="frame">{label}</p>{content(quote.leaf)}</blockquote>'


def when(leaf: Leaf) -> str:
    """The time of a post, which leads to where it was published."""
    if leaf.created is None:
        return link(leaf.link, "original") if leaf.link else ""
    machine = leaf.created.isoformat(timespec="seconds").replace("+00:00", "Z")
    time = f'<time datetime="{machine}">{leaf.when}</time>'
    return link(leaf.link, time) if leaf.link else time


def _figure(figure: Figure, of: str, *, closed: bool) -> str:
    """A picture with its description; one that its author warns of is `closed` until somebody opens it."""
    if figure.shown is None:
        return f'<figure class="picture frame"><figcaption>{_caption(figure, of)}</figcaption></figure>'
    size = f' width="{figure.shown.width}" height="{figure.shown.height}"' if figure.shown.height else ""
    alt = escape(figure.alt or f"{figure.kind}{of}, not described")
    image = f'<img src="{escape(figure.shown.src)}" alt="{alt}"{size}/>'
    if closed:
        summary = f'<summary class="frame">Show what its author warns of: {figure.kind.lower()}{of}</summary>'
        image = f'<details class="veil">{summary}{image}</details>'
    return f'<figure class="picture held frame">{image}<figcaption>{_caption(figure, of)}</figcaption></figure>'


def _caption(figure: Figure, of: str) -> str:
    pieces = [f'<span class="kind">{figure.kind}{of}</span>']
    if figure.alt:
        alt = escape(figure.alt).replace("\n", "<br/>")
        pieces.append(f'<span class="alt" dir="{figure.direction or "auto"}">{alt}</span>')
    else:
        pieces.append(f'<span class="lacking">{figure.lacking}</span>')
    if figure.link:
        pieces.append(link(figure.link, "original"))
    return " ".join(pieces)


def _line(paragraph: Paragraph) -> str:
    return "".join(map(_run, paragraph))


def _run(run: Run) -> str:
    if run.kind == "words":
        return escape(run.text)
    if run.kind == "break":
        return "<br/>"
    if run.kind == "number":
        return f'<span class="num">{escape(run.text)}</span>'
    if run.kind == "link":
        assert run.target is not None
        return link(run.target, isolated(run.text, ' dir="ltr"'))
    return isolated(run.text, ' class="tag"' if run.kind == "hashtag" else "")
