"""The people of a desk. Personal data of customers lives here and in messages, not in events."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, NamedTuple

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.utils import timezone


class Customer(models.Model):
    """Somebody who asks. `zone`: an IANA name or '+01:00' where known, else ''.

    `plan` is a name that the policy declares, '' where nobody has said; `subscription` whether
    theirs runs, '' where the desk does not know.
    """

    class Subscription(models.TextChoices):
        ACTIVE = "active"
        ENDED = "ended"

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254)
    language = models.CharField(max_length=8, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    plan = models.CharField(max_length=40, blank=True, default="")
    subscription = models.CharField(
        max_length=8, blank=True, default="", choices=Subscription.choices
    )
    created_at = models.DateTimeField(default=timezone.now)
    #: Mails that they do not want (see `wishes`).
    unwanted = models.JSONField(default=list, blank=True)

    #: No column: since when mail to the address by which they were found comes back.
    undeliverable_at: datetime | None = None

    def __str__(self) -> str:
        return self.name or self.email or f"({self.pk})"


class Address(models.Model):
    """An e-mail address that belongs to one customer. `key` is the form that is compared.

    `undeliverable_at`: since when mail to it comes back for good, and in `undeliverable_why` the
    server's words; empty as soon as something comes from it.
    """

    key = models.CharField(max_length=254, primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="addresses")
    undeliverable_at = models.DateTimeField(null=True)
    undeliverable_why = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.key


class KnownTeam(NamedTuple):
    """A team of the desk as one person stands to it. `is_hidden`: its tickets are private, and they
    are not of it; of who leads, nobody looks at that. `is_retired`: it gets nothing new."""

    key: str
    name: str
    is_member: bool = False
    is_hidden: bool = False
    is_retired: bool = False


class StaffManager(BaseUserManager["Staff"]):
    def create_user(self, email: str, password: str | None, **fields: Any) -> Staff:
        staff = self.model(email=email.strip().lower(), **fields)
        staff.set_password(password)
        staff.full_clean(exclude=["password"])
        staff.save(using=self._db)
        return staff

    def get_by_natural_key(self, username: str | None) -> Staff:
        return self.get(email=(username or "").strip().lower())


class Staff(AbstractBaseUser):
    """Somebody of the team. Everybody answers tickets; a lead owns the policy and the settings, an
    admin besides says who is an admin (see `team`).

    `undo_seconds`: how long their replies wait before they leave; empty: as the desk says.
    `seen_at`: when they last used the workspace, to some minutes. `takes_turns`: whether they are
    given tickets of their teams. `told_teams`: all teams as `KnownTeam`s, by name; `teams` writes
    it, so that whoever asks for a page need ask nothing more.
    """

    class Role(models.TextChoices):
        AGENT = "agent"
        LEAD = "lead"
        PRODUCT = "product"
        BUSINESS = "business"
        ADMIN = "admin"

    #: Who may do all that a lead may.
    LEADING: ClassVar = (Role.LEAD, Role.ADMIN)

    id = models.BigAutoField(primary_key=True)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=8, choices=Role.choices, default=Role.AGENT)
    language = models.CharField(max_length=8, default="en")
    zone = models.CharField(max_length=64, default="UTC")
    is_active = models.BooleanField(default=True)
    undo_seconds = models.PositiveSmallIntegerField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    takes_turns = models.BooleanField(default=True)
    told_teams = models.JSONField(blank=True, default=list)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    objects = StaffManager()

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the row. Who is new knows of every team from the first moment."""
        with transaction.atomic():
            if self._state.adding:
                teams = Team.objects.select_for_update().order_by("name", "pk")
                self.told_teams = [team.as_seen(member=False) for team in teams]
            super().save(*args, **kwargs)

    @property
    def is_lead(self) -> bool:
        return self.role in self.LEADING

    @property
    def known_teams(self) -> tuple[KnownTeam, ...]:
        """All teams of the desk, by name."""
        return tuple(KnownTeam(*told) for told in self.told_teams)

    @property
    def own_teams(self) -> tuple[str, ...]:
        """The names of the teams that they belong to."""
        return tuple(one.name for one in self.known_teams if one.is_member and not one.is_retired)

    @property
    def hidden_teams(self) -> tuple[str, ...]:
        """The keys of the teams whose tickets this person does not see."""
        if self.is_lead or not self.told_teams:
            return ()
        return tuple(team.key for team in self.known_teams if team.is_hidden)


