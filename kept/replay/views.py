"""The page on which a lead tries a draft on what happened."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kept.core.calendar.instants import micros
from kept.core.policy import Mistake, Policy, sketch
from kept.core.replay import Staffing, staffing, tried
from kept.front.rooms import around
from kept.people.door import for_the_team
from kept.people.models import Staff
from kept.record import policy as published
from kept.record.models import PolicyVersion
from kept.replay import shelf
from kept.replay.chance import chance
from kept.replay.panel import panel

#: For how many days one can look back; 0: all.
PERIODS: Final = (7, 30, 90, 365, 0)
USUAL_PERIOD: Final = 90
RULES: Final = "policy.toml"
_TEXT: Final = re.compile(r"[a-z]{2,3}(-[a-z]{2,4})?\.md", re.ASCII | re.IGNORECASE)

_methods = require_http_methods(["GET", "HEAD", "POST"])
Dict = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """What the lead wants to know. `keep`: how many people keep this share; None: not asked."""

    days: int
    kind: str
    keep: float | None
    takes: timedelta | None
    seed: int

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Asked:
        """From the address or the form; what cannot be meant counts as not asked."""
        days, keep = _number(given.get("days")), _number(given.get("keep"))
        takes, seed = _number(given.get("takes")), _number(given.get("seed"))
        return cls(
            days=int(days) if days in PERIODS else USUAL_PERIOD,
            kind=given.get("kind", ""),
            keep=keep / 100 if keep and 0 < keep <= 100 else None,
            takes=timedelta(minutes=takes) if takes and 0 < takes <= 1440 else None,
            seed=int(seed) if seed and seed >= 0 else 1,
        )


def _number(said: str | None) -> float | None:
    try:
        number = float((said or "").replace(",", "."))
    except ValueError:
        return None
    return number if abs(number) < 1e9 else None


@_methods
@for_the_team
def page(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The whole page: a version (`?version=7`), or the draft whose files are sent."""
    return _answer(request, staff, "replay/page.html")


@_methods
@for_the_team
def part(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Only the panel, for another page of the desk: the same question, in a frame `replay`."""
    return _answer(request, staff, "replay/frame.html")


def _answer(request: HttpRequest, staff: Staff, template: str) -> HttpResponse:
    if not staff.is_lead:
        raise Http404
    in_force = _in_force()
    given = request.POST if request.method == "POST" else request.GET
    asked = Asked.of(given.dict())
    draft, name, files, mistakes = _draft(request, in_force.version)
    context = _frame(asked, files, mistakes) | {
        "version": given.get("version", ""),
        "draft": bool(_sent(request)),
    }
    if draft is not None:
        names = name, _("version %(number)d") % {"number": in_force.version}
        context |= _tried(draft, in_force.policy, names, asked, now())
    return render(request, template, context, status=422 if mistakes else 200)


def _in_force() -> Any:
    try:
        return published.in_force()
    except published.NothingPublishedError:
        raise Http404 from None


def _draft(
    request: HttpRequest, in_force: int
) -> tuple[Policy | None, str, dict[str, str], list[Mistake]]:
    """The policy to try, what it is called, its files, and what is wrong with it."""
    number = _version(request, in_force)
    files = published.files(number)
    sent = _sent(request)
    if not sent:
        name = _("version %(number)d") % {"number": number}
        return published.edition(number).policy, name, files, []
    files = files | sent if set(sent) == {RULES} else sent
    policy, mistakes = sketch(files)
    if policy is None:
        return None, "", files, list(mistakes)
    return policy, _("this draft"), files, []  # a mistake in a text moves no clock


def _sent(request: HttpRequest) -> dict[str, str]:
    """The files of a draft, each a field by its name. Rules alone keep the published texts."""
    return {
        name: request.POST[name].replace("\r\n", "\n")
        for name in request.POST
        if name == RULES or _TEXT.fullmatch(name)
    }


def _version(request: HttpRequest, in_force: int) -> int:
    said = request.GET.get("version") or request.POST.get("version") or str(in_force)
    if not (said.isdecimal() and PolicyVersion.objects.filter(pk=int(said[:9])).exists()):
        raise Http404
    return int(said)


def _tried(
    draft: Policy, in_force: Policy, names: tuple[str, str], asked: Asked, at: datetime
) -> Dict:
    history = shelf.events().history(at)
    since = micros(at - timedelta(days=asked.days)) if asked.days else None
    trial = tried(history.between(since, None), draft, in_force)
    if not trial.history.tickets or not trial.kinds:
        return {"panel": None}
    people: Staffing | None = None
    if asked.keep:
        side = trial.draft
        people = staffing(
            trial.history,
            side.policy,
            side.promises,
            goal=asked.keep,
            chance=chance(asked.seed),
            takes=asked.takes,
        )
    return {"panel": panel(trial, names, asked.kind, asked.days, people)}


def _frame(asked: Asked, files: dict[str, str], mistakes: list[Mistake]) -> Dict:
    versions = PolicyVersion.objects.order_by("-number").values_list("number", flat=True)
    return {
        "title": _("Replay"),
        "asked": asked,
        "keep": f"{asked.keep * 100:g}" if asked.keep else "",
        "takes": f"{asked.takes / timedelta(minutes=1):g}" if asked.takes else "",
        "periods": PERIODS,
        "versions": list(versions),
        "rules": files.get(RULES, ""),
        "mistakes": mistakes,
        "here": reverse("policy-replay"),
        **around("policy-replay", lead=True),
    }
