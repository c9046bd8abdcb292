# ruff: noqa: RUF001 - letters of other scripts are what is tested
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bankagent.screening.words import Name, sound, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Владимир О'Брайен, S.A.", ("vladimir", "obrayen", "sa")),
        ("Smith & Sons Private Limited Company", ("smith", "sons", "pvt", "ltd", "co")),
        ("SMITH AND SONS PVT. LTD. CO.", ("smith", "sons", "pvt", "ltd", "co")),
        ("And", ("and",)),
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


@pytest.mark.parametrize(
    "spellings",
    [
        ("LIMITED", "Ltd", "LTD.", "ltd", "Limted", "Limixed"),
        ("COMPANY", "Co", "CO.", "Compa\u00f1\u00eda", "CIE"),
        ("CORPORATION", "Corp", "CORP."),
        ("INC.", "Inc", "Incorporated"),
        ("S.A.", "SA", "Sociedad An\u00f3nima", "Soci\u00e9t\u00e9 Anonyme"),
        ("L.L.C.", "LLC", "Limited Liability Company", "LTD LIABILITY CO"),
        ("GMBH", "G.m.b.H.", "Gesellschaft mit beschr\u00e4nkter Haftung"),
        ("PLC", "P.L.C.", "Public Limited Company"),
        ("OJSC", "OAO", "Open Joint Stock Company", "Open Joint-Stock Co."),
        ("S. DE R.L.", "S.R.L.", "Sociedad de Responsabilidad Limitada"),
        ("BV", "B.V.", "Besloten Vennootschap"),
    ],
)
def test_a_legal_form_has_one_spelling(spellings: tuple[str, ...]) -> None:
    assert len({words(f"Acme {form}") for form in spellings}) == 1


def test_a_surname_does_not_sound_as_a_legal_form() -> None:
    assert Name.of("Shah, Ahmed").core == ("sa", "ahmid")
    assert Name.of("Acme S.A.").core == ("acmi",)
    assert Name.of("Limited Company").core == Name.of("Ltd. Co.").sounds == ("LTD", "CO")


def test_a_name_in_cyrillic_sounds_as_its_romanisation() -> None:
    assert Name.of("Щербаков Сергей").sounds == Name.of("Shcherbakov, Sergey").sounds


@given(st.text(max_size=60))
def test_every_text_is_a_name_of_ascii_words(text: str) -> None:
    name = Name.of(text)
    assert len(name.words) == len(name.sounds)
    assert name.joined.isascii()
    assert all(word and word == word.lower() for word in name.words)
    assert words(" ".join(name.words)) == name.words
