"""Pictures, films and sounds as files: what they are, where they are kept, how they are made small.

`kinds` tells what bytes are, `addresses` by what name a medium is known and where the best copy of it may be,
`shelf` keeps files under their SHA-256, and `pictures` measures them and makes smaller copies.
"""

from __future__ import annotations
