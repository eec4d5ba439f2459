from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "kept.channels.mail.webhooks"
    label = "mail_webhooks"
