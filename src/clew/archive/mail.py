"""Notices by e-mail: a plain part and an HTML part, in which each post runs the way it is written."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from clew.errors import BadSetting, ClewError
from clew.speech import _, listed, many, now
from clew.text import notes
from clew.text.direction import direction
from clew.text.markdown import web_address
from clew.text.plain import byline, isolated, one_line

if TYPE_CHECKING:
    from clew.archive.noticing import Notice
    from clew.post import Post

_POSTS = 10  # whole ones in a message; the page has the others
_TITLE = 100
_PATIENCE = 30
_ADDRESS = re.compile(r'[^\s@<>,;:"]+@[^\s@<>,;:"]+')
_HERE = {"localhost", "127.0.0.1", "::1"}


class Mail:
    """A server that takes e-mail for one person; `user` and `password` log in where it wants that."""

    def __init__(self, server: str, sender: str, recipient: str, user: str = "", password: str = "") -> None:
        parts = urlsplit(server)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.username is not None:
            raise BadSetting(
                "smtp has to be smtp://HOST:PORT or smtps://HOST:PORT, without a name or a password in it."
            )
        self._secure = parts.scheme == "smtps"
        self._host, self._port = parts.hostname, parts.port or (465 if self._secure else 587)
        self._sender, self._recipient = _address(sender, "sender"), _address(recipient, "recipient")
        self._user, self._password = user, password
        self.name = f"mailto:{self._recipient}"

    def send(self, notice: Notice) -> None:
        """Send one notice."""
        message = letter(notice, self._sender, self._recipient)
        try:
            with self._connected() as smtp:
                smtp.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise ClewError(f"{self._host} did not take the e-mail: {_in_words(error)}.") from error

    def _connected(self) -> smtplib.SMTP:
        safe = ssl.create_default_context()
        if self._secure:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=_PATIENCE, context=safe)
        else:
            smtp = smtplib.SMTP(self._host, self._port, timeout=_PATIENCE)
        try:
            smtp.ehlo()
            is_safe = self._secure
            if not is_safe and smtp.has_extn("starttls") and self._host not in _HERE:
                smtp.starttls(context=safe)
                smtp.ehlo()
                is_safe = True
            self._login(smtp, is_safe=is_safe)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _login(self, smtp: smtplib.SMTP, *, is_safe: bool) -> None:
        if not self._user:
            return
        if not is_safe and self._host not in _HERE:
            raise BadSetting(f"{self._host} would be shown the password in the clear; name it with smtps://.")
        smtp.login(self._user, self._password)


def letter(notice: Notice, sender: str, recipient: str) -> EmailMessage:
    """A notice as a message; what strangers wrote is in it as words only."""
    message = EmailMessage()
    message["Subject"] = one_line(_subject(notice))
    message["From"], message["To"] = sender, recipient
    message["Date"] = formatdate(localtime=False)
    # The same notice sent again has the same name, by which mail programs show it once.
    message["Message-ID"] = f"<{notice.name}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n".join(_plain(notice)), charset="utf-8", cte="base64")
    message.add_alternative("".join(_html(notice)), subtype="html", charset="utf-8", cte="base64")
    return message


def _subject(notice: Notice) -> str:
    return f"{_who(notice)}: {_title(notice)}"


def _title(notice: Notice) -> str:
    return notes.opening_words(notice.thread.parts[0].post, _TITLE) or notes.heading(notice.thread)


def _who(notice: Notice) -> str:
    return byline(notice.thread.summary.author)


def _why(notice: Notice) -> str:
    searches = [f"“{isolated(one_line(name))}”" for name in notice.searches]
    if searches:
        return _("Found by the search %(names)s.", names=listed(searches))
    return _("By an author you follow: %(names)s.", names=listed(list(notice.authors)))


def _news(notice: Notice) -> str:
    """How many posts are new."""
    return many("%(num)s new post in this thread.", "%(num)s new posts in this thread.", len(notice.new))


def _places(notice: Notice) -> Iterator[str]:
    original = web_address(notice.thread.parts[0].post.url)
    yield from (each for each in (notice.page, original) if each)


def _words(post: Post) -> str:
    return notes.cover_words(post) or post.text[post.body_start :].strip()


def _plain(notice: Notice) -> Iterator[str]:
    yield from (one_line(_subject(notice)), "", _news(notice), _why(notice), "")
    for post in notice.new[:_POSTS]:
        yield from (_words(post), "")
    if len(notice.new) > _POSTS:
        yield from (_("The page has the others."), "")
    yield from _places(notice)


def _html(notice: Notice) -> Iterator[str]:
    tongue = now()
    yield f'<!doctype html><html lang="{tongue.code}" dir="{tongue.way}"><meta charset="utf-8"><body>'
    title = _title(notice)
    yield f'<p style="margin-bottom:0"><bdi>{escape(one_line(_who(notice)))}</bdi></p>'
    small = "margin-top:.2em;font-size:1.2em"
    yield f'<h2 dir="{direction(title) or "auto"}" style="{small}">{escape(one_line(title))}</h2>'
    yield f"<p>{escape(_news(notice))}<br>{escape(_why(notice))}</p>"
    for post in notice.new[:_POSTS]:
        words = _words(post)
        lang = f' lang="{escape(post.lang)}"' if post.lang else ""
        style = "margin:1em 0;padding-inline-start:1em;border-inline-start:3px solid #999"
        said = escape(words).replace("\n", "<br>")
        yield f'<blockquote dir="{direction(words) or "auto"}"{lang} style="{style}">{said}</blockquote>'
    if len(notice.new) > _POSTS:
        others = _("The page has the others.")
        yield f"<p>{escape(others)}</p>"
    for place in _places(notice):
        yield f'<p dir="ltr"><a href="{escape(place)}">{escape(place)}</a></p>'
    yield "</body></html>\n"


def _address(written: str, name: str) -> str:
    found = parseaddr(written)[1]
    if not written.isprintable() or not _ADDRESS.fullmatch(found):
        raise BadSetting(f"{name} has to be an e-mail address.")
    return found


def _in_words(error: OSError | smtplib.SMTPException) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "it does not know the user or the password in notices.toml"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "it takes nothing for this recipient"
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {one_line(said.decode('utf-8', 'replace') if isinstance(said, bytes) else said)}"
    if isinstance(error, TimeoutError):
        return "it does not answer in time"
    return one_line(str(error)) or type(error).__name__
