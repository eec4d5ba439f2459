"""What a lead fills in of a team."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy

from kept.people.models import Staff, Team
from kept.people.teams import LONGEST_NAME, Settings

FIELD: Final = {"class": "field"}
HANDS_OUT: Final[dict[str, Lazy]] = {
    Team.HandsOut.NOBODY: gettext_lazy("nobody: somebody takes them"),
    Team.HandsOut.TURN: gettext_lazy("everybody who is here, in turn"),
    Team.HandsOut.FEWEST: gettext_lazy("who is here and has the fewest tickets open"),
}


class NameForm(forms.Form):
    """What a new team is called."""

    use_required_attribute = False
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={**FIELD, "autocomplete": "off"}),
    )


class TeamForm(NameForm):
    """All that is said of a team."""

    members = forms.MultipleChoiceField(
        label=gettext_lazy("Who belongs to it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    hands_out = forms.ChoiceField(
        label=gettext_lazy("The desk gives its tickets to"),
        choices=HANDS_OUT.items,
        required=False,
        help_text=gettext_lazy(
            "Here is who has used the workspace within a quarter of an hour and takes turns. A "
            "ticket waits until somebody is, and one that a person gives back is left alone."
        ),
        widget=forms.Select(attrs=FIELD),
    )
    private = forms.BooleanField(
        label=gettext_lazy("Its tickets are its own: only its members and who leads see them"),
        required=False,
    )

    def __init__(self, team: Team, data: Any = None) -> None:
        """`team` as it is; whoever was switched off stays on the list while they are of it."""
        of_it = set(team.members.values_list("pk", flat=True))
        now = {"name": team.name, "hands_out": team.hands_out, "private": team.private}
        super().__init__(data, initial=now | {"members": [str(number) for number in of_it]})
        people = Staff.objects.order_by("name", "pk").values_list("pk", "name", "is_active")
        self.fields["members"].choices = [  # type: ignore[attr-defined]
            (str(number), name) for number, name, active in people if active or number in of_it
        ]

    @property
    def said(self) -> Settings:
        """What was filled in."""
        facts = self.cleaned_data
        members = {int(number) for number in facts["members"]}
        return Settings(facts["name"], members, facts["private"], facts["hands_out"])
