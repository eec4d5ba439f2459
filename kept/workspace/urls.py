"""Addresses of this room."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, path

from kept.workspace import (
    acts,
    block,
    erase,
    find,
    inbox,
    moving,
    people,
    reasons,
    saying,
    sign_in,
    views,
)

urlpatterns: list[URLPattern] = [
    path("", inbox.inbox, name="inbox"),
    path("lists/<slug:name>", inbox.inbox, name="list"),
    path("find", find.find, name="find"),
    path("sign-in", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-out", LogoutView.as_view(), name="sign-out"),
    path("files/<int:number>", views.file, name="desk-file"),
    path("tickets/<int:number>", views.ticket, name="ticket"),
    path("tickets/<int:number>/why", reasons.reasons, name="reasons"),
    path("tickets/<int:number>/say", saying.say, name="say"),
    path("tickets/<int:number>/undo", acts.undo, name="undo"),
    path("tickets/<int:number>/send-again", acts.send_again, name="send-again"),
    path("tickets/<int:number>/doubt", acts.settle_doubt, name="doubt"),
    path("tickets/<int:number>/split", moving.split, name="split"),
    path("tickets/<int:number>/split-off", moving.split_off, name="split-off"),
    path("tickets/<int:number>/merge", moving.merge, name="merge"),
    path("tickets/<int:number>/merge-into", moving.merge_into, name="merge-into"),
    path("tickets/<int:number>/unmerge", moving.unmerge, name="unmerge"),
    path("tickets/<int:number>/link", moving.link, name="link"),
    path("tickets/<int:number>/people", people.take_part, name="people"),
    path("tickets/<int:number>/block", block.block, name="block"),
    path("tickets/<int:number>/erase", erase.erase, name="erase-customer"),
    path("tickets/<int:number>/assign", acts.assign, name="assign"),
    path("tickets/<int:number>/classify", acts.classify, name="classify"),
    path("tickets/<int:number>/fact", acts.say_fact, name="say-fact"),
    path("tickets/<int:number>/wait", acts.wait, name="wait"),
    path("tickets/<int:number>/solve", acts.solve, name="solve"),
    path("tickets/<int:number>/reopen", acts.reopen, name="reopen"),
    path("tickets/<int:number>/release", acts.release, name="release"),
]
