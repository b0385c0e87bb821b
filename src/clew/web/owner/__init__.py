"""The owner: who that is, the password and its sessions, and forms that only a page of Clew's own can send.

A page asks `owner(request)`; a route that is the owner's alone is marked `@owner_only`, and reads its form by `posted`.
"""

from __future__ import annotations

from clew.web.owner.access import Access, owner, owner_only, visitor
from clew.web.owner.posted import posted

__all__ = ["Access", "owner", "owner_only", "posted", "visitor"]
