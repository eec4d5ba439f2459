"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from kept.replay import views

urlpatterns = [
    path("desk/policy/replay", views.page, name="policy-replay"),
    path("desk/policy/replay/panel", views.part, name="policy-replay-panel"),
]
