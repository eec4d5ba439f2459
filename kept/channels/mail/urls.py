"""Addresses of this room."""

from __future__ import annotations

from django.urls import include, path

from kept.channels.mail import originals, queue, views

urlpatterns = [
    path("", include("kept.channels.mail.webhooks.urls")),
    path("outbox", views.outbox, name="outbox"),
    path("outbox/<int:number>", views.outgoing, name="outbox-mail"),
    path("outbox/<int:number>/letter", views.letter, name="outbox-letter"),
    path("desk/outgoing/", queue.queue, name="mail-queue"),
    path("desk/outgoing/undo", queue.undo_seconds, name="undo-seconds"),
    path("desk/outgoing/<int:number>/retry", queue.retry, name="mail-queue-retry"),
    path("desk/outgoing/<int:number>/cancel", queue.cancel, name="mail-queue-cancel"),
    path("desk/mail/", views.unread, name="mail-unread"),
    path("desk/mail/<str:number>", originals.source, name="mail-source"),
    path("desk/mail/<str:number>/original", originals.original, name="mail-original"),
    path("desk/mail/<str:number>/retry", views.retry, name="mail-retry"),
    path("desk/mail/<str:number>/accept", views.accept, name="mail-accept"),
]
