from django.apps import AppConfig


class ImapConfig(AppConfig):
    name = "kept.channels.mail.imap"
    label = "imap"
