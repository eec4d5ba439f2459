"""Why a mail is refused, in the words that people read."""

from __future__ import annotations

from kept.core.mail.messages import Refused

MOST_PARTS = 1_000
DEEPEST_PART = 100
LONGEST_HEADER = 256 * 1024

_SENTENCES = {
    "no_sender": (
        "The mail names no sender, neither in From nor on its envelope: nobody could be answered.",
        "Ce courriel ne nomme aucun expéditeur, ni dans From ni sur son enveloppe : "
        "personne à qui répondre.",
    ),
    "empty": (
        "The mail is empty: it has no subject, no text and no attachment.",
        "Ce courriel est vide : ni objet, ni texte, ni pièce jointe.",
    ),
    "too_many_parts": (
        f"The mail has more than {MOST_PARTS:,} parts; no mail program writes so many.",
        f"Ce courriel a plus de {MOST_PARTS} parties ; aucun logiciel de courriel n'en écrit "
        "autant.",
    ),
    "too_deep": (
        f"The mail's parts are nested more than {DEEPEST_PART} deep; no mail program does that.",
        f"Les parties de ce courriel sont imbriquées sur plus de {DEEPEST_PART} niveaux ; "
        "aucun logiciel de courriel ne fait cela.",
    ),
    "header_too_long": (
        f"The mail's header is longer than {LONGEST_HEADER // 1024} KB.",
        f"L'en-tête de ce courriel dépasse {LONGEST_HEADER // 1024} Ko.",
    ),
    "not_understood": (
        "The mail could not be read. It is kept as it came, for a person to look at.",
        "Ce courriel n'a pas pu être lu. Il est conservé tel quel, pour qu'une personne le voie.",
    ),
}


def refused(code: str) -> Refused:
    """The refusal with this code. Raises KeyError for a code that has no sentence."""
    english, french = _SENTENCES[code]
    return Refused(code, english, french)


class UnreadableError(Exception):
    """The mail is beyond a bound; `code` names the refusal."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
