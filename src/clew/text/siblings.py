"""The addresses of posts of one account on one server, which differ in their numbers alone."""

from __future__ import annotations


def beside(own: str, number: str | int | None, other: str | int) -> str | None:
    """The address of another post of the same account, where a post's own number is one step of its address."""
    steps = own.split("/")
    if number is None or steps.count(str(number)) != 1:
        return None
    return "/".join(str(other) if step == str(number) else step for step in steps)
