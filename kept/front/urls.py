from __future__ import annotations

from django.urls import path

from kept.front import views

urlpatterns = [path("", views.design, name="design")]
