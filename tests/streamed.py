"""Frames of a relay about invented accounts, as `subscribeRepos` sends them."""

from __future__ import annotations

import cars

from clew.capture.frames import framed

LINA, BASIL = "did:plc:linaaaaaaaaaaaaaaaaaaaaa", "did:plc:basilaaaaaaaaaaaaaaaaaaa"
FOLDER = "app.bsky.feed.post/"


def frame(kind, body):
    return cars.packed({"t": kind, "op": 1}) + cars.packed(body)


def commit(seq, did, ops, rev="3mhsxqkjzzz22", **more):
    """A commit; `ops` are an action, a key of a post (or a path) and a record each."""
    blocks, listed = [], []
    for action, key, record in ops:
        made = cars.block(record) if record is not None else None
        blocks += [made] if made else []
        path = key if "/" in key else FOLDER + key
        listed.append({"action": action, "path": path, "cid": made[0] if made else None})
    head = cars.block({"did": did, "version": 3, "rev": rev, "data": cars.Links(cars.name_of(b"")), "sig": b"s" * 64})
    body = {"seq": seq, "repo": did, "rev": rev, "time": "2026-11-22T08:34:34.630Z", "ops": listed, "tooBig": False, "rebase": False,
            "commit": head[0], "blocks": cars.sliced(head[0], [head, *blocks]), "blobs": []}  # fmt: skip
    return frame("#commit", {**body, **more})


def post(text, parent=None, root=None, **more):
    record = {
        "$type": "app.bsky.feed.post",
        "text": text,
        "createdAt": "2026-11-22T08:34:30.000Z",
        "langs": ["en"],
        **more,
    }
    if parent is not None:
        record["reply"] = {
            "root": {"uri": f"at://{LINA}/{FOLDER}{root or parent}", "cid": "x"},
            "parent": {"uri": f"at://{LINA}/{FOLDER}{parent}", "cid": "x"},
        }
    return record


def story():
    """Lina writes three posts, edits the second and deletes the third; Basil likes and answers, and closes his account."""
    return [
        frame("#identity", {"seq": 1, "did": LINA, "time": "2026-11-22T08:34:30.000Z", "handle": "lina.example"}),
        frame("#identity", {"seq": 2, "did": BASIL, "time": "2026-11-22T08:34:30.000Z", "handle": "handle.invalid"}),
        commit(3, LINA, [("create", "3mhsxqk222222", post("1/ The bridge is shut. #bridge"))]),
        commit(
            4,
            LINA,
            [
                ("create", "3mhsxqk333322", post("2/ They told nobody.", "3mhsxqk222222")),
                ("create", "3mhsxqk444422", post("3/ كان الجسر مغلقا", "3mhsxqk333322", "3mhsxqk222222")),
            ],
        ),
        commit(
            5,
            BASIL,
            [("create", "app.bsky.feed.like/3mhsxqk555522", {"$type": "app.bsky.feed.like", "subject": {"uri": "x"}})],
        ),
        commit(6, BASIL, [("create", "3mhsxqk666622", post("Who told you?", "3mhsxqk222222"))]),
        commit(7, LINA, [("update", "3mhsxqk333322", post("2/ They told us late.", "3mhsxqk222222"))], "3mhsxr7k27k22"),
        commit(8, LINA, [("delete", "3mhsxqk444422", None)], "3mhsxr7k27l22"),
        commit(9, LINA, [("create", "3mhsxqk777722", post("4/ Lost on its way."))], blocks=b""),
        commit(10, LINA, [], tooBig=True),
        frame(
            "#account",
            {"seq": 11, "did": BASIL, "time": "2026-11-22T08:36:00.000Z", "active": False, "status": "deleted"},
        ),
        cars.packed({"op": -1}) + cars.packed({"error": "ConsumerTooSlow", "message": "too slow"}),
        b"\xff\xff",
    ]


if __name__ == "__main__":
    import sys

    sys.stdout.buffer.write(b"".join(map(framed, story())))
