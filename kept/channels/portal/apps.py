from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "kept.channels.portal"
    label = "portal"
