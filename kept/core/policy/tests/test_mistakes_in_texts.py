"""Each mistake in a text: the edit of the example, and what is said of it."""

from __future__ import annotations

import pytest

from kept.core.policy.tests.written import copyfy, told

CASES = {
    "a binding that names no rule": (
        ("en.md", "{{ within promise.fix }}", "{{ within promise.fiks }}"),
        ("en.md:35:68: policy.toml has no rule promise.fiks: is {{ promise.fix }} meant?"),
    ),
    "a binding that resembles nothing": (
        ("en.md", "at your e-mail address", "at {{ weather }}"),
        ("en.md:3:201: policy.toml has no rule weather: write one, or remove the binding."),
    ),
    "a binding of the aim": (
        ("en.md", "{{ within promise.fix }}", "{{ promise.fix.aim }}"),
        (
            "en.md:35:68: promise.fix.aim is the desk's own and never told to customers: "
            "write {{ promise.fix }}."
        ),
    ),
    "a binding that binds nothing": (
        ("en.md", "at your e-mail address", "at {{ your address }}"),
        (
            "en.md:3:201: “{{ your address }}” binds nothing: write {{ name }}, {{ within "
            "name }}, {{ after name }} or {{ every name }}."
        ),
    ),
    "a binding in code": (
        ("en.md", "{{ within promise.fix }}", "`{{ within promise.fix }}`"),
        (
            "en.md:35:69: “{{ within promise.fix }}” stands where nobody reads it: in code, "
            "behind a link, after a \\ or in {= … =}. Put it into the text."
        ),
    ),
    "a binding without its end": (
        ("en.md", "at your e-mail address", "at {{ contact"),
        (
            "en.md:3:201: “{{” has no partner in its clause: a binding is written {{ name "
            "}}, what is meant as it is typed {= … =}."
        ),
    ),
    "a binding in a title": (
        ("en.md", "## 1 Hours", "## 1 Hours of {{ company }}"),
        ("en.md:5:15: A title is plain text: take out “{{”, and bind in the text below."),
        ("en.md:5:26: A title is plain text: take out “}}”, and bind in the text below."),
    ),
    "within something that is no time": (
        ("en.md", "{{ hours }}", "{{ within hours }}"),
        ("en.md:7:96: “within” goes before a time: hours is none, write {{ hours }}."),
    ),
    "a promise that is not told": (
        ("en.md", "{{ within promise.fix }}", "soon"),
        (
            "en.md:33:1: Clause 6 does not tell promise.fix: write {{ promise.fix }} where "
            "it belongs."
        ),
    ),
    "one ground of several told": (
        ("fr.md", "{{ conduct.grounds }}", "{{ conduct.grounds.spam }}"),
        (
            "fr.md:37:1: Clause 7 does not tell conduct.grounds.profanity: write {{ "
            "conduct.grounds.profanity }} where it belongs."
        ),
    ),
    "a rule told in another language only": (
        ("en.md", "again {{ after resend.after }}, as", "again, as"),
        ("en.md:37:1: Clause 7 binds {{ resend.after }} in fr.md, but not here."),
    ),
    "a rule told in this language only": (
        ("en.md", "at your e-mail address", "at {{ contact }}"),
        ("en.md:1:1: The preamble binds {{ contact }} here, but not in fr.md."),
    ),
    "a clause that is not there": (
        ("en.md", "as §5 says", "as §15 says"),
        ("en.md:43:57: There is no clause 15 to refer to."),
    ),
    "another number than the original": (
        ("en.md", "## 6 How", "## 16 How"),
        ("en.md:33:1: Clause 16 is not in the original, fr.md."),
        (
            "en.md:37:1: Clause 6 of the original, fr.md, is missing here, and with it "
            "what it tells of kinds.bug, kinds.suggestion, promise.fix and suggestions."
        ),
    ),
    "a clause without its number": (
        ("en.md", "## 6 How", "## How"),
        ("en.md:33:1: A clause begins with its number and a title: “## 5 How to ask”."),
        (
            "en.md:37:1: Clause 6 of the original, fr.md, is missing here, and with it "
            "what it tells of kinds.bug, kinds.suggestion, promise.fix and suggestions."
        ),
    ),
    "a number twice": (
        ("en.md", "## 6 How", "## 5 How"),
        ("en.md:33:4: Clause 5 stands twice: give each clause its own number."),
        (
            "en.md:37:1: Clause 6 of the original, fr.md, is missing here, and with it "
            "what it tells of kinds.bug, kinds.suggestion, promise.fix and suggestions."
        ),
    ),
    "a clause that says nothing": (
        (
            "en.md",
            "Read the documentation, and search the Help Center for the words that matter. "
            "The documentation takes you through the most important steps of installing "
            "and setting up, and most questions are settled by reading it again.\n",
            "",
        ),
        ("en.md:23:1: Clause 4 says nothing: write its text under the title."),
    ),
    "two clauses in another order": (
        ("en.md", "## 3 What", "## 99 What"),
        ("en.md", "## 4 Before", "## 3 Before"),
        ("en.md", "## 99 What", "## 4 What"),
        ("en.md:17:1: Clause 4 stands elsewhere in the original, fr.md: keep its order."),
        ("en.md:17:1: Clause 4 binds {{ scope.covers }} here, but not in fr.md."),
        ("en.md:17:1: Clause 4 binds {{ scope.includes }} here, but not in fr.md."),
        (
            "en.md:23:1: Clause 3 does not tell scope.covers: write {{ scope.covers }} "
            "where it belongs."
        ),
        (
            "en.md:23:1: Clause 3 does not tell scope.includes: write {{ scope.includes }} "
            "where it belongs."
        ),
    ),
    "no title": (
        ("en.md", "# Support policy\n", ""),
        ("en.md:1:1: The text must begin with its title: “# Support policy”."),
    ),
    "two titles": (
        ("en.md", "## 1 Hours", "# Hours\n\n## 1 Hours"),
        ("en.md:5:1: The text has one title: begin a clause with “## ”."),
    ),
    "words before the title": (
        ("en.md", "# Support policy", "Hello\n\n# Support policy"),
        ("en.md:1:1: Nothing may stand before the title “# …”."),
    ),
    "a time that a rule says": (
        ("en.md", "{{ within promise.fix }}", "within 48 hours"),
        (
            "en.md:35:75: “48 hours” is typed by hand: the rule promise.fix already says "
            "it, and the text would stay when the rule changes. Bind {{ promise.fix }}, or "
            "mark it as meant: {= 48 hours =}."
        ),
    ),
    "the same time in days and words": (
        ("en.md", "{{ within promise.fix }}", "{{ within promise.fix }}, two days"),
        (
            "en.md:35:94: “two days” is typed by hand: the rule promise.fix already says "
            "it, and the text would stay when the rule changes. Bind {{ promise.fix }}, or "
            "mark it as meant: {= two days =}."
        ),
    ),
    "a business time that a rule says": (
        ("en.md", "by reading it again", "by the end of the first hour of a normal business day"),
        (
            "en.md:25:208: “end of the first hour of a normal business day” is typed by "
            "hand: the rule promise.first_reply already says it, and the text would stay "
            "when the rule changes. Bind {{ promise.first_reply }}, or mark it as meant: "
            "{= end of the first hour of a normal business day =}."
        ),
    ),
    "another time beside a rule": (
        ("en.md", "{{ within promise.fix }}", "{{ within promise.fix }}, sooner than 72 hours"),
        (
            "en.md:35:106: “72 hours” is typed by hand in the clause of promise.fix: bind "
            "{{ promise.fix }}, or mark it as meant: {= 72 hours =}."
        ),
    ),
    "a time that no rule says": (
        ("en.md", "from time to time", "every three weeks"),
        (
            "en.md:3:115: “three weeks” is typed by hand and no rule says it, so nothing "
            "would keep it: give it a rule and bind it, or mark it as meant: {= three "
            "weeks =}."
        ),
    ),
    "a time with an article": (
        ("en.md", "from time to time", "once a month"),
        (
            "en.md:3:114: “a month” is typed by hand and no rule says it, so nothing would "
            "keep it: give it a rule and bind it, or mark it as meant: {= a month =}."
        ),
    ),
    "a number beside a rule": (
        ("en.md", "{{ within promise.fix }}", "{{ within promise.fix }}, or in three tries"),
        (
            "en.md:35:100: “three” is typed by hand in the clause of promise.fix: bind {{ "
            "promise.fix }}, or mark it as meant: {= three =}."
        ),
    ),
    "a weekday": (
        ("en.md", "{{ hours }}", "{{ hours }}, not on Sundays"),
        (
            "en.md:7:116: “Sundays” is typed by hand: the rule hours says when the desk is "
            "open, and the text would stay when it changes. Bind {{ hours }}, or mark it "
            "as meant: {= Sundays =}."
        ),
    ),
    "days and hours": (
        ("en.md", "{{ hours }}", "Monday to Friday, 10:00 to 19:00"),
        (
            "en.md:7:96: “Monday to Friday” is typed by hand: the rule hours says when the "
            "desk is open, and the text would stay when it changes. Bind {{ hours }}, or "
            "mark it as meant: {= Monday to Friday =}."
        ),
        (
            "en.md:7:114: “10:00 to 19:00” is typed by hand: the rule hours says when the "
            "desk is open, and the text would stay when it changes. Bind {{ hours }}, or "
            "mark it as meant: {= 10:00 to 19:00 =}."
        ),
    ),
    "half past nine": (
        ("en.md", "from time to time", "at 9:30 am"),
        (
            "en.md:3:112: “9:30 am” is typed by hand: the rule hours says when the desk is "
            "open, and the text would stay when it changes. Bind {{ hours }}, or mark it "
            "as meant: {= 9:30 am =}."
        ),
    ),
    "a time in a title": (
        ("en.md", "## 5 How to ask, and when you hear", "## 5 How to ask, and hear in 24 hours"),
        (
            "en.md:27:30: “24 hours” stands in a title, where nothing can be bound: say it "
            "in the text below."
        ),
    ),
    "the address": (
        ("en.md", "{{ contact }}", "contact@copyfy.io"),
        (
            "en.md:29:68: “contact@copyfy.io” is typed by hand: the rule contact already "
            "says it, and the text would stay when the rule changes. Bind {{ contact }}, "
            "or mark it as meant: {= contact@copyfy.io =}."
        ),
    ),
    "une durée que dit une règle": (
        ("fr.md", "{{ after resend.after }}, renvoyez", "après 24 heures, renvoyez"),
        (
            "fr.md:31:119: “24 heures” is typed by hand: the rule resend.after already "
            "says it, and the text would stay when the rule changes. Bind {{ resend.after "
            "}}, or mark it as meant: {= 24 heures =}."
        ),
    ),
    "une durée en lettres": (
        ("fr.md", "{{ within promise.fix }}", "{{ within promise.fix }} (quarante-huit heures)"),
        (
            "fr.md:35:95: “quarante-huit heures” is typed by hand: the rule promise.fix "
            "already says it, and the text would stay when the rule changes. Bind {{ "
            "promise.fix }}, or mark it as meant: {= quarante-huit heures =}."
        ),
    ),
    "une durée avec espace insécable": (
        ("fr.md", "{{ within promise.fix }}", "{{ within promise.fix }} (48\u202fh)"),
        (
            "fr.md:35:95: “48 h” is typed by hand: the rule promise.fix already says it, "
            "and the text would stay when the rule changes. Bind {{ promise.fix }}, or "
            "mark it as meant: {= 48 h =}."
        ),
    ),
    "la première heure": (
        (
            "fr.md",
            "{{ within promise.first_reply }}",
            "dans la première heure d'un jour ouvré normal",
        ),
        (
            "fr.md:31:47: “la première heure d'un jour ouvré” is typed by hand: the rule "
            "promise.first_reply already says it, and the text would stay when the rule "
            "changes. Bind {{ promise.first_reply }}, or mark it as meant: {= la première "
            "heure d'un jour ouvré =}."
        ),
    ),
    "un jour de la semaine": (
        ("fr.md", "de temps en temps", "chaque lundi"),
        (
            "fr.md:3:111: “lundi” is typed by hand: the rule hours says when the desk is "
            "open, and the text would stay when it changes. Bind {{ hours }}, or mark it "
            "as meant: {= lundi =}."
        ),
    ),
    "des horaires": (
        ("fr.md", "{{ hours }}", "du lundi au vendredi de 10 h à 19 h"),
        (
            "fr.md:7:142: “du lundi au vendredi” is typed by hand: the rule hours says "
            "when the desk is open, and the text would stay when it changes. Bind {{ hours "
            "}}, or mark it as meant: {= du lundi au vendredi =}."
        ),
        (
            "fr.md:7:163: “de 10 h à 19 h” is typed by hand: the rule hours says when the "
            "desk is open, and the text would stay when it changes. Bind {{ hours }}, or "
            "mark it as meant: {= de 10 h à 19 h =}."
        ),
    ),
    "une heure": (
        ("fr.md", "de temps en temps", "dès 10 h"),
        (
            "fr.md:3:104: “dès 10 h” is typed by hand: the rule hours says when the desk "
            "is open, and the text would stay when it changes. Bind {{ hours }}, or mark "
            "it as meant: {= dès 10 h =}."
        ),
    ),
    "un nombre": (
        ("fr.md", "{{ within promise.fix }}", "{{ within promise.fix }}, en trois essais"),
        (
            "fr.md:35:98: “trois” is typed by hand in the clause of promise.fix: bind {{ "
            "promise.fix }}, or mark it as meant: {= trois =}."
        ),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_mistake_is_told_where_it_is(case: str) -> None:
    edits = [part for part in CASES[case] if isinstance(part, tuple)]
    assert told(*edits) == [part for part in CASES[case] if isinstance(part, str)]


#: Tables that hold no rule by themselves, and what stands nowhere.
NO_RULES = [
    *("scope", "conduct", "resend", "resend.makes", "subscription", "announce", "problem"),
    *("suggestions", "scope.x", "conduct.grounds.x", "kinds.x", "calendar.x", "promise.x"),
]


@pytest.mark.parametrize("name", NO_RULES)
def test_what_cannot_be_said_cannot_be_bound(name: str) -> None:
    edit = ("en.md", "Read the documentation", f"{{{{ {name} }}}} Read the documentation")
    assert any(name in sentence for sentence in told(edit))


def test_a_list_that_is_not_there_cannot_be_bound() -> None:
    rules = copyfy()["policy.toml"]
    [ladder] = [line for line in rules.splitlines() if line.startswith("ladder")] or [""]
    edits = [("policy.toml", ladder, "")] if ladder else []
    bound = (
        "en.md",
        "Read the documentation",
        "{{ conduct.ladder.notice }} Read the documentation",
    )
    assert any("conduct.ladder" in sentence for sentence in told(*edits, bound))


@pytest.mark.parametrize(
    "hidden",
    [
        "soon\n\n    BOUND\n\nso",
        "soon\n\n```\nBOUND\n```\n\nso",
        '[soon](/bugs "BOUND")',
        "soon\n\n[x]: /bugs 'BOUND'\n\nso",
        "{= BOUND =}",
        "\\BOUND",
    ],
)
def test_what_customers_do_not_read_is_not_told(hidden: str) -> None:
    bound = "{{ within promise.fix }}"
    (sentence,) = told(("en.md", bound, hidden.replace("BOUND", bound)))
    assert "stands where nobody reads it" in sentence


def test_code_and_links_beside_a_binding_hide_nothing() -> None:
    assert (
        told(("en.md", "{{ within promise.fix }}", "`so` [a](/b) {{ within promise.fix }}")) == []
    )
