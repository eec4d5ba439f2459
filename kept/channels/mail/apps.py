from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "kept.channels.mail"
    label = "mail"

    def ready(self) -> None:
        from kept.channels.mail import erasing
        from kept.erasing.rooms import Room, register

        register("mail", Room(erasing.erase))
