from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "kept.deadlines"
    label = "deadlines"
