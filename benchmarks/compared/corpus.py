"""Seconds of processor time that ConvoKit takes to make a Corpus of utterances; runs in an environment of its own."""

from __future__ import annotations

import json
import sys
import time
import warnings
from importlib.metadata import version
from pathlib import Path

warnings.simplefilter("ignore")


def main() -> None:
    """Print the seconds, the number of conversations and ConvoKit's version as JSON."""
    from convokit import Corpus, Speaker, Utterance

    with Path(sys.argv[1]).open("rb") as lines:
        rows = [json.loads(line) for line in lines]
    clock, spent = time.perf_counter(), time.process_time()
    speakers = {row["speaker"]: Speaker(id=row["speaker"]) for row in rows}
    corpus = Corpus(
        utterances=[
            Utterance(
                id=row["id"],
                speaker=speakers[row["speaker"]],
                conversation_id=row["conversation_id"],
                reply_to=row["reply-to"],
                timestamp=row["timestamp"],
                text=row["text"],
                meta=row["meta"],
            )
            for row in rows
        ],
        disable_type_check=True,
    )
    took = time.perf_counter() - clock, time.process_time() - spent
    found = sum(1 for _ in corpus.iter_conversations())
    print(json.dumps({"took": took, "conversations": found, "version": version("convokit")}))


if __name__ == "__main__":
    main()
