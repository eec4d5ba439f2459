from django.apps import AppConfig


class PeopleSettingsConfig(AppConfig):
    name = "kept.people_settings"
    label = "people_settings"
