from django.apps import AppConfig


class ReplayConfig(AppConfig):
    name = "kept.replay"
    label = "replay"
