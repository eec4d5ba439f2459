"""Whether a post comes from the provider: by django-anymail, which knows how each of them signs,
but for Amazon, whose signature it leaves unread (see `amazon`).

Only its checks are used. Its reading of mails goes through text, which not every mail survives, and
through Python's parser, which not every mail passes.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.http import HttpRequest, QueryDict

from kept.channels.mail.webhooks import amazon
from kept.channels.mail.webhooks.models import USER, Webhook
from kept.channels.mail.webhooks.posts import Post
from kept.channels.mail.webhooks.troubles import NotTakenError
from kept.mailboxes.secrets import SealBrokenError


def check(webhook: Webhook, request: HttpRequest, post: Post) -> None:
    """Raises NotTakenError where the post does not prove that it comes from the provider."""
    if webhook.kind.signs:
        secret = _secret(webhook)
        asked = _Read(request, post, webhook.kind.bulky)
        _run(lambda: _SIGNED[webhook.provider](secret, webhook.address), asked, "unsigned")
    if webhook.provider == "ses":
        amazon.check(post.said())


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


def _mailgun(key: str, _address: str) -> Any:
    from anymail.webhooks.mailgun import MailgunInboundWebhookView

    return MailgunInboundWebhookView(webhook_signing_key=key, api_key=None, webhook_secret=[])


def _mandrill(key: str, address: str) -> Any:
    from anymail.webhooks.mandrill import MandrillCombinedWebhookView

    return MandrillCombinedWebhookView(webhook_key=key, webhook_url=address, webhook_secret=[])


def _mailersend(key: str, _address: str) -> Any:
    from anymail.webhooks.mailersend import MailerSendInboundWebhookView

    return MailerSendInboundWebhookView(inbound_secret=key, webhook_secret=[])


def _postal(key: str, _address: str) -> Any:
    from anymail.webhooks.postal import PostalInboundWebhookView

    return PostalInboundWebhookView(webhook_key=key, webhook_secret=[])


_SIGNED: Final[dict[str, Callable[[str, str], Any]]] = {
    "mailgun": _mailgun,
    "mandrill": _mandrill,
    "mailersend": _mailersend,
    "postal": _postal,
}
