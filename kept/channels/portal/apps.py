from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "kept.channels.portal"
    label = "portal"

    def ready(self) -> None:
        from kept.channels.portal import erasing
        from kept.erasing.rooms import Room, register
        from kept.front import doors

        register("portal", Room(erasing.erase))
        doors.add("ask", _("Ask"), place=20)
        doors.add("requests", _("My requests"), place=30)
        doors.add("policy", _("Policy"), place=40)
