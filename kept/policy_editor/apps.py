from django.apps import AppConfig


class PolicyEditorConfig(AppConfig):
    name = "kept.policy_editor"
    label = "policy_editor"
