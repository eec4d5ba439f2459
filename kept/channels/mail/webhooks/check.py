"""Whether a post comes from the provider: by django-anymail, which knows how each of them signs,
but for Amazon, whose signature it leaves unread (see `amazon`), and for Mandrill, which signs the
mail itself in a form: the library would make a text of it, several times its size.

Only its checks are used. Its reading of mails goes through text, which not every mail survives, and
through Python's parser, which not every mail passes.
"""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from kept.channels.mail.webhooks import amazon, replays
from kept.channels.mail.webhooks.models import USER, Webhook
from kept.channels.mail.webhooks.posts import Post
from kept.channels.mail.webhooks.troubles import NotTakenError
from kept.mailboxes.secrets import SealBrokenError


def check(webhook: Webhook, request: HttpRequest, post: Post) -> None:
    """Raises NotTakenError where the post does not prove that it comes from the provider."""
    if webhook.provider == "mandrill":
        _check_form(_secret(webhook), webhook.address, request, post)
    elif webhook.kind.signs:
        secret = _secret(webhook)
        asked = _Read(request, post, webhook.kind.bulky)
        _run(lambda: _SIGNED[webhook.provider](secret), asked, "unsigned")
    if webhook.provider == "ses":
        amazon.check(post.said())
    if webhook.provider == "mailgun":
        replays.check(post, timezone.now())


def check_password(webhook: Webhook, request: HttpRequest) -> None:
    """The same for a provider that does not sign; needs nothing of the body. Raises
    NotTakenError."""
    if not webhook.kind.signs:
        secret = _secret(webhook)
        asked = _Read(request, Post(b""), "")
        _run(lambda: _by_password(webhook.kind.name, secret), asked, "no_password")


def key_fits(provider: str, key: str) -> bool:
    """Whether a key can be one of this provider's, as far as can be told without a post."""
    if not key.isascii() or not key.isprintable() or " " in key:
        return False
    if provider != "postal":
        return True
    try:
        load_der_public_key(b64decode(key, validate=True))
    except (ValueError, UnsupportedAlgorithm):
        return False
    return True


def _check_form(key: str, address: str, request: HttpRequest, post: Post) -> None:
    """A signature over an address and the fields of a form, by their names."""
    signed = hmac.new(key.encode(), address.encode(), "sha1")
    for name in sorted(post.form):
        signed.update(name.encode())
        signed.update(post.form[name])
    given = request.headers.get("X-Mandrill-Signature", "")
    if not hmac.compare_digest(b64encode(signed.digest()), given.encode("utf-8", "replace")):
        raise NotTakenError("unsigned")


def _secret(webhook: Webhook) -> str:
    try:
        secret = webhook.secret
    except SealBrokenError:
        raise NotTakenError("sealed") from None
    if not secret:
        raise NotTakenError("no_key")
    return secret


def _run(view: Callable[[], Any], asked: HttpRequest, code: str) -> None:
    try:
        view().run_validators(asked)
    except (_refused(), ValueError, TypeError, LookupError):
        raise NotTakenError(code) from None


class _Read(HttpRequest):
    """A request whose body was read, as the library wants it: without the mail, of which no
    signature speaks, and which Django would read as text."""

    def __init__(self, request: HttpRequest, post: Post, bulky: str) -> None:
        super().__init__()
        self.META, self.method = request.META, "POST"
        self.content_type, self._given = post.kind, post.body
        fields = QueryDict(mutable=True)
        for name in post.form.keys() - {bulky}:
            fields[name] = post.text(name) or ""
        self.POST = fields  # type: ignore[assignment]  # the stubs want one that nobody changes

    @property
    def body(self) -> bytes:
        return self._given


# The library is asked for when there is something to check: a desk without webhooks never pays


def _refused() -> type[Exception]:
    from anymail.exceptions import AnymailWebhookValidationFailure as Refused

    refused: type[Exception] = Refused
    return refused


def _by_password(name: str, secret: str) -> Any:
    from anymail.webhooks.base import AnymailBaseWebhookView

    class View(AnymailBaseWebhookView):  # type: ignore[misc]  # the library has no types
        esp_name = name

    return View(webhook_secret=[f"{USER}:{secret}"])


def _mailgun(key: str) -> Any:
    from anymail.webhooks.mailgun import MailgunInboundWebhookView

    return MailgunInboundWebhookView(webhook_signing_key=key, api_key=None, webhook_secret=[])


def _mailersend(key: str) -> Any:
    from anymail.webhooks.mailersend import MailerSendInboundWebhookView

    return MailerSendInboundWebhookView(inbound_secret=key, webhook_secret=[])


def _postal(key: str) -> Any:
    from anymail.webhooks.postal import PostalInboundWebhookView

    return PostalInboundWebhookView(webhook_key=key, webhook_secret=[])


_SIGNED: Final[dict[str, Callable[[str], Any]]] = {
    "mailgun": _mailgun,
    "mailersend": _mailersend,
    "postal": _postal,
}
