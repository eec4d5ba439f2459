"""The providers that can hand over a mail whole, and how that is set up there.

Left out, because none of them posts the mail as it came: Mailjet and Brevo (parts only), Resend and
Mailtrap (a number under which it would have to be fetched).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from kept.channels.mail.webhooks import contents
from kept.channels.mail.webhooks.contents import Read


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider: `read` finds the mails in its posts. `how` says what has to be set there.

    `key`: what the key that it signs with is called there, '' where it signs nothing and proves
    itself by the password in the address. `suffix` ends the address. `bulky`: the field of a form
    that holds the mail, of which the signature speaks not.
    """

    name: str
    read: Read
    how: Lazy
    key: str | Lazy = ""
    suffix: str = ""
    bulky: str = ""

    @property
    def signs(self) -> bool:
        return bool(self.key)


PROVIDERS: Final[dict[str, Provider]] = {
    "mailgun": Provider(
        "Mailgun", contents.mailgun,
        _("Under Receiving, make a route whose action is “Forward” to this address. It must end "
          "with “mime”, or the mail comes in parts."),
        key="HTTP webhook signing key", suffix="/mime", bulky="body-mime",
    ),
    "postmark": Provider(
        "Postmark", contents.postmark,
        _("In the settings of the inbound stream, enter this address as the webhook and switch on "
          "“Include raw email content in JSON payload”."),
    ),
    "sendgrid": Provider(
        "SendGrid", contents.sendgrid,
        _("Under Settings, Inbound Parse, add a host with this address and switch on “POST the "
          "raw, full MIME message”."),
        bulky="email",
    ),
    "ses": Provider(
        "Amazon SES", contents.ses,
        _("Give the receipt rule the action “Publish to Amazon SNS topic”, encoding Base64, and "
          "subscribe this address to the topic. Amazon returns mail above 150 KB to its sender: "
          "where customers send files, fetch the mail by IMAP instead."),
    ),
    "sparkpost": Provider(
        "SparkPost", contents.sparkpost,
        _("Add an inbound domain, and a relay webhook for it with this address as the target."),
    ),
    "mandrill": Provider(
        "Mailchimp Transactional (Mandrill)", contents.mandrill,
        _("Under Inbound, add a route of your domain with this address as the webhook."),
        key="Webhook key",
    ),
    "mailersend": Provider(
        "MailerSend", contents.mailersend,
        _("Under Email, Inbound, make a route that forwards to this address."),
        key=_("Secret of the inbound route"),
    ),
    "postal": Provider(
        "Postal", contents.postal,
        _("Make an HTTP endpoint with this address and the format “Delivered as the raw message”, "
          "and a route to it."),
        key=_("The public key of the server: what follows p= in the record that Postal shows "
              "for DKIM"),
    ),
}  # fmt: skip
"""By the name that stands in the address."""
