"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from kept.channels.portal.views import (
    ask,
    company,
    compare,
    erase,
    mails,
    mine,
    policy,
    rate,
    requests,
    sign_in,
    subscribe,
)

urlpatterns = [
    path("", ask.home, name="home"),
    path("ask", ask.ask, name="ask"),
    path("ask/received/<slug:key>", ask.received, name="received"),
    path("requests", requests.requests, name="requests"),
    path("requests/company", company.company, name="company-requests"),
    path("requests/<int:number>", requests.one, name="request"),
    path("requests/<int:number>/reply", requests.reply, name="request-reply"),
    path("requests/<int:number>/close", requests.close, name="request-close"),
    path("requests/<int:number>/rate/<int:place>", rate.rate, name="request-rate"),
    path("rate/<path:token>", rate.from_mail, name="rate"),
    path("requests/<int:number>/files/<int:file>", requests.file, name="request-file"),
    path("policy", policy.policy, name="policy"),
    path("policy/versions", policy.versions, name="policy-versions"),
    path("policy/compare", compare.side_by_side, name="policy-compare"),
    path("policy/versions/<int:number>", policy.version, name="policy-version"),
    path("policy/versions/<int:number>.json", subscribe.document, name="policy-version-document"),
    path("policy.json", subscribe.document, name="policy-document"),
    path("policy.schema.json", subscribe.schema, name="policy-schema"),
    path("policy.atom", subscribe.changes, name="policy-feed"),
    path("policy.ics", subscribe.calendar, name="policy-calendar"),
    path("policy/<slug:name>.ics", subscribe.calendar, name="policy-calendar-of"),
    path("my/settings", mine.settings, name="my-settings"),
    path("my/data", mine.export, name="my-data"),
    path("my/mails", mails.choose, name="my-mails"),
    path("mails/<path:token>", mails.unwanted, name="mails-unwanted"),
    path("my/erase", erase.ask_link, name="my-erase"),
    path("erase/<path:token>", erase.erase, name="erase"),
    path("my/sign-in", sign_in.ask_link, name="sign-in-by-link"),
    path("my/sign-out", sign_in.sign_out, name="sign-out-customer"),
    path("sign-in-link/<path:token>", sign_in.open_link, name="sign-in-link"),
]
