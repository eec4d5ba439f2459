"""The whole mails in a post, with the envelope that the provider tells; one function a provider.

None of them looks into a mail. Raises `NotTakenError` where a post holds no whole mail; what is
missing of the envelope keeps no mail out.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from kept.channels.mail.webhooks.long_json import LongText
from kept.channels.mail.webhooks.posts import Post, as_json
from kept.channels.mail.webhooks.troubles import NotTakenError


@dataclass(frozen=True, slots=True)
class Handed:
    """A mail as it was posted. `mail_from` is '' for the null sender, None where nobody told."""

    raw: bytes
    mail_from: str | None = None
    rcpt_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What a post holds. `confirm`: an address by which a person confirms that more may come."""

    mails: tuple[Handed, ...] = ()
    confirm: str = ""


Read = Callable[[Post], Found]


def mailgun(post: Post) -> Found:
    """A route's `forward()` to an address that ends with `mime`."""
    if not post.form:
        raise NotTakenError("no_mail")
    raw = _whole(post.form.get("body-mime"))
    to = (post.text("recipient") or "").split(",")
    return Found((Handed(raw, _sender(post.text("sender")), _people(to)),))


def sendgrid(post: Post) -> Found:
    """Inbound Parse with "POST the raw, full MIME message"."""
    raw = _whole(post.form.get("email"))
    envelope = as_json(post.form.get("envelope") or b"{}")
    sender, to = _sender(_of(envelope, "from")), _several(_of(envelope, "to"))
    return Found((Handed(raw, sender, _people(to)),))


def postmark(post: Post) -> Found:
    """An inbound stream with "Include raw email content in JSON payload"."""
    said = _object(post.said())
    if said.get("RecordType", "Inbound") != "Inbound":
        raise NotTakenError("no_mail")
    raw = _whole(said.get("RawEmail"))
    return Found((Handed(raw, _return_path(said), _people([said.get("OriginalRecipient")])),))


def _return_path(said: dict[str, Any]) -> str | None:
    """Postmark tells the envelope's sender as the first header; one further down is anybody's."""
    first = next(iter(_several(said.get("Headers"))), None)
    named = str(_of(first, "Name") or "").lower() == "return-path"
    return _sender(_of(first, "Value")) if named else None


def sparkpost(post: Post) -> Found:
    """A relay webhook; several mails at once, and none where it only looks whether we are here."""
    events = [_object(_of(one, "msys")) for one in _list(post.said())]
    if any(set(one) - {"relay_message"} for one in events):
        raise NotTakenError("no_mail")
    return Found(tuple(_relayed(one["relay_message"]) for one in events if one))


def _relayed(said: Any) -> Handed:
    content = _of(said, "content")
    raw = _whole(_of(content, "email_rfc822"), base64=bool(_of(content, "email_rfc822_is_base64")))
    return Handed(raw, _sender(_of(said, "msg_from")), _people([_of(said, "rcpt_to")]))


def mandrill(post: Post) -> Found:
    """An inbound route; several mails at once."""
    events = _list(as_json(post.form.get("mandrill_events") or b"null"))
    if any(_of(one, "event") != "inbound" for one in events):
        raise NotTakenError("no_mail")
    said = [_object(_of(one, "msg")) for one in events]
    return Found(tuple(Handed(_whole(one.get("raw_msg")), None, _people([one.get("email")]))
                       for one in said))  # fmt: skip


def postal(post: Post) -> Found:
    """An HTTP endpoint of the format "Delivered as the raw message"."""
    said = _object(post.said())
    if "payload" in said:
        raise NotTakenError("no_mail")
    raw = _whole(said.get("message"), base64=said.get("base64") is True)
    return Found((Handed(raw, _sender(said.get("mail_from")), _people([said.get("rcpt_to")])),))


def mailersend(post: Post) -> Found:
    """An inbound route; it tells the mail whole beside its parts."""
    said = _object(post.said())
    if said.get("type") != "inbound.message":
        raise NotTakenError("no_mail")
    data = _object(said.get("data"))
    to = [_of(one, "email") for one in _several(_of(data.get("recipients"), "rcptTo"))]
    sender = _sender(_of(data.get("sender"), "email"))
    return Found((Handed(_whole(data.get("raw")), sender, _people(to)),))


def ses(post: Post) -> Found:
    """A receipt rule that publishes to an SNS topic, which posts here."""
    told = _object(post.said())
    if told.get("Type") == "SubscriptionConfirmation":
        return Found(confirm=str(told.get("SubscribeURL", "")))
    if told.get("Type") != "Notification":
        return Found()  # that the topic posts here no more
    message = told.get("Message")
    said = _object(as_json(message if isinstance(message, LongText) else str(message).encode()))
    if said.get("notificationType") != "Received":
        raise NotTakenError("no_mail")
    receipt = said.get("receipt")
    action = _of(receipt, "action")
    if _of(action, "type") == "S3" and "content" not in said:
        raise NotTakenError("not_here")
    base64 = str(_of(action, "encoding") or "").upper() == "BASE64"
    raw = _whole(said.get("content"), base64=base64)
    to = _people(_several(_of(receipt, "recipients")))
    return Found((Handed(raw, _sender(_of(said.get("mail"), "source")), to),))


# Of what is posted, whose shape nobody vouches for


def _whole(value: object, *, base64: bool = False) -> bytes:
    """The bytes of a mail. JSON holds text: what was no UTF-8 was made so by the provider."""
    if not value or not isinstance(value, str | bytes | LongText):
        raise NotTakenError("not_whole")
    try:
        raw = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else bytes(value)
        return b64decode(raw, validate=False) if base64 else raw
    except ValueError:
        raise NotTakenError("unreadable") from None


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise NotTakenError("unreadable")
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise NotTakenError("unreadable")
    return value


def _several(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _of(value: object, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _sender(value: object) -> str | None:
    return value.strip().strip("<>") if isinstance(value, str) else None


def _people(values: Iterable[object]) -> tuple[str, ...]:
    given = (one.strip().strip("<>") for one in values if isinstance(one, str))
    return tuple(dict.fromkeys(filter(None, given)))
