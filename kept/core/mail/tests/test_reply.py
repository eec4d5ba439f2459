"""What a person newly wrote, apart from what their program quoted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.core.mail import split_reply

ABOVE = [
    "On Mon, Jan 5, 2026 at 9:00 AM Desk <desk@example.org> wrote:\n> Hello Ada",
    "On Mon, Jan 5, 2026 at 9:00 AM Desk\n<desk@example.org> wrote:\n\n> Hello Ada",
    "On 5 Jan 2026, at 09:00, Desk <desk@example.org> wrote:\n\nHello Ada",
    "Le lun. 5 janv. 2026 à 09:00, Desk <desk@example.org> a écrit :\n> Bonjour Ada",
    "Le lun. 5 janv. 2026 à 09:00, Support <desk@example.org> a\nécrit :\n\n> Bonjour Ada",
    "Le 05/01/2026 à 09:00, Desk a écrit\xa0:\n> Bonjour Ada",
    "Am 05.01.2026 um 09:00 schrieb Desk:\n> Hallo Ada",
    "Am Mo., 5. Jan. 2026 um 09:00 Uhr schrieb Desk <desk@example.org>:\n\n> Hallo",
    "El lun, 5 ene 2026 a las 9:00, Desk (<desk@example.org>) escribió:\n\n> Hola",
    "Il giorno lun 5 gen 2026 alle ore 09:00 Desk <desk@example.org> ha scritto:\n\n> Ciao",
    "Em seg., 5 de jan. de 2026 às 09:00, Desk <desk@example.org> escreveu:\n\n> Olá",
    "Op ma 5 jan 2026 om 09:00 schreef Desk <desk@example.org>:\n\n> Hallo",
    "-----Original Message-----\nFrom: Desk\nSent: Monday\nTo: Ada\nSubject: Hello\n\nHello Ada",
    "-----Message d'origine-----\nDe : Desk\nEnvoyé : lundi\nÀ : Ada\nObjet : Bonjour\n\nBonjour",
    "________________________________\nDe : Desk <desk@example.org>\nEnvoyé : lundi 5 janvier 2026"
    "\nÀ : Ada\nObjet : Bonjour\n\nBonjour Ada",
    "De : Desk <desk@example.org>\nDate : lundi 5 janvier 2026 à 09:00\nÀ : Ada\n"
    "Objet : Bonjour\nBonjour Ada",
    "Von: Desk\nGesendet: Montag, 5. Januar 2026\nAn: Ada\nBetreff: Hallo\n\nHallo Ada",
    "De: Desk\nEnviado el: lunes\nPara: Ada\nAsunto: Hola\n\nHola Ada",
    "Da: Desk\nInviato: lunedì\nA: Ada\nOggetto: Ciao\n\nCiao Ada",
    "De: Desk\nEnviada em: segunda\nPara: Ada\nAssunto: Olá\n\nOlá Ada",
    "Van: Desk\nVerzonden: maandag\nAan: Ada\nOnderwerp: Hallo\n\nHallo Ada",
    "-----\nFrom: Desk <desk@example.org> Date: Mon, 5 Jan 2026 09:00:00 +0100\nHello Ada",
    "De : Desk <desk@example.org> Envoyé : lundi À : Ada Objet : Bonjour\nBonjour Ada",
    "> Hello Ada\n> how are you?",
]


@pytest.mark.parametrize("quote", ABOVE)
def test_written_above_the_quote(quote: str) -> None:
    split = split_reply(f"Still broken.\n\nAda\n\n{quote}\n")
    assert split.reply == "Still broken.\n\nAda"
    assert split.quoted.split() == quote.split()


@pytest.mark.parametrize(
    "quote",
    [
        "On Mon, Jan 5, 2026 at 9:00 AM Desk <desk@example.org> wrote:\n> Hello\n>\n> Desk\n",
        "Le 5 janv. 2026 à 09:00, Desk a écrit :\n> Bonjour\n",
        "> Hello\n> Ada\n",
    ],
)
def test_written_below_the_quote(quote: str) -> None:
    assert split_reply(f"{quote}\nStill broken.\n").reply == "Still broken."


def test_answers_between_the_lines_keep_their_questions() -> None:
    text = "> Which version?\n\n4.2\n\n> Which system?\n\nDebian"
    assert split_reply(text).reply == text


@pytest.mark.parametrize(
    ("text", "reply", "signature"),
    [
        ("Thanks.\n\n-- \nAda Lovelace\n+44 1", "Thanks.", "--\nAda Lovelace\n+44 1"),
        ("Merci.\n\nEnvoyé de mon iPhone", "Merci.", "Envoyé de mon iPhone"),
        ("Thanks.\n\nSent from my iPhone", "Thanks.", "Sent from my iPhone"),
        ("Danke.\n\nVon meinem iPhone gesendet", "Danke.", "Von meinem iPhone gesendet"),
        ("Thanks.\n\nGet Outlook for iOS<https://aka.ms/o0ukef>", "Thanks.",
         "Get Outlook for iOS<https://aka.ms/o0ukef>"),
        ("Thanks.\n_____________", "Thanks.", "_____________"),
    ],
)  # fmt: skip
def test_signatures(text: str, reply: str, signature: str) -> None:
    split = split_reply(text)
    assert (split.reply, split.signature) == (reply, signature)


@pytest.mark.parametrize(
    "text",
    [
        "On Monday I wrote to you:\nno answer came.",
        "He wrote: nothing works.",
        "From: the start it failed.\nI tried twice.",
        "From: Monday To: Friday\nNobody answers.",
        "From: ada@example.org I get no mail at all.\nPlease help.",
        "Sent from my desk, this is urgent.",
        "Le problème que je vous ai décrit :\nrien ne marche.",
        "```\n> not a quote\n# --\n```",
        "> Only a quote.",
        "-- ",
    ],
)
def test_ordinary_text_is_left_whole(text: str) -> None:
    assert split_reply(text).reply == text.strip("\n ")


LINE = st.sampled_from(
    ["", "hello", "> quoted", "-- ", "On 5 Jan 2026 Ada <a@x.org> wrote:", "From: a@x.org",
     "Date: 5 Jan 2026", "To: b", "-----Original Message-----", "Sent from my iPhone", "***"]
)  # fmt: skip


@given(st.lists(LINE | st.text(max_size=20), max_size=30))
def test_nothing_is_lost_and_a_reply_is_never_empty(lines: list[str]) -> None:
    text = "\n".join(lines)
    split = split_reply(text)
    assert bool(split.reply.strip()) == bool(text.strip())
    assert sorted(f"{split.reply}\n{split.quoted}".split()) == sorted(text.split())


@pytest.mark.parametrize(
    "phone", ["Sent from my Wiko RIDGE FAB 4G", "Envoyé depuis mon iPhone", "Gesendet von Outlook"]
)
def test_what_stands_below_a_phone_s_signature_is_older(phone: str) -> None:
    split = split_reply(f"Still broken.\n\n{phone}\n\nHello Ada,\nhow are you?\n")
    assert (split.reply, split.signature) == ("Still broken.", phone)
    assert "how are you?" in split.quoted


def test_an_answer_below_the_quote_stays_although_a_phone_signed_above() -> None:
    text = "Hi,\n\nSent from my iPhone\n\n> Is it broken?\n\nYes, still."
    assert "Yes, still." in split_reply(text).reply


def test_an_introduction_on_the_line_of_the_reply() -> None:
    text = "Thanks! On Wed, Apr 4, 2012 at 3:59 PM, bob@example.com wrote:\n> Hello"
    assert split_reply(text).reply == "Thanks!"
    told = "It was On Monday 5 at noon that Bob wrote: nothing.\nReally."
    assert split_reply(told).reply == told


def test_an_introduction_broken_before_its_last_bracket() -> None:
    text = "Takk!\n\ntir. 18. apr. 2017 kl. 13:09 skrev Bob <bob@example.com\n>:\n\n> Hei\n"
    assert split_reply(text).reply == "Takk!"


def test_a_mail_of_nothing_but_signature_marks_costs_no_more_than_its_length() -> None:
    """Found by fuzzing: each mark counted all that followed it."""
    assert split_reply("words\n" + "-- \n" * 200_000).reply.startswith("words")
