from django.apps import AppConfig


class ErasingConfig(AppConfig):
    name = "kept.erasing"
    label = "erasing"
