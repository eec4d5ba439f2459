"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from kept.team_settings import views

_ONE = "desk/settings/teams/<int:number>"

urlpatterns = [
    path("desk/settings/teams/", views.teams, name="teams"),
    path(_ONE, views.one, name="teams-one"),
    path(f"{_ONE}/retire", views.retire, name="teams-retire"),
    path(f"{_ONE}/back", views.bring_back, name="teams-back"),
    path("desk/profile/turns", views.turns, name="teams-turns"),
]
