"""The pages: an archive read in a browser, without a script.

See `clew.web.app` for the addresses, `clew.web.pages` for what each shows, `clew.web.serving` for the server.
"""

from __future__ import annotations

from clew.web.app import create_app
from clew.web.serving import Operation, serve

__all__ = ["Operation", "create_app", "serve"]
