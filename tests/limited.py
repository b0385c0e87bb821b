"""Programs of which no file may grow beyond a size, as on a full disk or under a quota."""

from __future__ import annotations

import sys

# It sets its limit by itself and becomes the program: to do that between fork and exec hangs where the tests have threads.
_LIMIT = """
import os, resource, signal, sys
size = int(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
os.execv(sys.argv[2], sys.argv[2:])
"""


def limited(size, command):
    """The command of a Python program that runs under such a limit of bytes."""
    return [sys.executable, "-c", _LIMIT, str(size), *map(str, command)]
