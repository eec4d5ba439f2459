from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "kept.workspace"
    label = "workspace"
