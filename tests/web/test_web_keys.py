"""The password and how it is kept, how often it may be tried, and where one is led after it."""

from __future__ import annotations

import re
import stat

import pytest

from clew.errors import BadSetting
from clew.web.owner.attempts import Attempts
from clew.web.owner.keys import KeyFile, verified
from clew.web.owner.login import local

PASSWORD = "the second pier went down"


def test_tries_are_counted_by_address_and_all_together_in_bounded_memory():
    now = [0.0]
    attempts = Attempts(lambda: now[0])
    assert [attempts.take("192.0.2.1") for _ in range(6)] == [0, 0, 0, 0, 0, 901]
    assert attempts.take("192.0.2.2") == 0
    assert [attempts.take(f"2001:db8::{n}") for n in range(6)] == [0, 0, 0, 0, 0, 901]
    assert attempts.take("2001:db8:0:1::1") == 0
    assert attempts.take("::ffff:192.0.2.1")
    now[0] = 901
    assert attempts.take("192.0.2.1") == 0
    attempts.forgive("192.0.2.1")
    assert [attempts.take("192.0.2.1") for _ in range(5)] == [0] * 5
    now[0] = 5000
    waits = [attempts.take(f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}") for n in range(20_000)]
    assert waits.count(0) == 100
    assert len(attempts) == 10_000
    assert attempts.take("not an address " * 1000)


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("/tags", "/tags"),
        ("/tag/%D8%AC?a=b", "/tag/%D8%AC?a=b"),
        ("", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("tags", "/"),
        ("/login?next=/login", "/"),
        ("/" + "a" * 5000, "/"),
    ],
)
def test_one_is_led_back_only_to_a_page_here(address, where):
    assert local(address) == where


def test_the_password_is_kept_for_its_owners_eyes_only(tmp_path):
    file = KeyFile(tmp_path / "new" / "owner.json")
    assert file.read() is None
    file.set_password(PASSWORD)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert PASSWORD not in file.path.read_text()
    assert re.search(r"\$argon2id\$", file.path.read_text())
    assert verified(file.read(), PASSWORD)
    assert not verified(file.read(), PASSWORD + " ")
    assert verified(file.read(), PASSWORD.replace("e", "e"))
    assert [each.name for each in file.path.parent.iterdir()] == ["owner.json"]
    file.path.chmod(0o644)
    with pytest.raises(BadSetting, match="chmod 600"):
        KeyFile(file.path).read()
    file.path.chmod(0o600)
    file.path.write_text("{}")
    with pytest.raises(BadSetting, match="clew password"):
        file.read()


def test_a_password_is_the_same_however_its_letters_were_composed(tmp_path):
    file = KeyFile(tmp_path / "owner.json")
    file.set_password("Pont-l\u2019Évêque ouvert")
    assert verified(file.read(), "Pont-l\u2019E\u0301ve\u0302que ouvert")


@pytest.mark.parametrize("password", ["", "short", "aaaaaaaaaaaaaaaa", "x" * 1001])
def test_a_password_that_is_none_is_refused_with_a_sentence(tmp_path, password):
    with pytest.raises(BadSetting, match=r"\.$"):
        KeyFile(tmp_path / "owner.json").set_password(password)
    assert not (tmp_path / "owner.json").exists()
