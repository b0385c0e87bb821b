"""A thread as one reading order: posts, gaps and the places where branches leave, one after another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from clew.post import Value
from clew.thread import Branch, Gap, Part, Thread


class Shown(Value):
    """A post; `depth` is 0 on the main line and one more in each branch of a branch."""

    part: Part
    depth: int


class Missing(Value):
    """A gap, where it is."""

    gap: Gap
    depth: int


class Leaves(Value):
    """A branch begins; its posts follow, one deeper than the post it leaves from."""

    branch: Branch
    depth: int


Step = Shown | Missing | Leaves


def steps(thread: Thread) -> Iterator[Step]:
    """The thread from its first post (or gap) to its last, each post and each gap exactly once."""
    before, after, nowhere = _gaps(thread)
    line_depth = {0: 0}
    post_depth: dict[str, int] = {}
    for part in thread.parts:
        line = part.place.line
        if line not in line_depth:
            branch = thread.shape.branches[line - 1]
            line_depth[line] = post_depth.get(branch.after, 0) + 1
            yield Leaves(branch, line_depth[line])
        depth = post_depth[part.post.id] = line_depth[line]
        yield from (Missing(gap, depth) for gap in before[part.post.id])
        yield Shown(part, depth)
        yield from (Missing(gap, depth) for gap in after[part.post.id])
    yield from (Missing(gap, 0) for gap in nowhere)


def _gaps(thread: Thread) -> tuple[dict[str, list[Gap]], dict[str, list[Gap]], list[Gap]]:
    """Gaps by the post they stand before, those at an end by the post they stand after, those beside no held post."""
    held = {part.post.id for part in thread.parts}
    before: dict[str, list[Gap]] = defaultdict(list)
    after: dict[str, list[Gap]] = defaultdict(list)
    nowhere: list[Gap] = []
    for gap in thread.shape.gaps:
        if gap.before in held:
            before[gap.before].append(gap)
        elif gap.after in held:
            after[gap.after].append(gap)
        else:
            nowhere.append(gap)
    return before, after, nowhere
