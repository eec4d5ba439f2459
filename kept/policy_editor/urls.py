"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from kept.policy_editor.views import better, draft, folder, publishing, versions

urlpatterns = [
    path("desk/policy", versions.versions, name="policy-desk"),
    path("desk/policy/versions/<int:number>.zip", folder.version, name="policy-version-folder"),
    path("desk/policy/versions/<int:number>/better", better.better, name="policy-better"),
    path("desk/policy/draft", draft.draft, name="policy-draft"),
    path("desk/policy/draft/typed", draft.typed, name="policy-draft-typed"),
    path("desk/policy/draft/start", draft.start, name="policy-draft-start"),
    path("desk/policy/draft/discard", draft.discard, name="policy-draft-discard"),
    path("desk/policy/draft/bring-back", draft.bring_back, name="policy-draft-bring-back"),
    path("desk/policy/draft/go-on", draft.go_on, name="policy-draft-go-on"),
    path("desk/policy/draft/upload", folder.upload, name="policy-draft-upload"),
    path("desk/policy/draft/publish", publishing.publish, name="policy-draft-publish"),
    path("desk/policy/draft.zip", folder.draft, name="policy-draft-folder"),
    path("desk/policy/draft/<str:name>", folder.file, name="policy-draft-file"),
]
