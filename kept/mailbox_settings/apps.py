from django.apps import AppConfig


class MailboxSettingsConfig(AppConfig):
    name = "kept.mailbox_settings"
    label = "mailbox_settings"
