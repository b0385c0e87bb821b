"""Adding from the browser: the form, the files as they come, and the imports that are made of them.

For the owner only. What comes by another road than files is an import with another `Bring` (see `imports`).
"""

from __future__ import annotations

from clew.web.adding.imports import Imports
from clew.web.adding.receiving import Reception

__all__ = ["Imports", "Reception"]
