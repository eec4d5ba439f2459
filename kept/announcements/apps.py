from django.apps import AppConfig


class AnnouncementsConfig(AppConfig):
    name = "kept.announcements"
    label = "announcements"
