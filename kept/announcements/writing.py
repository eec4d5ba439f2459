"""What an announcement says: the lead's own words, and what changed, in the reader's language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from kept.announcements.letters import way_out
from kept.announcements.models import Announcement
from kept.core import say
from kept.core.mail import markdown_to_mail
from kept.core.policy import Policy
from kept.core.policy.compare import compare_told, of_meaning, of_text
from kept.core.policy.text import PREAMBLE
from kept.record import languages, policy
from kept.record.models import PolicyVersion


@dataclass(frozen=True, slots=True)
class Told:
    """What there is to say of a version, in one language. `before` is None for the first.

    `promised`: which clause says that major changes are announced; '' where none does.
    """

    language: str
    version: int
    before: int | None
    day: str
    starts: str
    in_force: bool
    meaning: tuple[str, ...]
    text: tuple[str, ...]
    text_url: str
    compare_url: str
    promised: str


def announceable() -> list[PolicyVersion]:
    """The major versions, the newest first: each has an announcement, written or not."""
    return [row for row in policy.history() if row.major]


def of_version(number: int) -> Announcement:
    """The announcement of a version; a draft that is not saved where nobody has written one."""
    found = Announcement.objects.filter(pk=number).select_related("sent_by").first()
    return found or Announcement(version=number)


def told(version: PolicyVersion, language: str, at: datetime) -> Told:
    """What changed with a version, as `language` says it, for who reads at `at`."""
    new = policy.edition(version.number).policy
    before = version.number - 1 or None
    meaning: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    if before is not None:
        old = policy.edition(before).policy
        comparison = compare_told(old, new)
        meaning, text = of_meaning(comparison, language), of_text(comparison, language)
    starts = version.effective_at.astimezone(new.calendar.tzinfo)
    day, place = say.date(starts.date(), language), say.zone_name(new.calendar.tzinfo, language)
    clock = "" if starts.time() == time() else f", {say.clock(starts, language)}"
    return Told(
        language=language,
        version=version.number,
        before=before,
        day=day,
        starts=f"{day}{clock} ({place})",
        in_force=version.effective_at <= at,
        meaning=meaning,
        text=text,
        text_url=_url("policy-version", version.number, language),
        compare_url=_compared(before, version.number, language) if before else "",
        promised=_promised(new, language),
    )


def _promised(rules: Policy, language: str) -> str:
    """Every announcement comes from a clause, and cites it."""
    if rules.announce is None:
        return ""
    with translation.override(language):
        if rules.announce.clause == PREAMBLE:
            return _("The preamble of the policy promises it.")
        return _("§%(clause)s of the policy promises it.") % {"clause": rules.announce.clause}


def languages_of(number: int) -> tuple[str, ...]:
    """In which languages a version is announced, the original's first: it has a text in each."""
    return languages.of_policy(policy.edition(number).policy)


def letters(announcement: Announcement, at: datetime) -> dict[str, dict[str, str]]:
    """The letter in each language, with room for the reader's own way out."""
    version = PolicyVersion.objects.defer("files", "days_off").get(pk=announcement.version)
    spoken = languages_of(announcement.version)
    return {one: letter(announcement, version, one, at) for one in spoken}


def language_for(announcement: Announcement, wanted: str) -> str:
    """In which language somebody who reads `wanted` gets the letter that is sent."""
    sent = announcement.letters
    spoken = tuple(one for one in languages_of(announcement.version) if one in sent)
    return languages.first_of((wanted,), spoken or tuple(sent))


def letter(
    announcement: Announcement, version: PolicyVersion, language: str, at: datetime
) -> dict[str, str]:
    """Subject, text and HTML in one language."""
    with translation.override(language):
        facts = told(version, language, at)
        words, words_html = markdown_to_mail(announcement.words.get(language, ""))
        context = {
            "told": facts,
            "words": words,
            "words_html": words_html,
            "way_out": way_out(),
            "desk": settings.DESK,
            "language": language,
        }
        now = _("%(desk)s: our support policy has changed")
        soon = _("%(desk)s: our support policy changes on %(day)s")
        subject = now if facts.in_force else soon
        return {
            "subject": subject % {"desk": settings.DESK.name, "day": facts.day},
            **rendered("announcement", context),
        }


def rendered(name: str, context: dict[str, object]) -> dict[str, str]:
    """A letter's text and HTML."""
    text = render_to_string(f"announcements/mail/{name}.txt", context)
    html = render_to_string(f"announcements/mail/{name}.html", context)
    return {"text": re.sub(r"\n{3,}", "\n\n", text).strip() + "\n", "html": html}


def _url(name: str, number: int, language: str) -> str:
    return f"{settings.DESK.url}{reverse(name, args=[number])}?language={language}"


def _compared(before: int, after: int, language: str) -> str:
    path = reverse("policy-compare")
    return f"{settings.DESK.url}{path}?from={before}&to={after}&language={language}"
