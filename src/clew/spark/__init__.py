"""The same sources and the same `unroll` on a Spark cluster: from inputs to a set (`clew.sets`).

Because a thread has one author the work splits by author. What runs on every machine of the cluster are the functions
a laptop runs; see `making` for the steps, `engine` for what a cluster is asked for.
"""

from __future__ import annotations

from clew.errors import MissingPart

try:
    from clew.spark.making import Made, Planned, make_set
except ModuleNotFoundError as error:
    raise MissingPart(
        f"Making sets needs {error.name}, which is not installed; run: pip install 'clew[spark]'."
    ) from error

__all__ = ["Made", "Planned", "make_set"]
