from django.apps import AppConfig


class MailboxesConfig(AppConfig):
    name = "kept.mailboxes"
    label = "mailboxes"
