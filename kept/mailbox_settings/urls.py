"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from kept.mailbox_settings.views import (
    blocked,
    connecting,
    mailboxes,
    proving,
    setting_up,
    webhooks,
)

urlpatterns = [
    path("desk/settings/", mailboxes.mailboxes, name="settings"),
    path("desk/settings/mailboxes/add", mailboxes.add, name="mailbox-add"),
    path("desk/settings/mailboxes/own", mailboxes.own, name="mailbox-own"),
    path("desk/settings/mailboxes/<int:number>", mailboxes.mailbox, name="mailbox"),
    path("desk/settings/mailboxes/<int:number>/use", mailboxes.use, name="mailbox-use"),
    path("desk/settings/mailboxes/<int:number>/pause", mailboxes.pause, name="mailbox-pause"),
    path("desk/settings/mailboxes/<int:number>/remove", mailboxes.remove, name="mailbox-remove"),
    path("desk/settings/mailboxes/<int:number>/address", setting_up.address,
         name="mailbox-address"),
    path("desk/settings/mailboxes/<int:number>/receiving", setting_up.receiving,
         name="mailbox-receiving"),
    path("desk/settings/mailboxes/<int:number>/connect", connecting.connect,
         name="mailbox-connect"),
    path("desk/settings/mailboxes/granted", connecting.granted, name="mailbox-granted"),
    path("desk/settings/mailboxes/<int:number>/sending", setting_up.sending,
         name="mailbox-sending"),
    path("desk/settings/mailboxes/<int:number>/test", proving.test, name="mailbox-test"),
    path("desk/settings/mailboxes/<int:number>/records", proving.records, name="mailbox-records"),
    path("desk/settings/mailboxes/<int:number>/key", proving.key, name="mailbox-key"),
    path("desk/settings/webhooks/add", webhooks.add, name="webhook-add"),
    path("desk/settings/webhooks/<int:number>", webhooks.webhook, name="webhook"),
    path("desk/settings/webhooks/<int:number>/renew", webhooks.renew, name="webhook-renew"),
    path("desk/settings/webhooks/<int:number>/remove", webhooks.remove, name="webhook-remove"),
    path("desk/settings/blocked", blocked.blocked, name="blocked"),
    path("desk/settings/blocked/remove", blocked.unblock, name="unblock"),
]  # fmt: skip
