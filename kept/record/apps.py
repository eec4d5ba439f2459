from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "kept.record"
    label = "record"
