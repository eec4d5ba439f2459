"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from kept.people_settings.views import (
    audit,
    companies,
    confirming,
    inviting,
    passkeys,
    people,
    profile,
    second_step,
)

_ONE = "desk/settings/people/<int:number>"
_INVITATION = "desk/settings/people/invitations/<int:number>"

urlpatterns = [
    path("desk/settings/people/", people.team, name="team"),
    path(_ONE, people.teammate, name="teammate"),
    path(f"{_ONE}/role", people.role, name="teammate-role"),
    path(f"{_ONE}/off", people.switch_off, name="teammate-off"),
    path(f"{_ONE}/back", people.bring_back, name="teammate-back"),
    path(f"{_ONE}/hand-over", people.hand, name="teammate-hand-over"),
    path("desk/settings/people/invite", inviting.invite, name="invite"),
    path(f"{_INVITATION}/again", inviting.again, name="invitation-again"),
    path(f"{_INVITATION}/withdraw", inviting.withdraw, name="invitation-withdraw"),
    path("join/<str:token>", inviting.join, name="join"),
    path("desk/profile", profile.profile, name="profile"),
    path("desk/profile/password", profile.password, name="profile-password"),
    path("desk/profile/end", profile.end, name="profile-end"),
    path("desk/sign-in/code", second_step.code, name="sign-in-code"),
    path("desk/sign-in/second-step", second_step.at_the_door, name="sign-in-second-step"),
    path("desk/profile/second-step", second_step.set_up, name="profile-second-step"),
    path("desk/profile/second-step/off", second_step.remove, name="profile-second-step-off"),
    path("desk/profile/codes", second_step.renew, name="profile-codes"),
    path("desk/profile/confirm", confirming.confirm, name="confirm"),
    path("desk/profile/passkeys/add", passkeys.add, name="passkey-add"),
    path("desk/profile/passkeys/<int:number>/name", passkeys.rename, name="passkey-name"),
    path("desk/profile/passkeys/<int:number>/remove", passkeys.remove, name="passkey-remove"),
    path("desk/sign-in/passkey", passkeys.sign_in, name="sign-in-passkey"),
    path("desk/sign-in/new-passkey", passkeys.add_at_the_door, name="sign-in-new-passkey"),
    path("desk/settings/second-step", second_step.require, name="second-step-required"),
    path(f"{_ONE}/second-step", second_step.take_from, name="teammate-second-step-off"),
    path("desk/settings/audit", audit.audit, name="audit"),
    path("desk/settings/audit/export", audit.export, name="audit-export"),
    path("desk/settings/companies", companies.companies, name="companies"),
]
