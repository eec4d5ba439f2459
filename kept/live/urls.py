"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from kept.live import views

urlpatterns: list[URLPattern] = [
    path("events", views.events, name="live"),
    path("tickets/<int:number>/writing", views.writing, name="writing"),
]
