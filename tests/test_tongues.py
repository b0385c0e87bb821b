from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from clew.text import tongues
from clew.text.scores import Model


def told(texts):
    return tongues.told([texts])[0]


# Invented sentences, as long as posts often are.
SENTENCES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "text_terms" / "tongues.tsv").read_text("utf-8").splitlines()[1:]
]
LANGUAGES = sorted({language for language, _ in SENTENCES})
NONE = [
    "🧵", "1/", "ok", "lol", "🔥🔥🔥", "https://t.co/abcdef", "#Raqqa #الرقة", "@lina @piers.example", "Merci !", "10:30",
    "THREAD 🧵👇", "hahaha", "xkcd qwrt zzxq vrtp", "…", "2018", "ha ha ha ha ha ha ha", "", "\0\ud800", "example.org/news/the-mill",
]  # fmt: skip


def share(pairs):
    counted = Counter(right == found for right, found in pairs)
    return counted[True] / counted.total()


def test_sentences_are_told():
    found = [(language, told([sentence])[0]) for language, sentence in SENTENCES]
    assert share(found) >= 0.98, [pair for pair in found if pair[0] != pair[1]]
    for language in LANGUAGES:
        assert share([pair for pair in found if pair[0] == language]) >= 0.9, language


def test_beginnings_are_told_or_left_open():
    found = [(language, told([sentence[:24]])[0]) for language, sentence in SENTENCES]
    assert share(found) >= 0.85
    assert share([(language, answer or language) for language, answer in found]) >= 0.98


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_sentence_has_no_language(text):
    assert told([text]) == (None,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_short_posts_are_in_the_language_of_their_thread(language):
    sentences = [sentence for each, sentence in SENTENCES if each == language]
    assert told([*sentences, "1/", "🔥", "https://t.co/abcdef"])[-3:] == (language,) * 3


def test_a_short_post_in_another_script_is_left_open():
    english = [sentence for language, sentence in SENTENCES if language == "en"]
    assert told([*english, "Merci !", "الرقة", "東京"])[-3:] == ("en", None, None)


def test_a_thread_of_two_languages_is_told_post_by_post():
    texts = [sentence for language, sentence in SENTENCES if language in {"fr", "ar"}]
    assert told(texts) == tuple(language for language, _ in SENTENCES if language in {"fr", "ar"})


def test_pieces_that_are_short_are_told_together():
    assert told(["The mill", "by the weir", "burnt down", "that night"]) == ("en",) * 4
    assert told([]) == ()


def test_only_who_asks_for_languages_waits_for_the_model():
    code = "import sys, clew.text.tongues; print('py3langid' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def test_long_texts_are_no_slower():
    assert told(["The mill by the weir burnt down. " * 100_000, "http://" + "a." * 500_000, "x" * 1_000_000])[0] == "en"


def test_threads_are_told_together_as_they_are_one_by_one():
    english = [sentence for language, sentence in SENTENCES if language == "en"]
    threads = [[sentence, "1/"] for _, sentence in SENTENCES] + [[], NONE, [*english, "Merci !", "الرقة"], ["1/"]]
    assert tongues.told(threads) == tuple(map(told, threads))


def test_chances_are_those_of_the_library():
    texts = [sentence for _, sentence in SENTENCES] + NONE
    model = Model(["am", "ar", "en", "fr", "de", "ru", "sr", "zh"])
    held = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    held.set_languages(["am", "ar", "en", "fr", "de", "ru", "sr", "zh"])
    for text, (language, chance) in zip(texts, model.best(texts), strict=True):
        name, right = held.classify(text)
        assert (language, chance) == (name, pytest.approx(right, abs=1e-4))
