"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from kept.reports import views

urlpatterns = [
    path("kept", views.kept, name="kept"),
    path("kept.json", views.data, name="kept-data"),
    path("kept/broken", views.broken, name="kept-broken"),
    path("kept/remarks", views.remark, name="kept-remarks"),
    path("kept/public", views.decide, name="kept-public"),
]
