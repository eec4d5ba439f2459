"""Every table says what becomes of a person in it: a new one fails here until it has its line."""

from __future__ import annotations

from django.apps import apps

from kept.erasing.rooms import rooms

#: Tables that hold something of customers, and the room that lets go of it.
HELD = {
    "people.Customer": "erasing",
    "people.Address": "erasing",
    "sessions.Session": "erasing",
    "erasing.Erasure": "erasing",
    "erasing.LooseFile": "erasing",
    "record.Event": "tickets",
    "record.OutgoingMail": "tickets",
    "deadlines.Promise": "tickets",
    "mailboxes.BlockedSender": "tickets",
    "tickets.Ticket": "tickets",
    "tickets.Participant": "tickets",
    "tickets.Message": "tickets",
    "tickets.Rating": "tickets",
    "tickets.Attachment": "tickets",
    "mail.ReceivedMail": "mail",
    "portal.Sent": "portal",
    "announcements.Subscriber": "announcements",
    "announcements.Copy": "announcements",
    "record.UndeliveredCopy": "announcements",
    "search.Document": "search",
    "search.Word": "search",
    "workspace.View": "workspace",
}
#: Tables that hold nothing of customers: of the team, of the desk, numbers.
NOTHING = {
    *("record.PolicyVersion", "record.PolicyDraft", "record.AuditEntry"),
    *("people.Staff", "people.Team", "people.Device", "people.Invitation"),
    *("people.SecondStep", "people.Passkey", "people.RecoveryCode", "people.SecondStepRule"),
    *("mailboxes.Mailbox", "mailboxes.RoundTrip", "companies.Company"),
    *("tickets.Tag", "tickets.Tagged", "tickets.Concern", "search.Bookmark"),
    *("letters.Wording", "saved_replies.SavedReply", "saved_replies.SavedText"),
    *("imap.Folder", "imap.Fetched", "imap.Watch", "mail_webhooks.Webhook"),
    *("mail_webhooks.HandedOver", "mail_webhooks.UsedSignature"),
    *("announcements.Announcement", "live.Presence", "workspace.BulkAct"),
    *("reports.Publicity", "reports.CountedDay", "reports.Counter", "reports.Remark"),
    *("auth.Permission", "auth.Group", "contenttypes.ContentType"),
}


def test_every_table_says_what_becomes_of_a_person_in_it() -> None:
    there = {model._meta.label for model in apps.get_models()}
    assert there - HELD.keys() - NOTHING == set(), "Say in HELD or NOTHING what it holds of people."
    assert not HELD.keys() & NOTHING


def test_every_room_that_holds_something_has_registered() -> None:
    assert set(HELD.values()) - {"erasing"} == set(rooms())
