"""Every catalogue under kept/: translated whole, and compiled as it is written."""

import re
import string
from pathlib import Path

import polib
import pytest

from tests import catalogues

KEPT = Path(__file__).parents[2]
CATALOGUES = sorted(KEPT.rglob("locale/*/LC_MESSAGES/*.po"))


def places(text: str) -> set[str]:
    """The places for values in a message: {moment}, {}, %(n)s."""
    named = {f"%({part.split(')')[0]})" for part in text.split("%(")[1:]}
    try:
        found = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
        braces = {f"{{{name}}}" for name in found if not name or name.isidentifier()}
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


@pytest.mark.parametrize("language", catalogues.languages())
def test_a_language_says_all_that_its_readers_read(language):
    """French, what everybody reads; the others, what customers do (see tests/catalogues.py)."""
    lacking = {one.words: places for one, places in catalogues.missing(language).items()}
    assert lacking == {}, "python -m tests.catalogues --write puts them into the catalogues"


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("{% load i18n %}{% translate 'Send' %}", [("Send", "", "")]),
        ('{% trans "5 %" context "share" %}', [("5 %%", "share", "")]),
        ("{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}",
         [("%(n)s day", "", "%(n)s days")]),
        ('import gettext\n_("a" "b") + _(c) + pgettext_lazy("x", "y")',
         [("ab", "", ""), ("y", "x", "")]),
        ('import gettext\nf(_("a" if b else "c"), ngettext("one", "%d", n))',
         [("a", "", ""), ("c", "", ""), ("one", "", "%d")]),
    ],
)  # fmt: skip
def test_sentences_are_found_where_they_are_said(page, found):
    of = catalogues.of_code if "import" in page else catalogues.of_template
    assert sorted((one.words, one.context, one.plural) for one in of(page)) == found


def test_what_only_the_team_sees_is_on_no_page_of_customers():
    pages = {path.relative_to(KEPT).as_posix(): path for path in KEPT.rglob("templates/**/*.html")}
    named = {name.partition("/templates/")[2]: name for name in pages}
    used = re.compile(r'{% (?:extends|include) "([^"]+)"')
    assert [gone for gone in catalogues.TEAM if not (KEPT / gone).exists()] == []
    for name, path in pages.items():
        if not name.startswith(catalogues.TEAM):
            parts = {named.get(part, part) for part in used.findall(path.read_text("utf-8"))}
            assert [part for part in parts if part.startswith(catalogues.TEAM)] == [], name


def messages(catalogue) -> dict[tuple[str, str], object]:
    return {
        (entry.msgctxt or "", entry.msgid): entry.msgstr or tuple(entry.msgstr_plural.values())
        for entry in catalogue
        if not entry.obsolete
    }
