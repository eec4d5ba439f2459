"""E-mail as pure functions: bytes to meaning, meaning to bytes, and what belongs together."""

from kept.core.mail.address import Address, read_addresses
from kept.core.mail.compose import compose
from kept.core.mail.html import has_remote, html_to_text, sanitise, show_remote
from kept.core.mail.language import language_of
from kept.core.mail.markdown import markdown_to_mail, pictures_in
from kept.core.mail.messages import (
    Attachment,
    Bounce,
    Forwarded,
    Hint,
    Incoming,
    Invitation,
    Kind,
    Outgoing,
    Refused,
    Seal,
)
from kept.core.mail.notices import Notice, notices
from kept.core.mail.plain import plain_to_html
from kept.core.mail.readable import beside
from kept.core.mail.refusals import refused
from kept.core.mail.reply import Split, split_reply
from kept.core.mail.threads import bare_subject, reply_address, same_matter, ticket_hint
from kept.core.mail.understand import understand

__all__ = [
    "Address",
    "Attachment",
    "Bounce",
    "Forwarded",
    "Hint",
    "Incoming",
    "Invitation",
    "Kind",
    "Notice",
    "Outgoing",
    "Refused",
    "Seal",
    "Split",
    "bare_subject",
    "beside",
    "compose",
    "has_remote",
    "html_to_text",
    "language_of",
    "markdown_to_mail",
    "notices",
    "pictures_in",
    "plain_to_html",
    "read_addresses",
    "refused",
    "reply_address",
    "same_matter",
    "sanitise",
    "show_remote",
    "split_reply",
    "ticket_hint",
    "understand",
]
