"""Files of media: what they are by their bytes, where they lie, what a smaller copy has in it and what it has not."""

from __future__ import annotations

import io

import drawn
import pytest
from PIL import Image

from clew.capture.keeping import PARTIAL
from clew.errors import MissingPart, StoreFault
from clew.media import pictures
from clew.media.addresses import base_name, known_as, originals
from clew.media.kinds import is_captions, kind, refusal
from clew.media.pictures import BadPictureError, measured
from clew.media.shelf import Shelf, parted


@pytest.mark.parametrize(
    ("body", "mime"),
    [
        (drawn.picture(), "image/png"),
        (drawn.picture(form="JPEG"), "image/jpeg"),
        (drawn.picture(form="WEBP"), "image/webp"),
        (drawn.picture(form="AVIF"), "image/avif"),
        (drawn.moving(), "image/gif"),
        (drawn.MP4, "video/mp4"),
        (drawn.MP4.replace(b"ftypisom", b"ftypM4A "), "audio/mp4"),
        (drawn.WEBM, "video/webm"),
        (drawn.MP3, "audio/mpeg"),
        (b"OggS" + b"\0" * 24 + b"\x01vorbis" + b"\0" * 40, "audio/ogg"),
        (b"OggS" + b"\0" * 24 + b"\x80theora" + b"\0" * 40, "video/ogg"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav"),
        (b"fLaC\0\0\0\x22", "audio/flac"),
        (b"\xff\xf1\x50\x80", "audio/aac"),
    ],
)
def test_the_types_that_browsers_show(body, mime):
    assert kind(body[:4096]).mime == mime
    assert refusal(body[:4096]) is None


@pytest.mark.parametrize(
    "body",
    [drawn.PAGE, drawn.SVG, b"<svg onload=alert(1)>", b"", b"\0" * 100, b"MZ\x90\0", b"%PDF-1.4", b"BM" + b"\0" * 60,
     b"II*\0", b"\0\0\0\x18ftypqt  ", b"\0\0\0\x18ftypheic", b"RIFF\0\0\0\0AVI ", b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska",
     b"\xff\xfe<\0s\0c\0r\0i\0p\0t\0>\0", drawn.VTT, b"#!/bin/sh\n", b"GIF88a", b"\xff\xd8"],
)  # fmt: skip
def test_everything_else_is_refused(body):
    assert kind(body) is None
    assert refusal(body)


def test_captions_are_told():
    assert is_captions(drawn.VTT)
    assert is_captions(b"\xef\xbb\xbf" + drawn.VTT)
    assert not is_captions(b"WEBVTTX")


def test_a_picture_is_measured_and_made_small():
    found = measured(io.BytesIO(drawn.picture(3000, 2000, "JPEG")))
    assert (found.width, found.height) == (3000, 2000)
    assert [width for width, _ in found.small] == [640, 1280]
    for width, data in found.small:
        with Image.open(io.BytesIO(data)) as small:
            assert (small.format, small.size) == ("WEBP", (width, round(width * 2 / 3)))


@pytest.mark.parametrize(("width", "copies"), [(500, [500]), (640, [640]), (900, [640, 900]), (1280, [640, 1280])])
def test_no_copy_is_larger_than_its_picture(width, copies):
    assert [each for each, _ in measured(io.BytesIO(drawn.picture(width, 300))).small] == copies


def test_a_copy_is_turned_and_says_nothing_of_its_camera():
    body = drawn.turned(800, 600)
    assert b"Invented Cameras" in body
    found = measured(io.BytesIO(body))
    assert (found.width, found.height) == (600, 800)
    ((width, data),) = found.small
    with Image.open(io.BytesIO(data)) as small:
        assert small.size == (600, 800) == (width, 800)
        assert not small.getexif()
        assert "exif" not in small.info
        assert min(small.getpixel((590, 10))) > 240  # what was left above is right above, turned
        assert min(small.getpixel((10, 10))) < 100
    assert b"Invented" not in data


def test_what_is_clear_stays_clear_and_colours_stay_true():
    clear = Image.new("RGBA", (60, 40), (200, 20, 20, 0))
    clear.paste((20, 200, 20, 255), (30, 0, 60, 40))
    out = io.BytesIO()
    clear.save(out, "PNG")
    ((_, data),) = measured(out).small
    with Image.open(io.BytesIO(data)) as small:
        assert small.mode == "RGBA"
        assert small.getpixel((5, 20))[3] == 0
    for form in ("P", "L", "1", "CMYK", "I;16", "LA", "YCbCr"):
        plain = Image.new("RGB", (40, 30), "#808080").convert("L" if form in {"I;16", "LA"} else form)
        plain = plain.convert("I;16" if form == "I;16" else form)
        out = io.BytesIO()
        plain.save(out, "JPEG" if form in {"CMYK", "YCbCr"} else "PNG")
        assert measured(out).small


def test_a_moving_picture_has_no_copy_that_stands_still():
    found = measured(io.BytesIO(drawn.moving()))
    assert (found.width, found.height, found.small) == (24, 24, ())


def test_a_very_tall_picture_has_the_copy_that_can_be():
    found = measured(io.BytesIO(drawn.picture(1200, 20_000)))
    assert [width for width, _ in found.small] == [640]


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (drawn.bomb(), "too many dots to be shown (10,000 by 10,000)"),
        (drawn.bomb(40_000), "too many dots"),
        (drawn.picture(600, 400, "JPEG")[:2000], "damaged"),
        (drawn.picture()[:60], "damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 200, "cannot be read"),
        (b"GIF89a<script>alert(1)</script>", "cannot be read|damaged"),
        (b"\xff\xd8\xff" + drawn.PAGE, "cannot be read|damaged"),
        (drawn.MP4, "cannot be read"),
    ],
)
def test_what_is_no_picture_after_all(body, word):
    import re

    with pytest.raises(BadPictureError, match=re.sub(r"[()]", ".", word)):
        measured(io.BytesIO(body))


