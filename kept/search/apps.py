from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "kept.search"
    label = "search"
