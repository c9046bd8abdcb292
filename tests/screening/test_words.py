# ruff: noqa: RUF001 - letters of other scripts are what is tested
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bankagent.screening.words import Name, sound, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Владимир О'Брайен, S.A.", ("vladimir", "obrayen", "sa")),
        ("GRUPO DIJEMA, S.A. DE C.V.", ("grupo", "dijema", "sa", "de", "cv")),
        ("Danske Bank A/S", ("danske", "bank", "as")),
        ("Sana’a al-Rīmī", ("sanaa", "al", "rimi")),
        ("Müller & Söhne Straße", ("muller", "sohne", "strasse")),
        ("ＡＣＭＥ　Ｃｏ", ("acme", "co")),
        ("Γιώργος", ("giorgos",)),
        ("- . -", ()),
    ],
)
def test_a_name_has_its_words_in_small_latin_letters(text: str, expected: tuple[str, ...]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    "spellings",
    [
        ("sergey", "sergei"),
        ("khan", "han"),
        ("yusuf", "yousuf"),
        ("shcherbakov", "shcherbakow"),
        ("abdullah", "abdulla"),
        ("hussein", "husein"),
        ("qaddafi", "kadafi"),
        ("mohamed", "mohammed"),
    ],
)
def test_romanisations_of_one_sound_are_one(spellings: tuple[str, str]) -> None:
    assert len(set(map(sound, spellings))) == 1


def test_a_name_in_cyrillic_sounds_as_its_romanisation() -> None:
    assert Name.of("Щербаков Сергей").sounds == Name.of("Shcherbakov, Sergey").sounds


@given(st.text(max_size=60))
def test_every_text_is_a_name_of_ascii_words(text: str) -> None:
    name = Name.of(text)
    assert len(name.words) == len(name.sounds)
    assert name.joined.isascii()
    assert all(word and word == word.lower() for word in name.words)
    assert words(" ".join(name.words)) == name.words
