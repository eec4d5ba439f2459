from django.apps import AppConfig


class LetterSettingsConfig(AppConfig):
    name = "kept.letter_settings"
    label = "letter_settings"
