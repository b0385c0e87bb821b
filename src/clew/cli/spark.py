"""`clew spark`: make a set of posts and threads on a Spark cluster."""

from __future__ import annotations

import click

from clew.cli._inputs import refuse
from clew.cli._listing import as_json, aside, json_lines, say
from clew.cli._verbs import INTERRUPTED, Refusal


@click.group("spark")
def command() -> None:
    """Make sets on a Spark cluster: posts and threads as Parquet files, for more than one machine can hold."""


@command.command("add")
@click.argument("inputs", nargs=-1, required=True, metavar="SOURCE...")
@click.argument("out", metavar="SET")
@click.option("--format", "source", metavar="NAME", help="The inputs' format, where it is not recognised.")
@click.option("--master", metavar="URL", help="The cluster, as spark-submit takes it; all of this machine unless told.")
@click.option("--remote", metavar="sc://HOST:PORT", help="A server of Spark Connect, in place of a master.")
@click.option("--parts", type=click.IntRange(1, 65536), metavar="N", help="How many parts each table has at most.")
@as_json
def add(
    *,
    inputs: tuple[str, ...],
    out: str,
    source: str | None,
    master: str | None,
    remote: str | None,
    parts: int | None,
    as_json: bool,
) -> None:
    """Read inputs on a cluster and write their posts and threads into a new folder, SET.

    A SOURCE is what `clew add` takes, a folder or an address (s3://bucket/folder, hdfs://host/folder); SET is a
    folder or an address, too. The threads are those that `clew add` would make. A run that was stopped goes on with
    the same command.
    """
    from clew.spark import Planned
    from clew.spark.engine import Cluster
    from clew.spark.session import need, session
    from clew.text.completeness import counted

    need()
    try:
        planned = Planned(inputs, out, source=source, parts=parts, told=aside)
        made = planned.already
        if made is None:  # Spark takes its time to start: all that can be said without it was said before
            with session(master, remote) as found:
                made = planned.make(Cluster(found))
    except KeyboardInterrupt:
        raise Refusal("Stopped. The same command again goes on from there.", INTERRUPTED) from None
    said = made.manifest
    if as_json:
        json_lines([{**{name: getattr(said, name) for name in _COUNTS}, "set": out, "already": made.already}])
    else:
        already = ", which had been made before" if made.already else ""
        counts = [counted(getattr(said, f"{name}s"), name) for name in ("post", "thread", "problem")]
        within = f"of {counted(len(said.inputs), 'capture')}, in {counted(len(said.files), 'file')}"
        say(f"{out}{already}: {', '.join(counts)}, {within}")
    refuse([f"{each.place}: {each.reason}" for each in made.refused], len(inputs))


_COUNTS = ("posts", "authors", "threads", "held_in_threads", "promised", "gaps", "tags", "problems", "private")
