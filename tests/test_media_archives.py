"""Pictures and films out of personal archives and exports: those of public posts that were read there, and no others."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
import zipfile

import drawn
import pytest

from clew.archive import About, Archive
from clew.capture.keeping import PARTIAL
from clew.errors import BadSetting, NotFound
from clew.query import Query

PIER, BEND, SHOWN = drawn.picture(900, 600, "JPEG"), drawn.picture(300, 200), drawn.picture(40, 30, "JPEG")
SECRET = drawn.picture(33, 44, "JPEG", colour="#123456")
X = "https://pbs.twimg.com/media/"
FILM = "https://video.twimg.com/ext_tw_video/9/pu/vid/1280x720/FILM.mp4?tag=10"


def picture(name, kind="photo", film=None):
    made = {"type": kind, "media_url_https": f"{X}{name}", "url": "https://t.co/a", "indices": ["0", "1"]}
    return made | (
        {"video_info": {"variants": [{"url": film, "bitrate": "9", "content_type": "video/mp4"}]}} if film else {}
    )


def row(number, text, *pictures, after=None, **more):
    fields = {"id_str": str(number), "created_at": "Sat Nov 09 12:14:18 +0000 2024", "full_text": text, **more}
    fields["entities"] = {"user_mentions": [], "media": list(pictures[:1])}
    fields["extended_entities"] = {"media": list(pictures)}
    if after:
        fields |= {"in_reply_to_status_id_str": str(after), "in_reply_to_user_id_str": "7"}
    return {"tweet": fields}


def members(top="") -> dict[str, bytes]:
    rows = [
        row(101, "1/ Two pictures.", picture("PIER.jpg"), picture("BEND.png")),
        row(102, "2/ A film.", picture("thumb.jpg", "video", FILM), after=101),
        row(103, "3/ The pier again.", picture("PIER.jpg"), after=102),
        row(104, "4/ For friends.", picture("SECRET.jpg"), after=103, scopes={"followers": True}),
        row(105, "5/ Not there.", picture("ABSENT.jpg"), after=103),
        row(106, "6/ No picture after all.", picture("PAGE.jpg"), after=105),
    ]
    account = [{"account": {"username": "lina_builds", "accountId": "7", "accountDisplayName": "Lina"}}]
    return {
        f"{top}data/account.js": b"window.YTD.account.part0 = " + json.dumps(account).encode(),
        f"{top}data/tweets.js": b"window.YTD.tweets.part0 = " + json.dumps(rows).encode(),
        f"{top}data/tweets_media/101-PIER.jpg": PIER,
        f"{top}data/tweets_media/101-BEND.png": BEND,
        f"{top}data/tweets_media/102-FILM.mp4": drawn.MP4,
        f"{top}data/tweets_media/102-FILM.en.vtt": drawn.VTT,
        f"{top}data/tweets_media/102-FILM.ar.vtt": drawn.VTT + b"\n",
        f"{top}data/tweets_media/102-thumb.jpg": SHOWN,
        f"{top}data/tweets_media/104-SECRET.jpg": SECRET,
        f"{top}data/tweets_media/106-PAGE.jpg": drawn.PAGE,
        f"{top}data/tweets_media/999-PIER.jpg": SECRET,
        f"{top}data/direct_messages_media/101-PIER.jpg": SECRET,
        f"{top}data/direct_messages_group_media/tweets_media/105-ABSENT.jpg": SECRET,
        f"{top}data/profile_media/7-face.jpg": SECRET,
    }


def zipped(place, files) -> str:
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in files.items():
            out.writestr(name, data)
    return str(place)


def folder(place, files) -> str:
    for name, data in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)
    return str(place)


def packed(place, files) -> str:
    with tarfile.open(place, "w:gz") as out:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            out.addfile(info, io.BytesIO(data))
    return str(place)


@pytest.fixture
def archive(tmp_path):
    with Archive.open(tmp_path / "archive") as opened:
        yield opened


def files(archive) -> dict[str, bytes]:
    """The originals in the folder."""
    place = archive._media.folder
    found = {path.name: path.read_bytes() for path in place.rglob("*.*")} if place.is_dir() else {}
    assert not [name for name in found if name.startswith(PARTIAL)]
    return {name: data for name, data in found.items() if "-" not in name}


def shown(archive, address):
    return {medium.url: medium for part in archive.thread(address).parts for medium in part.post.media or ()}


@pytest.mark.parametrize("kind", [zipped, folder, packed])
@pytest.mark.parametrize("top", ["", "twitter-2024/"])
def test_the_media_of_public_posts_are_kept(archive, tmp_path, kind, top):
    place = kind(tmp_path / "x", members(top))
    (brought,) = [each for each in archive.add([place], media=True) if each.source == "twitter_archive"]
    assert brought.media == 4
    assert set(files(archive).values()) == {PIER, BEND, drawn.MP4, SHOWN, drawn.VTT, drawn.VTT + b"\n"}
    media = shown(archive, "x:101")
    pier = media[f"{X}PIER.jpg"].file
    assert (pier.mime, pier.size, pier.width, pier.height, pier.small) == (
        "image/jpeg",
        len(PIER),
        900,
        600,
        (640, 900),
    )
    assert media[f"{X}BEND.png"].file.name.endswith(".png")
    film = media[FILM]
    assert film.file.mime == "video/mp4"
    assert film.still.mime == "image/jpeg"
    assert sorted(lang for lang, _ in film.file.captions) == ["ar", "en"]
    assert media[f"{X}ABSENT.jpg"].file is None
    assert archive.thread("x:103").parts[2].post.media[0].file == pier
    problems = [filed.problem for filed in archive.every_problem()]
    assert [(each.place.rpartition("/")[2], each.reason) for each in problems] == [
        ("106-PAGE.jpg", "is a page, not a picture, film or sound; it was not kept")
    ]
    for name in files(archive):
        assert archive.medium(name)[0].read_bytes()


def test_each_has_its_origin_and_its_moment(archive, tmp_path):
    list(archive.add([zipped(tmp_path / "x.zip", members())], media=True))
    (capture,) = archive.captures()
    held = archive._store.holdings([f"{X}PIER.jpg"])[f"{X}PIER.jpg"]
    assert held.origin == f"{capture.id} › data/tweets_media/101-PIER.jpg"
    assert held.taken >= capture.taken
    assert held.post == "x:101"


def test_what_the_archive_takes_on_disk_has_the_media_in_it(archive, tmp_path):
    list(archive.add([zipped(tmp_path / "x.zip", members())], media=True))
    here = [each for each in archive._media.folder.parent.rglob("*") if each.is_file() and "media" in each.parts]
    rest = archive._store.size() + sum(each.stat().st_size for each in archive._captures.rglob("*") if each.is_file())
    assert archive.size() == rest + sum(each.stat().st_size for each in here) > rest


def test_without_asking_nothing_changes(archive, tmp_path):
    (brought,) = archive.add([zipped(tmp_path / "x.zip", members())])
    assert brought.media == 0
    assert files(archive) == {}
    assert not archive._media.folder.exists()
    assert all(medium.file is None for medium in shown(archive, "x:101").values())
    assert archive.info().problems == 0


def test_private_posts_media_are_never_kept(archive, tmp_path):
    list(archive.add([zipped(tmp_path / "x.zip", members())], media=True, include_private=True))
    assert SECRET not in files(archive).values()
    assert "x:104" in {part.post.id for part in archive.with_private().thread("x:101").parts}
    assert all(
        medium.file is None for medium in shown(archive.with_private(), "x:104").values() if "SECRET" in medium.url
    )


def test_a_protected_accounts_media_are_never_kept(archive, tmp_path):
    files_of = members()
    history = [{"protectedHistory": {"protectedAt": "2020-01-01T00:00:00.000Z", "action": "Protect"}}]
    files_of["data/protected-history.js"] = b"window.YTD.protected_history.part0 = " + json.dumps(history).encode()
    (brought,) = archive.add([zipped(tmp_path / "x.zip", files_of)], media=True, include_private=True)
    assert brought.added.private == 6
    assert files(archive) == {}


def test_an_archive_that_was_added_before(archive, tmp_path):
    place = zipped(tmp_path / "x.zip", members())
    with pytest.raises(NotFound, match="clew add --media"):
        list(archive.take_media([place]))
    assert archive.captures() == ()
    list(archive.add([place]))
    (taken,) = archive.take_media([place])
    assert (taken.media, taken.already) == (4, True)
    assert len(files(archive)) == 6
    (again,) = archive.take_media([place])
    assert again.media == 0
    (added,) = archive.add([place], media=True)
    assert (added.media, added.already) == (0, True)


def test_what_is_held_is_not_opened_again(archive, tmp_path, monkeypatch):
    place = folder(tmp_path / "x", members())
    list(archive.add([place], media=True))
    before = files(archive)
    (tmp_path / "x/data/tweets_media/101-PIER.jpg").write_bytes(SECRET)
    (taken,) = archive.take_media([place])
    assert taken.media == 0
    assert files(archive) == before
    gone = next(name for name, data in before.items() if data == BEND)
    archive._media.path(gone).unlink()
    with pytest.raises(NotFound):
        archive.medium(gone)
    (taken,) = archive.take_media([place])
    assert taken.media == 1
    assert files(archive) == before


def test_a_film_of_another_size_is_still_the_posts_film(archive, tmp_path):
    found = members()
    found["data/tweets_media/102-OTHER.mp4"] = found.pop("data/tweets_media/102-FILM.mp4")
    list(archive.add([zipped(tmp_path / "x.zip", found)], media=True))
    assert shown(archive, "x:101")[FILM].file.mime == "video/mp4"


def test_of_two_films_none_stands_for_the_other(archive, tmp_path):
    other = FILM.replace("FILM", "OTHER")
    rows = [row(102, "Two films.", picture("a.jpg", "video", FILM), picture("b.jpg", "video", other))]
    found = members() | {"data/tweets.js": b"window.YTD.tweets.part0 = " + json.dumps(rows).encode()}
    list(archive.add([zipped(tmp_path / "x.zip", found)], media=True))
    media = shown(archive, "x:102")
    assert media[FILM].file is not None
    assert media[other].file is None


def test_large_files_are_left_out(archive, tmp_path):
    place = zipped(tmp_path / "x.zip", members())
    list(archive.add([place]))
    list(archive.take_media([place], most=1000))
    assert max(map(len, files(archive).values())) <= 1000
    assert any("larger than 1,000 bytes" in filed.problem.reason for filed in archive.every_problem())


def test_a_damaged_member_stops_nothing(archive, tmp_path):
    place = tmp_path / "x.zip"
    zipped(place, members())
    data = bytearray(place.read_bytes())
    at = data.index(b"tweets_media/101-PIER.jpg") + 400
    data[at : at + 200] = b"\xaa" * 200
    place.write_bytes(data)
    (brought,) = archive.add([place], media=True)
    assert brought.media == 3
    assert PIER not in files(archive).values()


def test_an_export_of_mastodon_by_path(archive, tmp_path):
    here = "https://harbour.example/users/mara"
    public = ["https://www.w3.org/ns/activitystreams#Public"]

    def create(number, url, to):
        note = {"id": f"{here}/statuses/{number}", "type": "Note", "published": "2024-03-01T10:01:00Z", "attributedTo": here,
                "to": to, "cc": [], "content": f"<p>{number}</p>",
                "attachment": [{"type": "Document", "mediaType": "image/png", "url": url, "name": "A crane"}]}  # fmt: skip
        return {"id": f"{here}/{number}/activity", "type": "Create", "actor": here, "to": to, "cc": [], "object": note}

    items = [
        create(1, "/media_attachments/files/1/original/crane.png", public),
        create(2, "https://files.harbour.example/system/media_attachments/files/2/original/quay.png?1", public),
        create(3, "/media_attachments/files/3/original/secret.png", [f"{here}/followers"]),
    ]
    found = {
        "actor.json": json.dumps({"id": here, "type": "Person", "preferredUsername": "mara"}).encode(),
        "media_attachments/files/1/original/crane.png": BEND,
        "media_attachments/files/2/original/quay.png": PIER,
        "media_attachments/files/3/original/secret.png": SECRET,
        "avatar.png": SECRET,
        "outbox.json": json.dumps({"type": "OrderedCollection", "orderedItems": items}).encode(),
    }
    (brought,) = archive.add([packed(tmp_path / "export.tar.gz", found)], media=True)
    assert brought.media == 2
    assert set(files(archive).values()) == {BEND, PIER}
    (medium,) = shown(archive, f"{here}/statuses/1").values()
    assert (medium.alt, medium.file.width) == ("A crane", 300)


def test_an_archive_without_a_folder_has_no_place_for_files(tmp_path):
    with Archive.open("memory:") as archive, pytest.raises(BadSetting, match="--captures"):
        list(archive.add([zipped(tmp_path / "x.zip", members())], media=True))


def test_files_stand_in_lists_and_searches_and_copies_of_the_archive(tmp_path):
    with Archive.open(tmp_path / "archive") as archive:
        list(archive.add([zipped(tmp_path / "x.zip", members())], media=True))
    shutil.copytree(tmp_path / "archive", tmp_path / "copy")
    from clew.text.asking import asked

    with Archive.open(tmp_path / "copy") as copy:
        (card,) = copy.cards(Query()).items
        (found,) = copy.search(asked("pictures")).items
        (thread,) = copy.threads(Query())
        first = thread.parts[0].post.media
        assert first[0].file is not None
        assert card.opening[0].post.media == found.card.opening[0].post.media == found.parts[0].post.media == first
        assert copy.medium(f"{first[0].file.sha}-640.webp")[0].is_file()
        for name in (f"{first[0].file.sha}-641.webp", f"{first[0].file.sha}.png", "0" * 64 + ".jpg", "x", ""):
            with pytest.raises(NotFound):
                copy.medium(name)


def test_a_file_that_stands_for_nothing_is_not_given_out(archive, tmp_path):
    list(archive.add([zipped(tmp_path / "x.zip", members())], media=True))
    archive._media.keep(SECRET, "cd" * 32 + ".jpg")
    with pytest.raises(NotFound):
        archive.medium("cd" * 32 + ".jpg")


def test_exports_say_which_file_is_held_and_come_back_without_it(archive, tmp_path):
    list(archive.add([zipped(tmp_path / "x.zip", members())], media=True))
    thread = archive.thread("x:101")
    out = io.BytesIO()
    archive.export([thread], "jsonl", out)
    media = json.loads(out.getvalue())["posts"][0]["media"]
    file = thread.parts[0].post.media[0].file
    assert media[0]["file"] == {
        "path": f"media/{file.name[:2]}/{file.name}", "sha256": file.sha, "mime": "image/jpeg", "size": len(PIER),
        "width": 900, "height": 600,
    }  # fmt: skip
    assert (archive._media.folder.parent / media[0]["file"]["path"]).read_bytes() == PIER
    assert json.loads(out.getvalue())["posts"][1]["media"][0]["still"]["mime"] == "image/jpeg"
    (tmp_path / "export.jsonl").write_bytes(out.getvalue())
    with Archive.open("memory:") as other:
        list(other.add([tmp_path / "export.jsonl"]))
        again = io.BytesIO()
        other.export(other.threads(Query()), "jsonl", again)
    for line, copy in zip(*(json.loads(each.getvalue())["posts"] for each in (out, again)), strict=True):
        nothing = [medium | {"file": None, "still": None} for medium in line["media"]]
        assert copy["media"] == nothing
        assert {**line, "media": None, "captures": None} == {**copy, "media": None, "captures": None}
    marks = io.BytesIO()
    archive.export([thread], "markdown", marks)
    assert f"[Picture, not described](<{X}PIER.jpg>) `media/{file.name[:2]}/{file.name}`" in marks.getvalue().decode()


def test_files_go_along_when_an_archive_is_copied(archive, tmp_path):
    list(archive.add([zipped(tmp_path / "x.zip", members())], media=True))
    lost = next(name for name, data in files(archive).items() if data == BEND)
    archive._media.path(lost).write_bytes(b"not what it was")
    with Archive.open(tmp_path / "copy") as copy:
        archive.copy_to(copy)
        assert set(files(copy).values()) == set(files(archive).values()) - {b"not what it was"}
        assert shown(copy, "x:101")[f"{X}BEND.png"].file is None
        pier = shown(copy, "x:101")[f"{X}PIER.jpg"].file
        assert pier == shown(archive, "x:101")[f"{X}PIER.jpg"].file
        assert copy.medium(f"{pier.sha}-640.webp")[0].is_file()
        (taken,) = copy.take_media([tmp_path / "x.zip"])
        assert taken.media == 1


@pytest.mark.parametrize("form", sorted(Archive.forms()))
def test_no_form_tells_the_hash_of_a_picture_in_a_set_to_share(archive, tmp_path, form):
    """And every form is written, whatever is held."""
    list(archive.add([zipped(tmp_path / "x.zip", members())], media=True))
    hashes = {name.partition(".")[0].encode() for name in files(archive)}
    thread = archive.thread("x:101")
    plain, shared = io.BytesIO(), io.BytesIO()
    archive.export([thread], form, plain)
    archive.export([thread], form, shared, About(key=b"k" * 32))
    assert plain.getvalue()
    assert shared.getvalue()
    assert [each for each in hashes if each in shared.getvalue()] == []
