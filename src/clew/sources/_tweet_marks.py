"""What stands in a tweet's text: its hashtags, mentions, links and pictures as marks over the escaped text."""

from __future__ import annotations

from clew.sources._tweet import Entities, Indices, Link, Mention, Picture, Tag
from clew.sources._x import author_id, number
from clew.text.escaped import Mark, placed


def span(indices: Indices | None) -> tuple[int, int]:
    """The two offsets of a span; (-1, -1), which is no place, where there are not two."""
    return (indices[0], indices[1]) if indices is not None and len(indices) == 2 else (-1, -1)  # noqa: PLR2004


def marks(text: str, entities: Entities) -> list[Mark]:
    """The marks of a text, in no order; what does not stand where it is said to, nor anywhere else, is left out."""
    found: list[Mark | None] = [_tag(text, "#", tag) for tag in entities.hashtags]
    found += [_mention(text, mention) for mention in entities.user_mentions]
    found += [_link(text, link) for link in entities.urls]
    found += [_tag(text, "$", tag) for tag in entities.symbols]
    return [mark for mark in found if mark is not None]


def _tag(text: str, sign: str, tag: Tag) -> Mark | None:
    place = placed(text, *span(tag.indices), sign + tag.text)
    return place and Mark(*place, "hashtag" if sign == "#" else "cashtag", tag.text)


def _mention(text: str, mention: Mention) -> Mark | None:
    who = number(mention.id_str, mention.id if isinstance(mention.id, int) else None, [])
    target = author_id(who) if who else None
    start, end = span(mention.indices)
    written = text[start:end] if start >= 0 else ""
    if written[:1] in {"@", "＠"} and written[1:].replace("_", "a").isalnum():
        # The handle as written: accounts are renamed, and old archives give today's name.
        return Mark(start, end, "mention", written[1:], target)
    place = placed(text, start, end, f"@{mention.screen_name}") if mention.screen_name else None
    return place and Mark(*place, "mention", mention.screen_name or "", target)


def _link(text: str, link: Link) -> Mark | None:
    if not link.url:
        return None
    place = placed(text, *span(link.indices), link.url)
    return place and Mark(*place, "link", link.expanded_url or link.url, None, link.display_url or link.url)


def picture_marks(text: str, pictures: list[Picture]) -> list[Mark]:
    """The links in a text that stand for its pictures; all pictures of a post share one link."""
    found: dict[str, Mark] = {}
    for picture in pictures:
        if picture.url and picture.url not in found and (place := placed(text, *span(picture.indices), picture.url)):
            target = picture.expanded_url or picture.url
            found[picture.url] = Mark(*place, "link", target, None, picture.display_url or picture.url)
    return list(found.values())


def pictures_of(own: Entities | None, extended: Entities | None) -> list[Picture]:
    """The pictures of a tweet: all of them, or the first where the record has no more."""
    if extended is not None and extended.media:
        return extended.media
    return own.media if own is not None else []


def is_stand_in(link: Link) -> bool:
    """Whether a link shows that the text is X's own: "… has been withheld … Learn more" (97 of them in the samples).

    What authors link to stands in the text as a t.co address; these links stand there as the words "Learn more".
    """
    return bool(link.url) and link.display_url == "Learn more" and "//t.co/" not in str(link.url)
