"""Addresses of this room."""

from __future__ import annotations

from django.urls import include, path

from kept.channels.mail.views import originals, outbox, queue, unread

urlpatterns = [
    path("", include("kept.channels.mail.webhooks.urls")),
    path("outbox", outbox.outbox, name="outbox"),
    path("outbox/<int:number>", outbox.outgoing, name="outbox-mail"),
    path("outbox/<int:number>/letter", outbox.letter, name="outbox-letter"),
    path("desk/outgoing/", queue.queue, name="mail-queue"),
    path("desk/outgoing/undo", queue.undo_seconds, name="undo-seconds"),
    path("desk/outgoing/<int:number>/retry", queue.retry, name="mail-queue-retry"),
    path("desk/outgoing/<int:number>/cancel", queue.cancel, name="mail-queue-cancel"),
    path("desk/mail/", unread.unread, name="mail-unread"),
    path("desk/mail/<str:number>", originals.source, name="mail-source"),
    path("desk/mail/<str:number>/original", originals.original, name="mail-original"),
    path("desk/mail/<str:number>/retry", unread.retry, name="mail-retry"),
    path("desk/mail/<str:number>/accept", unread.accept, name="mail-accept"),
]
