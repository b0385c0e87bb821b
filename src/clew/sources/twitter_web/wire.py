"""The post as the pages of X fetch it: the tweet of API v1.1 under `legacy`, and around it what came later.

Read off answers of 2023 to 2026; only what is read is listed, and nearly all of it may be missing.
"""

from __future__ import annotations

from typing import Any

import msgspec

from clew.sources._tweet import Count, EditHistory, Entities, Tweet, User, Wire


class Legacy(Tweet):
    """The tweet itself; a post passed on has another result inside it, in older answers its number."""

    conversation_id_str: str | None = None
    user_id_str: str | None = None
    bookmark_count: Count | None = None
    retweeted_status_result: dict[str, Any] | None = None
    retweeted_status_id_str: str | None = None


class UserCore(Wire):
    """Where answers from 2025 on keep an account's names."""

    screen_name: str | None = None
    name: str | None = None


class Privacy(Wire):
    """Where answers from 2025 on say that only followers may read an account."""

    protected: bool | None = None


class Account(Wire):
    """An account, in its newer and its older place."""

    rest_id: str | None = None
    core: UserCore | None = None
    privacy: Privacy | None = None
    legacy: User | None = None

    def plain(self) -> User:
        """The account as API v1.1 writes it."""
        old, core, privacy = self.legacy or User(), self.core or UserCore(), self.privacy or Privacy()
        return User(
            id_str=self.rest_id or old.id_str,
            screen_name=core.screen_name or old.screen_name,
            name=core.name or old.name,
            protected=old.protected if privacy.protected is None else privacy.protected,
        )


class AccountResult(Wire):
    """The box around an account."""

    result: Account | None = None


class Core(Wire):
    """The three boxes an account has stood in over the years."""

    user_results: AccountResult | None = None
    user_result: AccountResult | None = None
    user: Account | None = None

    def account(self) -> Account:
        """The account, an empty one where there is none."""
        for box in (self.user_results, self.user_result):
            if box is not None and box.result is not None:
                return box.result
        return self.user or Account()


class NoteText(Wire):
    """A long text. Unlike `full_text` it is not escaped, and its offsets are its own."""

    text: str | None = None
    entity_set: Entities | None = None


class NoteResult(Wire):
    """The box around a long text."""

    result: NoteText | None = None


class NoteTweet(Wire):
    """The box around that box."""

    note_tweet_results: NoteResult | None = None


class Views(Wire):
    """How often a post was seen; a new one has no count."""

    count: Count | None = None


class EditControl(EditHistory):
    """The versions of a post; a later version keeps them one box deeper."""

    edit_control_initial: EditHistory | None = None


class CardLegacy(Wire):
    """A card beside a post; `binding_values` is a list of keys and values, in older answers a table."""

    name: str | None = None
    binding_values: list[Any] | dict[str, Any] | None = None


class Card(CardLegacy):
    """A card in its newer box (`legacy`) or without one."""

    legacy: CardLegacy | None = None


class Result(Wire):
    """A post with all that stands around it.

    `trusted_friends_info_result` is there only where the post was for a circle of friends.
    """

    legacy: Legacy
    rest_id: str | None = None
    core: Core | None = None
    user: User | None = None
    note_tweet: NoteTweet | None = None
    card: Card | None = None
    views: Views | None = None
    edit_control: EditControl | None = None
    quoted_status_result: dict[str, Any] | None = None
    trusted_friends_info_result: dict[str, Any] | msgspec.UnsetType | None = msgspec.UNSET
