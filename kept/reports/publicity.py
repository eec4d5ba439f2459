"""Who sees the figures: the team always, everybody unless a lead decided otherwise."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest

from kept.core.events import Actor
from kept.people.models import Staff
from kept.record import audit
from kept.reports.models import Publicity


def decided() -> Publicity | None:
    """The decision that holds; None where nobody has decided, and the page is public."""
    return Publicity.objects.select_related("by").order_by("-id").first()


def is_public() -> bool:
    public = Publicity.objects.order_by("-id").values_list("public", flat=True).first()
    return public is not False


def decide(public: bool, *, by: Staff, at: datetime) -> None:
    """Record a lead's decision. PermissionError for anybody else."""
    if not by.is_lead:
        raise PermissionError("Only a lead decides who sees whether promises are kept.")
    if is_public() != public:
        what: audit.What = "kept_page_shown" if public else "kept_page_hidden"
        with transaction.atomic():
            Publicity.objects.create(at=at, by=by, public=public)
            audit.note(what, by=Actor("staff", by.pk), at=at)


def may_see(request: HttpRequest) -> bool:
    """Whether this visitor may read the page, and is shown the way to it."""
    return is_public() or isinstance(request.user, Staff)
