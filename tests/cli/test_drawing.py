"""A thread drawn on the terminal."""

from __future__ import annotations

import io

from calls import START
from rich.console import Console

from clew.cli._drawing import lines
from clew.post import Author, Post
from clew.thread import Branch, Gap, Number, Part, Place, Shape, Summary, Thread


def drawn(parts, *, branches=(), gaps=(), columns=60, promised=None):
    main_line = tuple(part.place.id for part in parts if part.place.line == 0)
    shape = Shape("x:1", LINA.id, main_line, tuple(part.place for part in parts), branches, gaps, promised)
    summary = Summary(
        "x:1", "x", LINA, START, START, len(main_line), promised, ("en",), (), len(gaps), len(branches), 1
    )
    screen = Console(file=io.StringIO(), width=columns, markup=False, highlight=False, emoji=False)
    text = [line.plain.rstrip() for line in lines(Thread(summary, shape, tuple(parts)), screen, columns)]
    return text[text.index("") + 1 :]


LINA = Author("x:user:7001", "x", "lina_builds", "Lina Haddad")


def part(ident, text, line=0, **more):
    return Part(Post(f"x:{ident}", "x", LINA, START, text), Place(f"x:{ident}", "reply", line, **more))


def test_the_thread_is_drawn_in_the_margin():
    found = drawn(
        [part(1, "root"), part(2, "aside", 1), part(3, "aside of it", 2), part(4, "another", 3), part(6, "last")],
        branches=(Branch("x:1", ("x:2",)), Branch("x:2", ("x:3",)), Branch("x:1", ("x:4",))),
        gaps=(Gap("x:1", "x:6", "deleted", 1), Gap("x:6", None, missing=2)),
    )
    assert found == [
        "● root",
        "│",
        "├ An aside of 1 post:",
        "│",
        "│ ● aside",
        "│ │",
        "│ └ An aside of 1 post:",
        "│",
        "│   ● aside of it",
        "│",
        "├ An aside of 1 post:",
        "│",
        "│ ● another",
        "┊",
        "┊ 1 post is missing here: it was deleted.",
        "┊",
        "● last",
        "┊",
        "┊ 2 posts are missing after this: they were not captured.",
    ]


def test_words_keep_inside_their_column():
    found = drawn([part(1, "words " * 40), part(2, "x" * 100), part(3, "橋" * 50)], columns=40)
    assert max(Console().render_str(line, markup=False).cell_len for line in found) <= 40
    assert "".join(line.lstrip("●│ ") for line in found if "橋" in line) == "橋" * 50


def test_a_thread_of_thousands_of_branches_is_drawn():
    branches = tuple(Branch(f"x:{number}", (f"x:{number + 1}",)) for number in range(1, 3000))
    parts = [part(1, "root"), *(part(number + 1, f"aside {number}", number) for number in range(1, 3000))]
    found = drawn(parts, branches=branches)
    assert "aside 2999" in found[-1]
    assert max(map(len, found)) < 60


def test_nothing_in_a_post_reaches_the_terminal_as_a_command():
    found = "\n".join(
        drawn([part(1, "a\x1b[2Jb\x07"), part(2, "[bold]not markup[/bold] :smile:", number=Number(1, 0, 6))])
    )
    assert "\x1b" not in found
    assert "[bold]not markup[/bold] :smile:" in found
