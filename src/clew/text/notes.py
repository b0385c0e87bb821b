"""What stands beside a post's words, in words: pictures, polls, branches, what became of it; then a thread's facts."""

from __future__ import annotations

from clew.post import Choice, File, Media, Post, State
from clew.speech import _, many
from clew.text.completeness import counted, summary_words
from clew.text.dates import day, span
from clew.text.languages import names
from clew.text.plain import byline, one_line
from clew.text.runs import heading as line
from clew.thread import Branch, Thread

_MEDIA = {"photo": "Picture", "video": "Video", "gif": "Moving picture", "audio": "Sound"}
_STATES: dict[State, str] = {
    "deleted": "This post has been deleted since.",
    "protected": "Its author's posts are protected since.",
    "suspended": "Its author's account has been suspended since.",
    "withheld": "This post has been withheld by the network since.",
    "blocked": "Its author has blocked the reader since.",
}


# A cut of a saved page is doubtful from here on; 0.5 says that another one is as good.
_SURE = 0.6


def media_kind(medium: Media) -> str:
    """`Picture`, `Video`, `Moving picture` or `Sound`."""
    return _MEDIA[medium.kind]


def media_words(medium: Media) -> str:
    """`Picture: a broken pier`, or that nobody described it."""
    alt = one_line(medium.alt or "")
    return f"{_MEDIA[medium.kind]}: {alt}" if alt else f"{_MEDIA[medium.kind]}, not described"


def kept_at(file: File) -> str:
    """Where the file of a medium lies in the archive's folder."""
    return f"media/{file.name[:2]}/{file.name}"


def choice_words(choice: Choice) -> str:
    """One answer of a poll with its votes where they are known."""
    label = one_line(choice.label)
    return label if choice.votes is None else f"{label} ({counted(choice.votes, 'vote')})"


def state_words(state: State) -> str:
    """What became of a post that is held."""
    return _STATES[state]


def copy_words(post: Post) -> tuple[str, ...]:
    """What a reader should know of the text as it stands in this copy: cut off, edited, of doubtful bounds."""
    notes = []
    if post.in_parts:
        notes.append(_("The text was already cut off where it was captured."))
    if post.edited is not None:
        notes.append(_("Edited on %(day)s.", day=day(post.edited)))
    elif len(post.versions) > 1:
        known = len(post.versions)
        notes.append(many("Edited; %(num)s version is known.", "Edited; %(num)s versions are known.", known))
    if post.listed is not None and post.listed.sure is not None and post.listed.sure < _SURE:
        notes.append(_("The saved page does not show where this post begins and ends; another reading is as likely."))
    return tuple(notes)


def branch_words(branch: Branch) -> str:
    """That a branch leaves here, and how long it is."""
    return f"An aside of {counted(len(branch.posts), 'post')}:"


def warning_words(post: Post) -> str | None:
    """The author's own warning; None where there is none."""
    if post.warning:
        return f"Content warning: {one_line(post.warning)}"
    return "Marked as sensitive" if post.sensitive else None


def opening_words(post: Post, limit: int, start: int | None = None) -> str:
    """The first words of a post (from `start` on), for titles; of one under a content warning the warning's own words.

    What a warning covers is nowhere to be read before somebody opens it.
    """
    if post.warning and post.warning.strip():
        return line(post.warning, limit)
    return line(post.text[post.body_start if start is None else start :].strip(), limit)


def cover_words(post: Post) -> str | None:
    """What stands in place of all of a post's words where nobody has chosen to read them: its warning, said to be one.

    None where it has no words of warning. In titles `opening_words` are enough.
    """
    return warning_words(post) if one_line(post.warning or "") else None


def audience_words(post: Post) -> str | None:
    """Whom a private post was for; None of all others."""
    return {"followers": "For followers only", "direct": "For single persons only"}.get(post.visibility)


def heading(thread: Thread) -> str:
    """What to call the thread where it has no other name: who began it and on which day."""
    started, who = thread.summary.started, byline(thread.summary.author)
    return f"{who}, {day(started)}" if started else who


def whole_words(thread: Thread) -> str:
    """How whole the thread is."""
    shape = thread.shape
    return summary_words(thread.summary.held, thread.summary.promised, shape.gaps, len(shape.branches))


def facts(thread: Thread) -> tuple[str, ...]:
    """When and where the thread was written, in which languages, under which hashtags."""
    summary = thread.summary
    network = summary.network[:1].upper() + summary.network[1:]
    found = (
        span(summary.started, summary.ended),
        network,
        names(summary.languages),
        " ".join(f"#{tag}" for tag in summary.tags),
    )
    return tuple(one_line(fact) for fact in found if fact)


def address(thread: Thread) -> str:
    """The web address of the thread's first held post, or its id where it has none."""
    first = thread.parts[0].post.url if thread.parts else None
    return one_line(first or thread.id)


def held_posts(thread: Thread) -> dict[str, Post]:
    """The posts that the thread can show where they are quoted or answered: its own and its context.

    By id; an edited one by the ids of its older versions too, under which it may have been quoted.
    """
    posts = [*thread.context, *(part.post for part in thread.parts)]
    found = {version: post for post in posts for version in post.versions}
    found |= {post.id: post for post in posts}
    return {old: found[new] for old, new in thread.shape.earlier if new in found} | found


def attribution(post: Post) -> str:
    """Who wrote a quoted post and when, `Omar (@omar), 7 September 2018, 10:30 UTC`."""
    return f"{byline(post.author)}, {span(post.created, post.created)}" if post.created else byline(post.author)
