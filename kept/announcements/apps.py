from django.apps import AppConfig


class AnnouncementsConfig(AppConfig):
    name = "kept.announcements"
    label = "announcements"

    def ready(self) -> None:
        from kept.announcements import erasing
        from kept.erasing.rooms import Room, register

        register("announcements", Room(erasing.erase))
