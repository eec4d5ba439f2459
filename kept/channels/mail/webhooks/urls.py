"""The address at which providers hand mail over. Mailgun asks for one that ends with `mime`."""

from __future__ import annotations

from django.urls import path

from kept.channels.mail.webhooks import views

urlpatterns = [
    path("mail/in/<slug:provider>/<str:token>", views.handed_over, name="mail-handed-over"),
    path("mail/in/<slug:provider>/<str:token>/mime", views.handed_over,
         name="mail-handed-over-whole"),
]  # fmt: skip