def team_named(key: str, staff: Staff) -> str:
    """What people call the team of that key; '' for none."""
    return next((team.name for team in staff.known_teams if team.key == key), key)


class Team(models.Model):
    """Some of the team, who answer some of the requests together.

    `key` is what the policy, filters and events call it, for ever; `name` what people do.
    `private`: its tickets are its members' and the leads' alone. `hands_out`: to whom the desk
    gives a ticket that comes to it. `turn`: who was given one last. `retired_at`: since when it
    gets nothing new; what it has stays.
    """

    class HandsOut(models.TextChoices):
        NOBODY = ""
        TURN = "turn"
        FEWEST = "fewest"

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    private = models.BooleanField(default=False)
    hands_out = models.CharField(
        max_length=8, blank=True, default=HandsOut.NOBODY, choices=HandsOut.choices
    )
    turn = models.PositiveBigIntegerField(null=True)
    retired_at = models.DateTimeField(null=True)
    members = models.ManyToManyField(Staff, related_name="teams")

    def __str__(self) -> str:
        return self.name

    def as_seen(self, *, member: bool) -> KnownTeam:
        """The team as somebody knows it who is a `member`, or is not."""
        hidden = self.private and not member
        return KnownTeam(self.key, self.name, member, hidden, self.retired_at is not None)


class Device(models.Model):
    """A browser in which somebody of the team is signed in. `session` is its key, `told` what the
    browser said of itself. Where it is, the desk does not keep."""

    id = models.BigAutoField(primary_key=True)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="devices")
    session = models.CharField(max_length=40, unique=True)
    told = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.staff} since {self.since:%Y-%m-%d}"


class Invitation(models.Model):
    """Somebody is asked into the team. `digest`: the SHA-256 of the token of the newest link to
    them. The row goes when they come, or when the invitation is withdrawn."""

    id = models.BigAutoField(primary_key=True)
    email = models.EmailField(unique=True)
    role = models.CharField(max_length=8, choices=Staff.Role.choices)
    language = models.CharField(max_length=8)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.email} as {self.role}"


class SecondStep(models.Model):
    """Somebody's authenticator (see `second_step`). `since`: since when its codes are asked for;
    empty where it never proved that it works. `last_step`: of the last code that was used."""

    staff = models.OneToOneField(Staff, on_delete=models.CASCADE, primary_key=True)
    sealed = models.TextField()
    since = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"second step of {self.staff}"


class Passkey(models.Model):
    """A key that a device of theirs holds (see `passkeys`): what the desk knows of it.

    `credential`: by what the device calls it, in base 64; `handle`: by what the device knows whose
    it is; `count`: how often it was used, where it counts; `synced`: kept by more devices than one.
    """

    id = models.BigAutoField(primary_key=True)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    credential = models.CharField(max_length=1400, unique=True)
    public_key = models.BinaryField()
    handle = models.BinaryField()
    transports = models.JSONField(default=list)
    count = models.BigIntegerField(default=0)
    synced = models.BooleanField(default=False)
    since = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """A code that is a second step once; the row goes when it is used."""

    id = models.BigAutoField(primary_key=True)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"a recovery code of {self.staff}"


class SecondStepRule(models.Model):
    """Who of the team must have a second step: one row, or none where nobody has decided."""

    class Who(models.TextChoices):
        NOBODY = "nobody"
        LEADING = "leading"
        ALL = "all"

    id = models.PositiveSmallIntegerField(primary_key=True)
    who = models.CharField(max_length=8, choices=Who.choices)

    def __str__(self) -> str:
        return f"a second step for {self.who}"
