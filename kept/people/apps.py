from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "kept.people"
    label = "people"
