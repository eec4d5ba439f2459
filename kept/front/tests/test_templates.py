"""The shared templates: they render, escape what strangers wrote, and keep to the house rules."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.template.loader import get_template, render_to_string
from django.utils import translation

from kept.front import samples, views
from kept.front.icons import ICONS
from kept.front.templatetags.kept import clause, icon, stored_html, ticking

HERE = Path(__file__).parents[1]
TEMPLATES = sorted((HERE / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if path.name != "mail.html"]
ROOMS = sorted(HERE.parent.glob("**/templates"))
PAYLOAD = "<script>alert(1)</script>\"' onload=x"


class Outline(HTMLParser):
    """The tags of a page, and what is wrong with how they nest."""

    VOID = {"meta", "link", "input", "img", "br", "hr"}

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in ("a", "button") and {"a", "button"} & set(self.open):
            self.wrong.append(f"<{tag}> inside something that can be pressed: {self.open}")
        if "style" in given or any(name.startswith("on") for name in given):
            self.wrong.append(f"inline style or script on <{tag}>")
        if "id" in given:
            self.ids.append(given["id"])
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> closes nothing")


def strangers(value):
    """The same context, with every word that a person could have written replaced."""
    if isinstance(value, dict):
        keep = {"html", "kind", "icon", "template", "state", "mode", "channel", "promise"}
        return {k: v if k in keep else strangers(v) for k, v in value.items()}
    return PAYLOAD if isinstance(value, str) else value


def designed(rf, language="en", **asked):
    request = rf.get("/design/", asked)
    request.user, request.session = AnonymousUser(), {}
    with translation.override(language):
        return views.design(request).content.decode()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_design_page_shows_everything_in_both_languages(rf, language):
    page = designed(rf, language)
    assert f'<html lang="{language}"' in page
    assert ("À tenir" in page) is (language == "fr")
    outline = Outline(page)
    assert outline.wrong == []
    assert outline.open == []


def test_the_design_page_takes_a_theme_and_nothing_else(rf):
    assert 'data-theme="dark"' in designed(rf, theme="dark")
    assert "data-theme" not in designed(rf, theme=PAYLOAD)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_template_compiles_and_explains_itself(path):
    get_template(str(path.relative_to(HERE / "templates")))
    assert "{% comment %}" in path.read_text("utf-8"), "say what it shows and what it needs"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_keeps_its_styles_and_scripts_elsewhere(path):
    text = path.read_text("utf-8")
    assert not re.search(r"\bstyle=|<style|\|safe\b|autoescape off", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "our policy refuses inline scripts"


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.parent.name)
def test_a_room_takes_templates_from_itself_and_from_the_front_only(room):
    for path in [one for one in room.rglob("*") if one.is_file()]:
        for name in re.findall(r'{% (?:extends|include) "([^"]+)"', path.read_text("utf-8")):
            homes = (room, HERE / "templates")
            assert any((home / name).is_file() for home in homes), f"{path.name} takes {name}"


@pytest.mark.parametrize("part", samples.thread(), ids=lambda part: part["template"])
def test_words_of_strangers_are_text_in_the_thread(part):
    page = render_to_string(part["template"], strangers(part))
    assert "<script" not in page
    assert Outline(page).wrong == []


@pytest.mark.parametrize("row", samples.rows(), ids=lambda row: row["who"])
def test_words_of_strangers_are_text_in_the_list(row):
    page = render_to_string("front/row.html", {"row": strangers(row)})
    assert "<script" not in page
    assert Outline(page).wrong == []


def test_only_stored_html_is_trusted():
    sources = [p.read_text("utf-8") for p in HERE.rglob("*.py") if "tests" not in p.parts]
    assert sum(text.count("mark_safe(") for text in sources) == 1
    assert stored_html("<p>words</p>") == "<p>words</p>"


def test_a_composer_that_comes_back_keeps_the_words_and_says_what_happened():
    context = samples.composer() | {"text": "Oui, je m’en occupe"}
    page = render_to_string("front/composer.html", {"composer": context})
    assert "Oui, je m’en occupe</textarea>" in page
    assert 'role="alert"' in page.split("<form")[0], "the form is permanent; the error is not"
    assert 'name="seen"' in page.split("<form")[0]


def test_a_ticket_for_notes_only_offers_no_reply():
    context = samples.composer() | {"can_send": False, "mode": "note"}
    assert 'value="reply"' not in render_to_string("front/composer.html", {"composer": context})


def test_an_icon_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(Exception, match="There is no icon 'heart'; known are article, attach"):
        icon("heart")
    assert all(f'd="{drawing}"' in icon(name) for name, drawing in ICONS.items())


def test_a_clause_links_where_it_can_and_is_words_where_it_cannot():
    assert clause("5", "/policy#c5") == '<a class="clause" href="/policy#c5">§5</a>'
    assert clause("5") == '<span class="clause">§5</span>'


def test_what_does_not_run_costs_the_browser_nothing():
    assert ticking(samples.promise("kept")) == ""


def test_the_error_page_needs_nothing():
    page = render_to_string("front/error.html")
    assert "This cannot be shown." in page
    assert Outline(page).wrong == []


def test_the_switch_of_languages_stays_on_the_page(rf):
    request = rf.get("/ask?subject=a&language=en")
    request.languages = ("fr", "en")
    with translation.override("fr"):
        page = render_to_string("front/error.html", request=request)
    assert 'href="?subject=a&amp;language=en"' in page
    assert '<b aria-current="true" title="Français">FR</b>' in page


@pytest.mark.parametrize(
    "words",
    [
        '{% translate "Send" %}',
        "{% translate 'Send' %}",
        '{% translate "Saved {}" %}',
        '{% translate "<b> & 100 % of 5%" %}',
        '{% translate "Send"|upper %}',
        '{% translate "Note" context "verb" %}',
        '{% translate "Send" as sent %}{{ sent }}',
        '{% translate "Send" noop %}',
        "{% translate name %}",
        "{% translate name %} {% translate 'Send' %}",
    ],
)
def test_words_read_as_django_says_them(words: str) -> None:
    for language in ("fr", "en", "fr"):
        with translation.override(language):
            said = [
                Template("{% load " + libraries + " %}" + words).render(Context({"name": "Send"}))
                for libraries in ("i18n", "i18n kept")
            ]
        assert said[0] == said[1]
