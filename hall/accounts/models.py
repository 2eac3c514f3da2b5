"""Officers: the people behind the counter. A Django user signs in; the officer row says what the user may do."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone

from contract.life import Role

OFFICER_ROLES = (
    Role.ACCEPTOR,
    Role.APPROVER,
    Role.ISSUER,
    Role.SUPERVISOR,
    Role.AUDITOR,
    Role.TECHNICIAN,
    Role.COURIER,
    Role.AGENT,
)


class Officer(models.Model):
    """One officer. A person may hold several roles, but never accepts and decides the same case (domain 2.0)."""

    objects: ClassVar[models.Manager["Officer"]] = models.Manager()
    id: int

    user: "models.OneToOneField[User, User]" = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="officer"
    )
    name = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"{self.user.get_username()} {self.name}"

    @property
    def label(self) -> str:
        """How the officer appears in a history: the sign-in name, which never changes."""
        return str(self.user.get_username())

    @property
    def roles(self) -> frozenset[Role]:
        """What this officer may do."""
        return frozenset(Role(grant.role) for grant in self.grants.all())

    @property
    def district(self) -> str:
        """The division code of the desk, `contract.scope.CITY` for the city's; "" for an officer of no district."""
        desk = OfficerDistrict.objects.filter(officer=self).first()
        return desk.district if desk else ""

    def decides_for(self, department: str, district: str = "") -> bool:
        """Whether a task of this department (18 characters) and district is this officer's to decide."""
        own = {grant.authority for grant in self.departments.all()}
        return (not own or department in own) and (not district or self.district in ("", district))


class OfficerRole(models.Model):
    """One role of one officer."""

    objects: ClassVar[models.Manager["OfficerRole"]] = models.Manager()

    officer: "models.ForeignKey[Officer, Officer]" = models.ForeignKey(
        Officer, on_delete=models.CASCADE, related_name="grants"
    )
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in OFFICER_ROLES])

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["officer", "role"], name="role_once_an_officer")]

    def __str__(self) -> str:
        return self.role


class OfficerDepartment(models.Model):
    """One department an officer decides for; an officer without any decides for all, as in a hall of one office."""

    objects: ClassVar[models.Manager["OfficerDepartment"]] = models.Manager()

    officer: "models.ForeignKey[Officer, Officer]" = models.ForeignKey(
        Officer, on_delete=models.CASCADE, related_name="departments"
    )
    authority = models.CharField(max_length=18)  # the first 18 characters of its items' codes

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["officer", "authority"], name="department_once_an_officer")
        ]

    def __str__(self) -> str:
        return self.authority


class OfficerDistrict(models.Model):
    """The one district an officer's desk is of; an officer without one belongs to none, as in a hall of one office."""

    objects: ClassVar[models.Manager["OfficerDistrict"]] = models.Manager()

    officer: "models.OneToOneField[Officer, Officer]" = models.OneToOneField(
        Officer, on_delete=models.CASCADE, related_name="desk"
    )
    district = models.CharField(max_length=6)  # a division code of `contract.scope`

    def __str__(self) -> str:
        return self.district


class WrongTries(models.Model):
    """Wrong tries under one key, a keyed hash: neither names nor addresses nor passwords typed as names lie here."""

    objects: ClassVar[models.Manager["WrongTries"]] = models.Manager()

    key = models.CharField(primary_key=True, max_length=64)
    count = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField(default=timezone.now, db_index=True)
    locked_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.count} until {self.locked_until}"
