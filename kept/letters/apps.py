from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "kept.letters"
    label = "letters"
