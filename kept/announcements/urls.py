"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from kept.announcements.views import desk, public

urlpatterns = [
    path("news", public.subscribe, name="subscribe"),
    path("news/confirm/<str:token>", public.confirm, name="subscribe-confirm"),
    path("news/leave/<str:token>", public.leave, name="unsubscribe"),
    path("desk/announcements/", desk.announcements, name="announcements"),
    path("desk/announcements/subscribers", desk.subscribers, name="subscribers"),
    path("desk/announcements/<int:version>", desk.announcement, name="announcement"),
    path("desk/announcements/<int:version>/words", desk.words, name="announcement-words"),
    path("desk/announcements/<int:version>/letter", desk.letter, name="announcement-letter"),
    path("desk/announcements/<int:version>/test", desk.test, name="announcement-test"),
    path("desk/announcements/<int:version>/send", desk.send, name="announcement-send"),
    path("desk/announcements/<int:version>/pause", desk.pause, name="announcement-pause"),
    path("desk/announcements/<int:version>/go-on", desk.go_on, name="announcement-go-on"),
]
