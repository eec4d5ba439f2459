"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from kept.saved_replies import views

urlpatterns = [
    path("desk/saved-replies/", views.replies, name="saved-replies"),
    path("desk/saved-replies/new", views.reply, name="saved-reply-new"),
    path("desk/saved-replies/<int:number>", views.reply, name="saved-reply"),
    path("desk/saved-replies/<int:number>/remove", views.remove, name="saved-reply-remove"),
]
