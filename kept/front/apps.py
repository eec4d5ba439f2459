from __future__ import annotations

from django.apps import AppConfig


class FrontConfig(AppConfig):
    """The look that all screens share: styles, behaviours, base templates, template tags."""

    name = "kept.front"
    label = "front"
