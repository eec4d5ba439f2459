"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from kept.letter_settings.views import letters, preview

_LETTER = "desk/settings/letters/<slug:name>/<slug:language>"

urlpatterns = [
    path("desk/settings/letters/", letters.letters, name="letters"),
    path(_LETTER, letters.letter, name="letter"),
    path(f"{_LETTER}/original", letters.reset, name="letter-reset"),
    path(f"{_LETTER}/preview", preview.preview, name="letter-preview"),
    path(f"{_LETTER}/test", letters.test, name="letter-test"),
]
