from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "kept.workspace"
    label = "workspace"

    def ready(self) -> None:
        from kept.erasing.rooms import Room, register
        from kept.workspace import erasing

        register("workspace", Room(erasing.erase))
