from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "kept.tickets"
    label = "tickets"
