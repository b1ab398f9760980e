"""Every text of the program has a Vietnamese one, and the catalogue holds nothing else."""

from __future__ import annotations

from string import Formatter

import pytest

from cnht.language.texts import NOTHING, Lang, LocalizedText, _, alternatives, joined, n_, p_
from docs.texts import COMPILED, mo_bytes, texts, translated

_CODE = {(message.id, message.context) for message in texts() if message.id}
_CATALOGUE = [message for message in translated() if message.id]


def _forms(text: object) -> list[str]:
    return [text] if isinstance(text, str) else [str(each) for each in text or ()]  # type: ignore[attr-defined]


def _placeholders(text: str) -> set[str]:
    return {field for _literal, field, _spec, _conversion in Formatter().parse(text) if field is not None}


def test_the_catalogue_has_every_text_of_the_code_and_no_other() -> None:
    known = {(message.id, message.context) for message in _CATALOGUE}
    assert sorted(map(str, _CODE - known)) == []
    assert sorted(map(str, known - _CODE)) == []


def test_every_text_is_translated_and_no_translation_is_a_guess() -> None:
    assert [message.id for message in _CATALOGUE if not all(_forms(message.string)) or message.fuzzy] == []


def test_a_translation_has_the_placeholders_of_its_text() -> None:
    for message in _CATALOGUE:
        if "python-brace-format" in message.flags:
            wanted = _placeholders(_forms(message.id)[-1])
            assert all(_placeholders(text) == wanted for text in _forms(message.string)), message.id


def test_programs_read_what_the_catalogue_says() -> None:
    assert COMPILED.read_bytes() == mo_bytes(translated())


def test_a_text_speaks_either_language_with_all_that_stands_in_it() -> None:
    text = _("there is no {what} {asked!r}; {hint}", what=_("area"), asked="hue", hint="x")
    assert text.text(Lang.EN) == str(text) == "there is no area 'hue'; x"
    assert text.text(Lang.VI) == "không có địa bàn 'hue'; x"


@pytest.mark.parametrize(
    ("count", "english", "vietnamese"),
    [(0, "0 rows", "0 dòng số liệu"), (1, "1 row", "1 dòng số liệu"), (1234, "1,234 rows", "1.234 dòng số liệu")],
)
def test_a_number_stands_in_the_form_of_its_language(count: int, english: str, vietnamese: str) -> None:
    text = n_("{count} row", "{count} rows", count)
    assert (text.text(Lang.EN), text.text(Lang.VI)) == (english, vietnamese)


def test_one_english_text_can_have_several_translations() -> None:
    assert p_("change", "source").text(Lang.VI) != _("source").text(Lang.VI)


def test_texts_are_joined_and_offered_as_alternatives() -> None:
    name = LocalizedText("Huế", "Hue")
    assert joined("; ", ["a", name]).text(Lang.VI) == "a; Huế"
    assert alternatives(["a", "b", name]).text(Lang.VI) == "a hoặc b hoặc Huế"
    assert str(alternatives(["a", "b", name])) == "a or b or Hue"
    assert NOTHING.text(Lang.VI) == ""
