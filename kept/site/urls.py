"""Every address of the desk."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("kept.channels.portal.urls")),
    path("", include("kept.channels.mail.urls")),
    path("", include("kept.reports.urls")),
    path("", include("kept.replay.urls")),
    path("", include("kept.announcements.urls")),
    path("", include("kept.policy_editor.urls")),
    path("", include("kept.mailbox_settings.urls")),
    path("", include("kept.letter_settings.urls")),
    path("", include("kept.people_settings.urls")),
    path("", include("kept.team_settings.urls")),
    path("", include("kept.saved_replies.urls")),
    path("desk/", include("kept.workspace.urls")),
    path("live/", include("kept.live.urls")),
    path("design/", include("kept.front.urls")),
]
handler400 = "kept.site.errors.bad_request"
handler403 = "kept.site.errors.denied"
handler404 = "kept.site.errors.not_found"
handler500 = "kept.site.errors.failed"