def test_a_bomb_is_small_and_is_never_unpacked():
    import time
    import tracemalloc

    body = drawn.bomb()
    assert len(body) < 100_000
    tracemalloc.start()
    began = time.monotonic()
    with pytest.raises(BadPictureError):
        measured(io.BytesIO(body))
    assert time.monotonic() - began < 0.5
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_a_picture_that_is_a_page_too_is_kept_as_the_picture_it_is():
    """Nothing is cut off what is kept; that it is never taken for a page is said when it is sent."""
    body = drawn.moving() + drawn.PAGE
    assert kind(body).mime == "image/gif"
    assert measured(io.BytesIO(body)).width == 24


def test_without_its_library_a_sentence_says_what_to_install(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(MissingPart, match=r"pip install 'clew\[media\]'"):
        pictures.need()


def test_a_file_has_its_name_when_it_is_whole(tmp_path):
    shelf = Shelf(tmp_path)
    with shelf.begin() as partial:
        partial.file.write(drawn.MP4)
        assert [path.name.startswith(PARTIAL) for path in shelf.folder.iterdir()] == [True]
        name = f"{partial.sha()}.mp4"
        partial.keep(name)
    assert [path.name for path in shelf.folder.iterdir()] == [name[:2]]
    assert shelf.path(name).read_bytes() == drawn.MP4
    assert shelf.has(name)
    with shelf.begin() as partial:
        partial.file.write(b"given up")
    with pytest.raises(KeyError), shelf.begin() as partial:
        raise KeyError
    assert [path.name for path in shelf.folder.iterdir()] == [name[:2]]


def test_what_a_killed_run_left_is_swept(tmp_path):
    shelf = Shelf(tmp_path)
    shelf.folder.mkdir()
    (shelf.folder / f"{PARTIAL}abc").write_bytes(b"half")
    assert shelf.sweep() == 1
    assert list(shelf.folder.iterdir()) == []


def test_where_nothing_can_be_written_a_sentence_says_so(tmp_path):
    (tmp_path / "media").write_bytes(b"a file")
    with pytest.raises(StoreFault, match="Media cannot be kept"), Shelf(tmp_path).begin():
        pass


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("ab" * 32 + ".jpg", ("ab" * 32, None)),
        ("ab" * 32 + "-640.webp", ("ab" * 32, 640)),
        ("ab" * 32, None),
        ("ab" * 32 + ".jpg/..", None),
        ("../" + "ab" * 32 + ".jpg", None),
        ("AB" * 32 + ".jpg", None),
        ("ab" * 32 + ".jpg\n", None),
        ("clew.db", None),
    ],
)
def test_names_of_files(name, parts):
    assert parted(name) == parts


def test_a_medium_is_known_by_its_address():
    plain = "https://pbs.twimg.com/media/DmwB3xYX4AAb0n1.jpg"
    for written in (plain, plain + ":large", plain + "?name=small", plain[:-4] + "?format=jpg&name=orig",
                    "http://pbs.twimg.com/media/DmwB3xYX4AAb0n1.jpg"):  # fmt: skip
        assert known_as("x:1", written) == plain
    assert known_as("x:1", "https://media.example/a.jpg?x=1") == "https://media.example/a.jpg?x=1"
    assert known_as("https://h.example/1", "/media_attachments/a.png") == "https://h.example/1 /media_attachments/a.png"
    assert known_as("x:1", "https://pbs.twimg.com.evil.example/media/A.jpg") != plain
    assert known_as("x:1", "https://[pbs.twimg.com/media") == "https://[pbs.twimg.com/media"


def test_the_best_copy_is_asked_for_first():
    plain = "https://pbs.twimg.com/media/DmwB3xYX4AAb0n1.jpg"
    asked = originals(plain)
    assert asked[0] == "https://pbs.twimg.com/media/DmwB3xYX4AAb0n1?format=jpg&name=orig"
    assert asked[2].endswith("name=large")
    assert asked[-1] == plain
    assert originals("https://pbs.twimg.com/ext_tw_video_thumb/12/pu/img/AbC-1.jpg")[0].endswith(
        "AbC-1?format=jpg&name=orig"
    )
    thumb = "https://cdn.bsky.app/img/feed_thumbnail/plain/did:plc:a/bafk@jpeg"
    assert originals(thumb) == (thumb.replace("thumbnail", "fullsize"), thumb)
    assert originals("https://video.twimg.com/a.mp4") == ("https://video.twimg.com/a.mp4",)


def test_the_last_part_of_an_address():
    assert base_name("https://video.twimg.com/x/vid/720x1280/XYZ.mp4?tag=10") == "XYZ.mp4"
    assert base_name("https://pbs.twimg.com/media/A.jpg:large") == "A.jpg"
