from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "kept.reports"
    label = "reports"

    def ready(self) -> None:
        from kept.front import doors
        from kept.reports import publicity

        doors.add("kept", _("Is it kept?"), place=50, is_open=publicity.may_see)
