"""The rooms of the team, as the rail lists them: the same on every page of the workspace."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kept.front.addresses import address

Entry = dict[str, object]


def rooms(current: str, *, lead: bool) -> list[Entry]:
    """What stands under the lists. `current` is the name of the page's room; some are for leads
    alone."""
    for_all = [
        ("mail-unread", _("Mail set aside"), {"icon": "mail"}),
        ("mail-queue", _("Outgoing mail"), {"icon": "send"}),
        ("saved-replies", _("Saved replies"), {"icon": "pen"}),
        ("tags", _("Tags"), {"icon": "tag"}),
        ("policy-desk", _("Policy"), {"sign": "§"}),
    ]
    for_leads = [
        ("policy-replay", _("Replay"), {"icon": "bars"}),
        ("announcements", _("Announcements"), {"icon": "horn"}),
        ("settings", _("Settings"), {"icon": "sliders"}),
    ]
    return [
        {"url": address(name), "name": word, **look}
        | ({"current": True} if name == current else {})
        for name, word, look in (for_all + for_leads if lead else for_all)
    ]


def around(current: str, *, lead: bool) -> dict[str, object]:
    """The rail around a page of a room, and the way out."""
    inbox: Entry = {"url": address("inbox"), "name": _("Inbox"), "icon": "inbox"}
    rail = {"home": address("inbox"), "views": [inbox], "rooms": rooms(current, lead=lead)}
    return {"rail": rail, "sign_out_url": address("sign-out")}
