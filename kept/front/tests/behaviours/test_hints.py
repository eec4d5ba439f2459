"""What a request lacks, said below it from the words that are typed."""

from playwright.sync_api import expect

ASK = """{% extends "front/public.html" %}{% load static %}
{% block scripts %}<script type="module" src="{% static 'kept/public/hints.js' %}"></script>
{% endblock %}{% block main %}<label for="t">Text</label><textarea id="t"></textarea>
<p role="status" data-hints="t" data-since="Since when?" data-page="Where?"
data-browser="With what?" data-two="Two?"></p>{% endblock %}"""

TEXTS = {
    "It does not work.": None,  # too short to say anything of
    "How do I change the address that stands on my invoices, please?": None,
    "Comment changer l’adresse qui figure sur mes factures, je vous prie ?": None,
    "The export does not work any more, I only see an empty file.": "since",
    "L’export ne marche plus du tout, je ne vois qu’un fichier vide.": "since",
    "Der Export funktioniert nicht mehr, ich sehe nur eine leere Datei.": "since",
    "Since Monday the export does not work any more, the file is empty.": "page",
    "Depuis lundi, l’export ne marche plus du tout, le fichier est vide.": "page",
    "Seit Montag funktioniert der Export nicht mehr, die Datei ist leer.": "page",
    "Since Monday the report page does not load any more, it is empty.": "browser",
    "Depuis lundi, la page du rapport ne marche plus, elle reste vide.": "browser",
    "Seit Montag geht nicht mehr viel: die Seite mit dem Bericht bleibt leer.": "browser",
    "Since Monday the report page does not load any more in Firefox 132.": None,
    "Depuis lundi, la page du rapport ne marche plus dans Safari.": None,
    "I cannot export the list. And another question: how do I pay by card?": "two",
    "L’export ne marche plus. Autre question : comment payer par carte ?": "two",
    "Der Export hängt seit heute. Noch eine Frage: wie zahle ich mit Karte?": "two",
}


def test_what_is_missing_is_read_in_three_languages(browser_page, desk):
    desk.shows("/", ASK)
    browser_page.goto("/")
    read = """async (texts) => {
      const { missing } = await import("/static/kept/shared/missing.js");
      return texts.map(missing);
    }"""
    assert dict(zip(TEXTS, browser_page.evaluate(read, list(TEXTS)), strict=True)) == TEXTS


def test_one_thing_is_said_once_the_typing_rests(browser_page, desk):
    desk.shows("/", ASK)
    browser_page.clock.install()
    browser_page.goto("/")
    text, hint = browser_page.get_by_label("Text"), browser_page.get_by_role("status")
    text.fill("The export does not work any more, I only see an empty file.")
    expect(hint).to_be_empty()
    browser_page.clock.run_for(2000)
    expect(hint).to_have_text("Since when?", timeout=30_000)
    text.fill("Since Monday the export does not work any more, the file is empty.")
    browser_page.clock.run_for(2000)
    expect(hint).to_have_text("Where?", timeout=30_000)
    text.fill("The export does not work any more, I only see an empty file.")
    browser_page.clock.run_for(2000)
    expect(hint).to_be_empty(timeout=30_000)
