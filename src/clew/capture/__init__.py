"""Bytes as they came: open any input, look at its members, hash and keep them.

See `clew.capture.containers` for folders, zips and tars, `clew.capture.records` for JSON lines and arrays, and
`clew.capture.keeping` for what an archive stores.
"""

from __future__ import annotations

from clew.capture.containers import Capture, of_answers, open_capture

__all__ = ["Capture", "of_answers", "open_capture"]
