"""Which texts say nearly the same: copies with a word or a link changed, and nothing that only shares a phrase."""

from __future__ import annotations

from clew.text.likeness import first_alike

BRIDGE = "The old bridge opens to trucks again on Monday, after three winters and eleven engineers and a crane."
ARABIC = "منسوب النهر عند الجسر القديم هذا الصباح وهو الأدنى منذ إصلاح المقياس في العام الماضي عند الضفة الشرقية"
OTHER = "The old bridge opens to nobody: the river took the second pier last night, and the council sleeps on it."


def test_copies_are_like_the_first():
    copied = f"{BRIDGE} https://t.co/abc"
    shouted = BRIDGE.upper().replace("CRANE", "CRANE!!")
    assert first_alike([BRIDGE, OTHER, copied, shouted, OTHER]) == [0, 1, 0, 0, 1]


def test_spelling_of_letters_makes_no_difference():
    assert first_alike([ARABIC, ARABIC.replace("إ", "ا").replace("ى", "ي")]) == [0, 0]


def test_a_word_more_is_like_and_half_a_text_is_not():
    assert first_alike([BRIDGE, BRIDGE + " Tell everybody"]) == [0, 0]
    assert first_alike([BRIDGE, f"{BRIDGE} {OTHER}"]) == [0, 1]


def test_short_texts_are_never_folded():
    assert first_alike(["Good morning, everybody.", "Good morning, everybody.", "", ""]) == [0, 1, 2, 3]


def test_nothing_is_like_nothing():
    assert first_alike([]) == []


def test_hundreds_of_texts_are_compared_at_once():
    texts = [f"{' '.join(f'word{n}x{k}' for k in range(40))}" for n in range(200)]
    assert first_alike(texts + texts) == [*range(200), *range(200)]
