from django.apps import AppConfig


class SavedRepliesConfig(AppConfig):
    name = "kept.saved_replies"
    label = "saved_replies"
