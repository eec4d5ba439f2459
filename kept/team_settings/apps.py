from django.apps import AppConfig


class TeamSettingsConfig(AppConfig):
    name = "kept.team_settings"
    label = "team_settings"
