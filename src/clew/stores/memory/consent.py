"""People's wishes in memory: what was forgotten, who refused, and what that leaves of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from clew.post import Notice, Post
from clew.stores.base import Holding
from clew.stores.consent import Forgetting, Receipt, Refusal, Statement, names
from clew.stores.memory.adding import Adding


class Consent(Adding):
    """What removes records, and keeps apart those of people who refused to be shown."""

    def named_as(self, ids: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """The other names of held posts."""
        wanted = set(ids)
        with self._turn:
            found: dict[str, list[str]] = {}
            for name, posts in self._rows.names.items():
                for post in wanted.intersection(posts):
                    found.setdefault(post, []).append(name)
            return {post: tuple(others) for post, others in found.items()}

    def records(self, ids: Iterable[str]) -> Iterator[tuple[str, Post]]:
        """Everything captures said of these posts."""
        wanted = set(ids)
        with self._turn:
            rows = self._rows
            found = [said for name in wanted for said in rows.observations.get(name, ())]
            found += [said for said in (*rows.private, *rows.withheld) if said[1].id in wanted]
        yield from found

    def forget(self, forgetting: Forgetting) -> None:
        """Remove posts and everything that was said of them."""
        with self._turn:
            rows, gone, authors = self._rows, set(forgetting.posts), set(forgetting.authors)
            self._remove(gone, authors)
            rows.private = {said: None for said in rows.private if said[1].id not in gone}
            rows.withheld = {said: None for said in rows.withheld if said[1].id not in gone}
            for name in gone:
                rows.notices.pop(name, None)
                rows.tombs.pop(name, None)
            rows.tombs = {name: tomb for name, tomb in rows.tombs.items() if tomb.author.id not in authors}
            rows.tombs.update((tomb.id, tomb) for tomb in forgetting.tombs)
            rows.problems = [filed for filed in rows.problems if filed.problem.place not in gone]
            for address in forgetting.media:
                rows.media.pop(address, None)
            for name, shelf in tuple(rows.shelves.items()):
                self._rows.shelves[name] = tuple(each for each in shelf if each.post not in gone)
                if not self._rows.shelves[name]:
                    del self._rows.shelves[name]
            rows.forgotten.update(forgetting.signs)
            rows.refusals = {name: each for name, each in rows.refusals.items() if name not in forgetting.names}
            rows.refused = {author: name for author, name in rows.refused.items() if author not in authors}
            rows.said_of = {key: said for key, said in rows.said_of.items() if key[0] not in authors}
            if forgetting.receipt is not None:
                rows.receipts.append(forgetting.receipt)
            rows.withholding += 1

    def scour(self) -> bool:
        """Nothing is in any file."""
        return True

    def is_scoured(self) -> bool:
        """Nothing is in any file."""
        return True

    def forgets(self) -> bool:
        """Whether anything was ever forgotten here."""
        return bool(self._rows.forgotten)

    def forgotten(self, signs: Iterable[bytes]) -> frozenset[bytes]:
        """Those of the fingerprints that are of something forgotten."""
        with self._turn:
            return frozenset(self._rows.forgotten.intersection(signs))

    def signs(self) -> Iterator[bytes]:
        """All fingerprints of what was forgotten."""
        with self._turn:
            return iter(sorted(self._rows.forgotten))

    def tomb(self, name: str) -> Post | None:
        """The tombstone of a post."""
        return self._rows.tombs.get(name)

    def tombs(self) -> Iterator[Post]:
        """All tombstones."""
        with self._turn:
            return iter(tuple(self._rows.tombs.values()))

    def receipts(self) -> tuple[Receipt, ...]:
        """The receipts."""
        return tuple(self._rows.receipts)

    def empty(self, capture_id: str, reason: str) -> None:
        """Note that a capture's bytes are no longer kept."""
        with self._turn:
            kept = self._rows.captures[capture_id]
            self._rows.captures[capture_id] = msgspec.structs.replace(kept, held=False, gone=reason)

    def refuse(self, refusal: Refusal) -> int:
        """Note a refusal, and keep the posts of whom it is about apart."""
        with self._turn:
            rows = self._rows
            rows.refusals[refusal.name] = msgspec.structs.replace(refusal, authors=())
            meant = {author for author in rows.authors if refusal.name in names(self._called(author))}
            return self._keep_apart(meant.union(refusal.authors), refusal.name)

    def allow(self, name: str) -> int:
        """Take a refusal back."""
        with self._turn:
            rows = self._rows
            if rows.refusals.pop(name, None) is None:
                return 0
            rows.refused = {author: other for author, other in rows.refused.items() if other != name}
            apart, rows.withheld = rows.withheld, {}
            rows.withholding += 1
            before = len(rows.posts)
            for capture, post in apart:
                self.add(capture, [post], private=True)
            return len(rows.posts) - before

    def refusals(self) -> tuple[Refusal, ...]:
        """The refusals, by name."""
        with self._turn:
            meant: dict[str, list[str]] = {}
            for author, name in sorted(self._rows.refused.items()):
                meant.setdefault(name, []).append(author)
            found = sorted(self._rows.refusals.items())
        return tuple(msgspec.structs.replace(each, authors=tuple(meant.get(name, ()))) for name, each in found)

    def withheld(self) -> Iterator[tuple[str, Post]]:
        """Every observation of posts of those who refused."""
        with self._turn:
            yield from tuple(self._rows.withheld)

    def holdings_of(self, sha: str) -> tuple[Holding, ...]:
        """All media whose file has this SHA-256."""
        with self._turn:
            return tuple(each for _, each in sorted(self._rows.media.items()) if each.sha == sha)

    def withholds(self, ids: Iterable[str]) -> frozenset[str]:
        """Those of these posts that are withheld."""
        wanted = set(ids)
        with self._turn:
            return frozenset(post.id for _, post in self._rows.withheld if post.id in wanted)

    def withholding(self) -> int:
        """A number that is another whenever `withheld` changed."""
        return self._rows.withholding if self._rows.withheld else 0

    def notices(self, ids: Iterable[str]) -> tuple[Notice, ...]:
        """What is proved of these posts."""
        with self._turn:
            found = {notice for name in ids for _, notice in self._rows.notices.get(name, ())}
        return tuple(sorted(found, key=msgspec.msgpack.encode))

    def state(self, statements: Sequence[Statement]) -> None:
        """Note what authors want."""
        with self._turn:
            self._rows.said_of.update(((each.author, each.source), each) for each in statements)

    def statements(self, author_id: str | None) -> tuple[Statement, ...]:
        """What is known of an author's wish."""
        with self._turn:
            said = sorted(self._rows.said_of.items())
        return tuple(each for (author, _), each in said if author_id in {None, author})
