"""Posts of any authors in, their threads out: pure, without a store, the same on a laptop and on a cluster."""

from __future__ import annotations

from clew.unroll.threads import Policy, Unrolled, unroll

__all__ = ["Policy", "Unrolled", "unroll"]
