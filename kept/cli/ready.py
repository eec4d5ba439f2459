"""What a command needs before it can begin, and what can stand in its way.

Django is imported only by the command that needs it, so that `kept --help` answers at once.
"""

from __future__ import annotations


def not_ready_error() -> type[Exception]:
    from kept.site.prepare import NotReadyError

    return NotReadyError


def no_database_error() -> type[Exception]:
    from django.db import OperationalError

    return OperationalError


def django_set_up() -> None:
    import django

    django.setup()


def desk_ready() -> None:
    """Set Django up on a desk that is there."""
    django_set_up()
    from kept.site import prepare

    prepare.check_ready()
