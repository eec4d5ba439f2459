"""Reading a form that carries files, so that its size can harm nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial, wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from kept.channels.portal.limits import allowed
from kept.channels.portal.uploads import MOST_BYTES, MOST_FILES, MOST_TOGETHER, judge
from kept.channels.portal.waiting import Waiting, keep, taken
from kept.people.limits import network
from kept.tickets.draft import File

if TYPE_CHECKING:
    from kept.channels.portal.uploads import Upload

P = ParamSpec("P")


class Quota(FileUploadHandler):
    """Stops keeping a file once it is too large: the rest of the form is still read.

    `over` holds the names of what was not kept. Nothing larger than the limits reaches the disk.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.over: list[str] = []
        self.files = 0
        self.bytes = 0
        self._started_at = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.files += 1
        self._started_at = self.bytes

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.bytes += len(raw_data)
        alone = self.bytes - self._started_at
        if alone > MOST_BYTES or self.bytes > MOST_TOGETHER or self.files > MOST_FILES:
            self.over.append(self.file_name or "?")
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


@dataclass(frozen=True)
class Files:
    """What came with a form: taken, or refused with a sentence each. `may_wait`: whether
    not too many wait already that came from there."""

    taken: tuple[File, ...]
    refused: tuple[str, ...]
    may_wait: Callable[[], bool] = lambda: True

    @cached_property
    def waiting(self) -> list[Waiting]:
        """What was taken, kept for the form that comes back: asked for when it is drawn again."""
        return keep(self.taken) if self.taken and self.may_wait() else []


def with_files(
    view: Callable[Concatenate[HttpRequest, Files, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Read a form's files under the quota and hand them to `view`.

    The quota must be set before anything reads the form, also before the check against forged
    requests, which therefore happens in here.
    """

    @csrf_protect
    def inner(
        request: HttpRequest, quota: Quota, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        uploads = request.FILES.getlist("files")
        return view(request, _files(request, uploads, quota), *args, **kwargs)

    @csrf_exempt
    @wraps(view)
    def outer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        quota = Quota(request)
        request.upload_handlers.insert(0, quota)
        try:
            request.POST  # noqa: B018  reads the form, or raises
        except (TooManyFilesSent, TooManyFieldsSent, RequestDataTooBig):
            return _too_much(request)
        return inner(request, quota, *args, **kwargs)

    return outer


def _files(request: HttpRequest, uploads: list[Upload], quota: Quota) -> Files:
    """What came now, after what waited since the form came back."""
    waited, gone = taken(request.POST.getlist("waiting")[:MOST_FILES])
    new, refused = judge(uploads, quota.over)
    together = sum(len(file.content) for file in (*waited, *new))
    if len(waited) + len(new) > MOST_FILES or together > MOST_TOGETHER:
        refused.append(_("At most 10 files and 25 MB can be sent together: leave some out."))
    if gone:
        refused.append(_("A file does not wait here any more. Please choose it again."))
    may_wait = partial(allowed, "waiting", request, network(request))
    return Files((*waited, *new), tuple(refused), may_wait)


def _form_of(request: HttpRequest) -> str:
    """Where the form stands that was sent: an answer goes to an address that shows nothing."""
    match = request.resolver_match
    number = match.kwargs.get("number") if match else None
    return reverse("request", args=[number]) if number else request.path


def _too_much(request: HttpRequest) -> HttpResponse:
    context = {
        "title": _("This is more than one message can hold."),
        "sentence": _(
            "Go back: your text is still there. At most 10 files, 15 MB each and 25 MB together, "
            "and 50,000 characters of text can be sent at once."
        ),
        "next_url": _form_of(request),
        "next_name": _("Back to the form"),
    }
    return render(request, "front/error.html", context, status=413)
