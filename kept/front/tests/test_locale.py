"""Every catalogue under kept/: translated whole, and compiled as it is written."""

import string
from pathlib import Path

import polib
import pytest

KEPT = Path(__file__).parents[2]
CATALOGUES = sorted(KEPT.rglob("locale/*/LC_MESSAGES/*.po"))


def places(text: str) -> set[str]:
    """The places for values in a message: {moment}, {}, %(n)s."""
    named = {f"%({part.split(')')[0]})" for part in text.split("%(")[1:]}
    try:
        braces = {
            f"{{{name}}}" for _, name, _, _ in string.Formatter().parse(text) if name is not None
        }
    except ValueError:
        braces = set()
    return named | braces


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: str(path.relative_to(KEPT)))
def test_a_catalogue_is_whole_and_its_compiled_form_is_the_same(path):
    written = polib.pofile(str(path))
    assert not [entry.msgid for entry in written.untranslated_entries()]
    assert not [entry.msgid for entry in written.fuzzy_entries()]
    compiled = path.with_suffix(".mo")
    assert compiled.exists(), "compile it: msgfmt -o django.mo django.po"
    assert messages(polib.mofile(str(compiled))) == messages(written)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: str(path.relative_to(KEPT)))
def test_a_translation_has_the_places_of_its_original(path):
    for entry in polib.pofile(str(path)):
        plurals = list((entry.msgstr_plural or {}).values()) or [entry.msgstr]
        allowed = places(entry.msgid) | places(entry.msgid_plural or "")
        assert all(places(said) <= allowed for said in plurals), entry.msgid


def messages(catalogue) -> dict[tuple[str, str], object]:
    return {
        (entry.msgctxt or "", entry.msgid): entry.msgstr or tuple(entry.msgstr_plural.values())
        for entry in catalogue
        if not entry.obsolete
    }
