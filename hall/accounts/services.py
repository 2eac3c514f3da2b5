"""Officers: made, and given their roles."""

from collections.abc import Sequence

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from contract.life import Role
from contract.scope import CITY, DISTRICTS
from hall.accounts.models import Officer, OfficerDepartment, OfficerDistrict, OfficerRole


class NoSuchDesk(ValueError):
    """Neither a district of this city nor the city itself."""


@transaction.atomic
def add_officer(
    login: str, name: str, roles: Sequence[Role], password: str, departments: Sequence[str] = (), district: str = ""
) -> Officer:
    """An officer with exactly these roles, departments (none: all) and district; an existing one gets the new ones.

    `district`: a division code, `CITY` for the city's desk, "" for none. Raises `NoSuchDesk` for another one.
    """
    if district and district not in {CITY, *DISTRICTS}:
        raise NoSuchDesk(district)
    validate_password(password)
    user, _ = User.objects.get_or_create(username=login)
    user.set_password(password)
    user.save()
    officer, _ = Officer.objects.update_or_create(user=user, defaults={"name": name})
    OfficerRole.objects.filter(officer=officer).delete()
    OfficerRole.objects.bulk_create(OfficerRole(officer=officer, role=role.value) for role in roles)
    OfficerDepartment.objects.filter(officer=officer).delete()
    OfficerDepartment.objects.bulk_create(OfficerDepartment(officer=officer, authority=one) for one in departments)
    OfficerDistrict.objects.filter(officer=officer).delete()
    if district:
        OfficerDistrict.objects.create(officer=officer, district=district)
    return officer
