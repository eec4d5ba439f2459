from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "kept.channels.mail"
    label = "mail"

    def ready(self) -> None:
        from kept.channels.mail import erasing
        from kept.channels.mail.writing.letters import of_row
        from kept.erasing.rooms import Room, register
        from kept.tickets.rehearsal import written_by

        register("mail", Room(erasing.erase))
        written_by(of_row)
