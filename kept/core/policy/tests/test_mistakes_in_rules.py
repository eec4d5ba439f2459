"""Each mistake in policy.toml: the edit of the example, and what is said of it."""

from __future__ import annotations

import pytest

from kept.core.policy.tests.written import told

CASES = {
    "an unknown key, nearly known": (
        ("policy.toml", 'holidays = ["FR"]', 'hollidays = ["FR"]'),
        ("policy.toml:23:1: Kept does not know the key hollidays: is holidays meant?"),
    ),
    "an unknown key": (
        ("policy.toml", 'aim = "1', 'colour = "1'),
        (
            "policy.toml:42:1: Kept does not know the key colour: [promise.first_reply] "
            "may have clause, kind, owed, aim, warn, when, calendar, pauses or internal."
        ),
    ),
    "an unknown table": (
        (
            "policy.toml",
            '[subscription]\nclause = "preamble"\nrequired = true',
            '[weather]\nclause = "preamble"',
        ),
        (
            "policy.toml:10:2: Kept does not know the key weather: policy.toml may have "
            "name, company, contact, languages, updated, subscription, announce, hours, "
            "calendar, problem, scope, kinds, products, plans, priorities, teams, promise, "
            "resend, reopening, suggestions or conduct."
        ),
    ),
    "a duration with three readings": (
        ("policy.toml", 'owed = "48 hours"', 'owed = "48h"'),
        (
            "policy.toml:52:8: “48h” can be read in three ways: write “48 hours” (on the "
            "clock, day and night), “2 business days” (the same time of day, counting only "
            "days on which the desk opens) or “48 business hours” (counting only time "
            "while the desk is open)."
        ),
    ),
    "hours that are no whole days": (
        ("policy.toml", 'owed = "48 hours"', 'owed = "4 h"'),
        (
            "policy.toml:52:8: “4 h” can be read in two ways: write “4 hours” (on the "
            "clock, day and night) or “4 business hours” (counting only time while the "
            "desk is open)."
        ),
    ),
    "days that may be business days": (
        ("policy.toml", 'owed = "48 hours"', 'owed = "2 days"'),
        (
            "policy.toml:52:8: “2 days” can be read in two ways: write “48 hours” (on the "
            "clock, day and night) or “2 business days” (the same time of day, counting "
            "only days on which the desk opens)."
        ),
    ),
    "one hours": (
        ("policy.toml", 'owed = "48 hours"', 'owed = "1 hours"'),
        ("policy.toml:52:8: “1 hours” is written “1 hour”."),
    ),
    "no time at all": (
        ("policy.toml", 'owed = "48 hours"', 'owed = "0 hours"'),
        (
            "policy.toml:52:8: “0 hours” is not a duration that Kept can read: write “48 "
            "hours”, “90 minutes”, “24 business hours”, “2 business days” or “end of the "
            "first hour of a business day”."
        ),
    ),
    "a duration that is none": (
        ("policy.toml", 'owed = "48 hours"', 'owed = "soon"'),
        (
            "policy.toml:52:8: “soon” is not a duration that Kept can read: write “48 "
            "hours”, “90 minutes”, “24 business hours”, “2 business days” or “end of the "
            "first hour of a business day”."
        ),
    ),
    "a number without a unit": (
        ("policy.toml", 'owed = "48 hours"', "owed = 48"),
        ("policy.toml:52:8: promise.fix.owed must be a text between quotes."),
    ),
    "nothing owed": (
        ("policy.toml", 'owed = "48 hours"\n', ""),
        ('policy.toml:50:10: [promise.fix] lacks owed: add owed = "48 hours".'),
    ),
    "never kept overnight": (
        ("policy.toml", 'owed = "48 hours"', 'owed = "10 hours"'),
        (
            "policy.toml:52:8: promise.fix can never be kept for a request that comes in "
            "at closing time: it is due “10 hours” later, and the desk stays closed for at "
            "least 15 hours. Write “10 business hours” or a longer time."
        ),
    ),
    "a warning without before": (
        ("policy.toml", 'warn = "4 hours before"', 'warn = "4 hours"'),
        (
            "policy.toml:53:8: “4 hours” is not a moment before the end: write “1 hour "
            "before” or “90 minutes before”."
        ),
    ),
    "a warning in open time": (
        ("policy.toml", 'warn = "4 hours before"', 'warn = "4 business hours before"'),
        (
            "policy.toml:53:8: “4 business hours before” is not a moment before the end: "
            "write “1 hour before” or “90 minutes before”."
        ),
    ),
    "a warning before the start": (
        ("policy.toml", 'warn = "4 hours before"', 'warn = "48 hours before"'),
        (
            "policy.toml:53:8: The warning would come before the promise starts: “48 hours "
            "before” is not shorter than “48 hours”."
        ),
    ),
    "an aim that is no aim": (
        ("policy.toml", 'aim = "1 business hour"', 'aim = "9 business days"'),
        (
            "policy.toml:42:7: The aim “9 business days” is never before what is owed: "
            "make it stricter, or remove it."
        ),
    ),
    "a clause that nobody wrote": (
        ("policy.toml", "clause = 6\nowed", "clause = 9\nowed"),
        (
            "policy.toml:51:10: Clause 9 has no text in fr.md and en.md, but promise.fix "
            "stands there: write it, or name another clause."
        ),
    ),
    "a clause that is no number": (
        ("policy.toml", "clause = 6\nowed", "clause = true\nowed"),
        (
            "policy.toml:51:10: promise.fix.clause must be a clause's number, as 5 or "
            "“5.1”, or “preamble”."
        ),
    ),
    "a rule without its clause": (
        ("policy.toml", "[resend]\nclause = 5", "[resend]"),
        ("policy.toml:45:2: [resend] lacks clause: add clause = 1."),
    ),
    "a condition that no ticket meets": (
        ("policy.toml", 'kind = "bug" }', 'kind = "bugg" }'),
        (
            "policy.toml:54:17: promise.fix.when.kind cannot be “bugg”: write question, "
            "bug or suggestion."
        ),
    ),
    "a condition that nothing knows": (
        ("policy.toml", 'kind = "bug" }', 'weather = "fine" }'),
        (
            "policy.toml:54:10: Kept does not know the key weather: [promise.fix.when] may "
            "have kind, product, plan, priority, team, channel or language."
        ),
    ),
    "a condition without values": (
        ("policy.toml", 'kind = "bug" }', "kind = [] }"),
        ('policy.toml:54:17: promise.fix.when.kind must be a list, as ["…", "…"].'),
    ),
    "a language that Kept does not speak": (
        ("policy.toml", 'languages = ["fr", "en"]', 'languages = ["fr", "en", "tlh"]'),
        ("policy.toml:7:26: languages cannot be “tlh”: write de, en or fr."),
    ),
    "a language twice": (
        ("policy.toml", 'languages = ["fr", "en"]', 'languages = ["fr", "en", "fr"]'),
        ("policy.toml:7:26: languages names “fr” twice."),
    ),
    "a promise of its own without a kind": (
        (
            "policy.toml",
            "[resend]",
            '[promise.repair]\nclause = 6\nowed = "3 business days"\n\n[resend]',
        ),
        (
            'policy.toml:45:10: [promise.repair] lacks kind: add kind = "first_reply", '
            '"next_reply", "update", "fix" or "resolution".'
        ),
    ),
    "a promise that no text can bind": (
        ("policy.toml", "[resend]", "[promise.Repair]\n\n[resend]"),
        (
            "policy.toml:45:10: “Repair” is not a name: use up to 40 small letters, digits "
            "and _, as “first_reply”."
        ),
    ),
    "a promise with a name that no record can hold": (
        ("policy.toml", "[resend]", f"[promise.{'x' * 41}]\n\n[resend]"),
        (
            f"policy.toml:45:10: “{'x' * 41}” is not a name: use up to 40 small letters, digits "
            "and _, as “first_reply”."
        ),
    ),
    "a ground without words": (
        (
            "policy.toml",
            'grounds = ["profanity",',
            'grounds = ["profanity", { name = "doxxing", fr = "la divulgation" },',
        ),
        (
            "policy.toml:62:25: Kept has no words for “doxxing” in en: choose one of "
            "profanity, defamation, spam, misuse, repetition, or write it with its words: "
            '{ name = "doxxing", en = "…" }.'
        ),
    ),
    "a ground twice": (
        ("policy.toml", 'grounds = ["profanity",', 'grounds = ["profanity", "spam",'),
        ("policy.toml:62:47: conduct.grounds names “spam” twice."),
    ),
    "a ground that is no name": (
        ("policy.toml", 'grounds = ["profanity",', 'grounds = ["bad words",'),
        (
            "policy.toml:62:12: “bad words” is not a name: use up to 40 small letters, "
            "digits and _, as “third_party”."
        ),
    ),
    "a list that is none": (
        (
            "policy.toml",
            'causes = ["product", "third_party", "customization"]',
            'causes = "product"',
        ),
        ('policy.toml:27:10: problem.causes must be a list, as ["…", "…"].'),
    ),
    "an address that is none": (
        ("policy.toml", 'contact = "contact@copyfy.io"', 'contact = "copyfy.io"'),
        ("policy.toml:6:11: contact must be an e-mail address, not “copyfy.io”."),
    ),
    "a name that is none": (
        ("policy.toml", 'name = "copyfy"', 'name = "Copyfy SAS"'),
        (
            "policy.toml:4:8: name must be small letters, digits, - and _, as “copyfy”, "
            "not “Copyfy SAS”."
        ),
    ),
    "a date in quotes": (
        ("policy.toml", "updated = 2024-02-28", 'updated = "2024-02-28"'),
        ("policy.toml:8:11: updated must be a date without quotes, as 2024-02-28."),
    ),
    "a truth in quotes": (
        ("policy.toml", "required = true", 'required = "yes"'),
        ("policy.toml:12:12: subscription.required must be true or false."),
    ),
    "a resend that makes nothing": (
        ("policy.toml", 'makes = "urgent"', 'makes = "red"'),
        ("policy.toml:48:9: resend.makes cannot be “red”: write urgent."),
    ),
    "a table that is a text": (
        (
            "policy.toml",
            '[promise.fix]\nclause = 6\nowed = "48 hours"\n'
            'warn = "4 hours before"\nwhen = { kind = "bug" }',
            '[promise]\nfix = "48 hours"',
        ),
        ("policy.toml:51:7: promise.fix must be a table, as [promise.fix]."),
    ),
    "a pause of another kind": (
        ("policy.toml", 'when = { kind = "bug" }', 'when = { kind = "bug" }\npauses = true'),
        ("policy.toml:55:10: promise.fix.pauses must be a text between quotes."),
    ),
    "a pause that is not told": (
        (
            "policy.toml",
            'when = { kind = "bug" }',
            'when = { kind = "bug" }\npauses = "while waiting for the customer"',
        ),
        (
            "fr.md:33:1: Clause 6 does not tell promise.fix.pauses: write "
            "{{ promise.fix.pauses }} where it belongs."
        ),
        (
            "en.md:33:1: Clause 6 does not tell promise.fix.pauses: write "
            "{{ promise.fix.pauses }} where it belongs."
        ),
    ),
    "a reply that pauses": (
        (
            "policy.toml",
            'aim = "1 business hour"',
            'pauses = "while waiting for the customer"',
        ),
        (
            "policy.toml:42:10: A promise of kind first_reply cannot pause: whoever asks the "
            "customer for something replies, and so keeps it. Only update, fix and resolution "
            "can: remove pauses."
        ),
    ),
    "a warning to nobody known": (
        (
            "policy.toml",
            'warn = "4 hours before"',
            'warn = [{ before = "4 hours", tells = "boss" }, { tells = "lead" }, "1 hour"]',
        ),
        (
            "policy.toml:53:39: promise.fix.warn.tells cannot be “boss”: write assignee, team or "
            "lead."
        ),
        ('policy.toml:53:49: [promise.fix.warn] lacks before: add before = "4 hours".'),
        (
            "policy.toml:53:69: “1 hour” is not a moment before the end: write “1 hour before” or "
            "“90 minutes before”."
        ),
    ),
    "a warning twice": (
        (
            "policy.toml",
            'warn = "4 hours before"',
            'warn = ["4 hours before", { before = "4 hours" }]',
        ),
        ("policy.toml:53:27: promise.fix.warn says the same warning twice."),
    ),
    "a warning in a business time": (
        ("policy.toml", 'warn = "4 hours before"', 'warn = { before = "4 business hours" }'),
        (
            "policy.toml:53:19: “4 business hours” is not a time on the clock: write “1 hour” or "
            "“90 minutes”."
        ),
    ),
    "the second of two warnings before the start": (
        ("policy.toml", 'warn = "4 hours before"', 'warn = ["4 hours before", "50 hours before"]'),
        (
            "policy.toml:53:8: The warning would come before the promise starts: “50 hours before” "
            "is not shorter than “48 hours”."
        ),
    ),
    "a fact that is not declared": (
        ("policy.toml", 'kind = "bug" }', 'kind = "bug", plan = "pro" }'),
        (
            "policy.toml:54:24: policy.toml declares no plans: write a table [plans], or remove "
            "promise.fix.when.plan."
        ),
    ),
    "a condition that says nothing": (
        ("policy.toml", 'when = { kind = "bug" }', "when = {}"),
        ("policy.toml:54:8: promise.fix.when has no condition: write one, or remove it."),
    ),
    "a value twice": (
        ("policy.toml", 'kind = "bug" }', 'kind = ["bug", "bug"] }'),
        ("policy.toml:54:25: promise.fix.when.kind names “bug” twice."),
    ),
    "a plan without words": (
        ("policy.toml", "[resend]", "[plans]\npro = {}\n\n[resend]"),
        (
            "policy.toml:46:7: Kept has no words for “pro” in fr: write it with its words: "
            '{ fr = "…" }.'
        ),
        (
            "policy.toml:46:7: Kept has no words for “pro” in en: write it with its words: "
            '{ en = "…" }.'
        ),
    ),
    "a plan that its clause does not tell": (
        (
            "policy.toml",
            "[resend]",
            '[plans]\npro = { clause = 4, fr = "Pro", en = "Pro" }\n\n[resend]',
        ),
        ("fr.md:23:1: Clause 4 does not tell plans.pro: write {{ plans.pro }} where it belongs."),
        ("en.md:23:1: Clause 4 does not tell plans.pro: write {{ plans.pro }} where it belongs."),
    ),
    "an exclusion without a way on": (
        (
            "policy.toml",
            'includes = ["undocumented",',
            'excludes = [{ name = "x", fr = "x", en = "x", instead = { fr = "y" } }]\n'
            'includes = ["undocumented",',
        ),
        ('policy.toml:32:47: [scope.excludes.instead] lacks en: add en = "…".'),
        (
            "fr.md:17:1: Clause 3 does not tell scope.excludes: write {{ scope.excludes }} where "
            "it belongs."
        ),
        (
            "en.md:17:1: Clause 3 does not tell scope.excludes: write {{ scope.excludes }} where "
            "it belongs."
        ),
    ),
    "a promise of the team's own that is told": (
        ("policy.toml", 'when = { kind = "bug" }', 'when = { kind = "bug" }\ninternal = true'),
        (
            "fr.md:35:69: promise.fix is the team's own and never told to customers: remove the "
            "binding, or internal from policy.toml."
        ),
        (
            "en.md:35:68: promise.fix is the team's own and never told to customers: remove the "
            "binding, or internal from policy.toml."
        ),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_mistake_is_told_where_it_is(case: str) -> None:
    edits = [part for part in CASES[case] if isinstance(part, tuple)]
    assert told(*edits) == [part for part in CASES[case] if isinstance(part, str)]
