"""Asking other people's servers for a file: politely, within bounds, and never this machine or its network.

`doors` says which hosts may be called, `calls` calls them and checks the address that is really connected to, `turns`
waits where a host asks for it, and `client` puts the three together. Nothing here knows what the bytes are for.
"""

from __future__ import annotations

from clew.fetching.client import Client, Got, Limits, Missed, Said
from clew.fetching.doors import Doors

__all__ = ["Client", "Doors", "Got", "Limits", "Missed", "Said"]
