"""Citations: what programs that manage them read out of them, and how anybody checks what they vouch for."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import subprocess
import warnings
from dataclasses import replace
from datetime import UTC, datetime

import msgspec
import pytest
import rispy
from test_exports import LINA, bridge, part, post, thread, written

from clew import exports
from clew.archive import About
from clew.exports._citation import citation, digest
from clew.post import Author, Post

ABOUT = About(base="https://threads.example", taken=lambda _: datetime(2026, 11, 25, 12, tzinfo=UTC))
HOSTILE = "\\input{x} {a} $1 & 2% #3 ^~_ <i>no</i> \nTY  - BOOK\r\nER  - @book{x,"


def said(name, held, about=ABOUT):
    out = io.BytesIO()
    exports.load(name).write(held, out, about)
    return out.getvalue().decode()


def hostile():
    shown = Post("x:1", "x", Author("x:user:1", "x", "a,b", HOSTILE), None, HOSTILE, url="https://x.example/{1}\\")
    return thread([part(shown, "start")])


def csl(held, about=ABOUT):
    return json.loads(said("csljson", held, about))


def test_a_thread_is_cited_with_everything_that_finds_it_again():
    (item,) = csl([bridge()])
    assert item["type"] == "post"
    assert item["author"] == [{"literal": "Lina Haddad [@lina_builds]"}]
    assert item["title"] == "1/ The *old* bridge opens on Monday. See https://t.example/ab_c"
    assert item["issued"] == {"date-parts": [[2018, 10, 12]]}
    assert item["accessed"] == {"date-parts": [[2026, 11, 25]]}
    assert (item["container-title"], item["genre"]) == ("X", "Thread of 4 posts")
    assert item["URL"] == "https://x.example/lina_builds/2"
    assert item["archive_location"] == "https://threads.example/thread/x:2"
    assert re.search(r"SHA-256 of its words: [0-9a-f]{64}\.", item["note"])


@pytest.mark.parametrize("base", ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:8080"])
def test_an_address_that_nobody_else_reaches_is_not_cited(base):
    assert "archive_location" not in csl([bridge()], About(base=base))[0]


def test_one_post_is_cited_alone():
    (item,) = csl([bridge()], replace(ABOUT, post="x:5"))
    assert item["title"] == "Deep water"
    assert item["genre"] == "Post in a thread of 4 posts"
    assert item["archive_location"] == "https://threads.example/post/x:5"
    assert item["note"] != csl([bridge()])[0]["note"]


def test_the_digest_is_that_of_four_values_of_each_line():
    held = bridge()
    line = json.loads(written("jsonl", [held]))
    lines = [[each["id"], each["author_id"], each["created"], each["text"]] for each in line["posts"]]
    text = "".join(json.dumps(each, ensure_ascii=False, separators=(",", ":")) + "\n" for each in lines)
    assert citation(held, About()).digest == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
def test_the_digest_is_what_the_documented_command_prints(tmp_path):
    held = thread([part(post(1, 'one "two"\n\u2028 é \x01 نص'), "start"), part(post(2, "two"))])
    file = tmp_path / "thread.jsonl"
    file.write_text(written("jsonl", [held]), "utf-8")
    command = f"jq -c '.posts[] | [.id, .author_id, .created, .text]' {file} | sha256sum"
    run = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    assert run.stdout.split()[0] == digest(each.post for each in held.parts)


def test_a_digest_moves_with_the_words_and_not_with_the_counts():
    held = post(1, "words")
    counted = msgspec.structs.replace(held, lang="en", url="https://x.example/1")
    assert digest([held]) == digest([counted]) != digest([post(1, "word")])


def test_ris_is_read():
    first, second = rispy.loads(said("ris", [bridge(), hostile()]))
    assert (first["type_of_reference"], first["authors"]) == ("ELEC", ["Lina Haddad [@lina_builds]"])
    assert first["urls"] == ["https://x.example/lina_builds/2", "https://threads.example/thread/x:2"]
    assert (first["year"], first["date"], first["access_date"]) == ("2018", "2018/10/12", "2026/11/25")
    assert second["title"].startswith("\\input{x} {a} $1")
    assert "TY - BOOK" in second["title"]


def test_bibtex_is_read_and_orders_nothing():
    from citeproc.source.bibtex.bibparse import BibTeXParser

    text = said("bibtex", [bridge(), hostile()])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = BibTeXParser(io.StringIO(text))
    assert len(found) == 2
    first = next(entry for key, entry in found.items() if key.startswith("linabuilds2018"))
    assert first["author"] == "{Lina Haddad [@lina\\_builds]}"
    assert (first["year"], first["day"], first["urldate"]) == ("2018", "12", "2026-11-25")
    assert "\\url{https://threads.example/thread/x:2}" in first["note"]
    title = re.search(r"(?m)^  title = \{\{(.*)\}\},$", text.split("@misc")[2])[1]
    assert title.startswith(
        r"\textbackslash{}input\textbraceleft{}x\textbraceright{} \textbraceleft{}a\textbraceright{} \$1 \& 2\% \#3 \textasciicircum{}\textasciitilde{}\_"
    )
    assert text.count("\n@misc{") + text.startswith("@misc{") == 2
    for entry in text.split("\n\n")[:2]:
        assert entry.count("{") == entry.count("}")


def test_csl_json_is_formatted_in_three_styles():
    text = said("cite", [bridge()])
    apa, chicago, mla = re.findall(r"(?m)^(?:APA|Chicago|MLA)\n(.*)$", text)
    assert apa.startswith("Lina Haddad [@lina_builds]. (2018, October 12). 1/ The *old* bridge opens")
    assert apa.endswith("[Thread of 4 posts]. X. https://x.example/lina_builds/2")
    assert "2018. “1/ The *old* bridge" in chicago
    assert "X, 12 Oct. 2018, https://x.example" in mla
    assert "Archived at https://threads.example/thread/x:2. Captured 25 November 2026. SHA-256" in text


@pytest.mark.parametrize("name", ["bibtex", "ris", "csljson", "cite"])
def test_no_words_leave_their_field(name):
    text = said(name, [hostile()])
    assert "<i>" not in text or name in {"bibtex", "ris"}
    assert not re.search(r"(?m)^(TY  - BOOK|@book)", text)


def test_an_unknown_author_and_date_are_not_made_up():
    nobody = Post("listing:cd", "x", msgspec.structs.replace(LINA, handle=None, name=None), None, "words on a card")
    (item,) = csl([thread([part(nobody, "start")])], About())
    assert item["author"] == [{"literal": "Unknown author"}]
    assert not {"issued", "accessed", "URL", "archive", "language"} & set(item)
    assert item["id"].startswith("unknownnd")
