from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "kept.reports"
    label = "reports"

    def ready(self) -> None:
        from kept.front import doors, measured
        from kept.reports import margins, publicity

        doors.add("kept", _("Is it kept?"), place=50, is_open=publicity.may_see)
        measured.add(margins.beside_clauses)
