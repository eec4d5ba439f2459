from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "kept.tickets"
    label = "tickets"

    def ready(self) -> None:
        from kept.erasing.rooms import Room, register
        from kept.tickets import erasing

        register("tickets", Room(erasing.erase, look=erasing.look))
