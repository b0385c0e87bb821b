"""Why something could not be read, in the reader's language, where the reason is a common one.

A reason is stored in English, as whatever read the capture gave it, and stays so. The sentences here are those that are
met most; `%(name)s` stands for what a source put into one. Every other reason is shown as it is stored.
"""

from __future__ import annotations

import re
from functools import cache

from markupsafe import Markup

from clew.speech import ENGLISH, _, later, now
from clew.text.runs import clean, heading

_VALUE = 120
_NAMED = re.compile(r"%\((\w+)\)s")

FIXED = frozenset(
    {
        later("A change of a post was left out: it does not say which post."),
        later("A message was left out: it, or its chat, has no id."),
        later("A notice of deletion does not say which post is gone."),
        later("A part of the index is not what it was when it was signed."),
        later("A post that was passed on was left out: it has no id, no author or no address."),
        later("A post was left out: it has no address."),
        later("A post was left out: it has no id, no author, no network or no text."),
        later("A post was left out: it has no id, or no text."),
        later("A post was left out: it has no id."),
        later("A post was left out: it has no text."),
        later("A post was left out: the activity says no more than that it was made."),
        later("A row was left out: it has more fields than the table has columns."),
        later("A row was left out: it has no id."),
        later("A row was left out: it has no text."),
        later("An event was left out: it has no id, no key or no kind."),
        later("Dates are in the local time of an unknown place and were left out."),
        later("Some bytes are not UTF-8 and are shown as �."),
        later("The page shows no posts; it may be an error page or have none."),
        later("The page shows no posts; it may have been saved before it had loaded."),
        later("The post has half a character in it, so it could not be kept."),
        later("The post is said to answer itself; the edge above the oldest of them was left out."),
        later("This file is in no format Clew knows; it was passed over."),
        later("This is neither a post nor a page of posts."),
        later("ends too early"),
        later("holds no HTML that could be read"),
        later("holds no post of X"),
        later("is neither a tweet nor a notice that is known"),
        later("is not UTF-8; � stands where letters could not be read"),
    }
)
"""Reasons that are always the same."""

FILLED = (
    later("%(count)s of its items are of %(network)s and not of X; they were passed over"),
    later("A post was left out: it has no text (%(post)s)."),
    later("A post was left out: only its address is here, %(address)s."),
    later("A thing %(thing)s was left out: it is no post that Clew knows."),
    later("Post %(post)s: It has a date that means nothing: %(date)s."),
    later("Post %(post)s has a date that means nothing: %(date)s."),
    later("Post %(post)s was left out: it has neither text nor date."),
    later("The archive was written with %(file)s (%(count)s posts), which is not here."),
    later("The card that promises %(count)s posts shows none of them."),
    later("The date %(date)s in %(field)s means nothing; it was left out."),
    later("The id %(id)s was rounded before it was written down, so it names no post or account."),
    later("X answered without posts: %(words)s"),
    later("X could not give all of this page: %(words)s"),
    later("is longer than %(count)s bytes; it was skipped"),
    later("is not JSON (%(why)s)"),
)
"""Reasons with something in them that is another each time; the first that fits is meant."""


def said(reason: str, limit: int | None = None) -> Markup:
    """A reason in the language spoken now, or in English and marked so; cut at `limit` letters where there is one."""
    if now().code != ENGLISH.code:
        if reason in FIXED:
            return Markup.escape(_(reason))
        for form in FILLED:
            if (found := _form(form).fullmatch(reason)) is not None:
                values = {name: heading(value, _VALUE) for name, value in found.groupdict().items()}
                return Markup(re.sub(_NAMED, r"<bdi>%(\1)s</bdi>", _(form))) % values  # noqa: S704 - ours; values are not
    return Markup('<span lang="en">{}</span>').format(clean(reason) if limit is None else heading(reason, limit))


@cache
def _form(form: str) -> re.Pattern[str]:
    """What a reason looks like that was made so."""
    parts = _NAMED.split(form)  # words and names in turn
    made = (re.escape(part) if at % 2 == 0 else f"(?P<{part}>.+?)" for at, part in enumerate(parts))
    return re.compile("".join(made), re.DOTALL)
