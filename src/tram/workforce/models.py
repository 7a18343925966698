"""Staff, the roles that bind accounts to places (records), and the accounts themselves (this machine only)."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from tram.kernel.ids import IdField, uuid7
from tram.kernel.records import Record


class Profession(models.TextChoices):
    """What somebody is trained as."""

    DOCTOR = "doctor", _("Bác sĩ")
    ASSISTANT_DOCTOR = "assistant_doctor", _("Y sĩ")
    NURSE = "nurse", _("Điều dưỡng")
    MIDWIFE = "midwife", _("Hộ sinh")
    PHARMACIST = "pharmacist", _("Dược sĩ")
    VILLAGE_HEALTH_WORKER = "village_health_worker", _("Nhân viên y tế thôn")
    OTHER = "other", _("Khác")


class ScopeKind(models.TextChoices):
    """How far a role reaches."""

    NATION = "nation", _("Cả nước")
    PROVINCE = "province", _("Tỉnh, thành phố")
    CENTRE = "centre", _("Khu vực của trung tâm")
    COMMUNE = "commune", _("Xã, phường, đặc khu")
    VILLAGE = "village", _("Thôn, bản")


class StaffMember(Record):
    """Somebody who works in the network, at a facility, for a period."""

    PERSON_COLUMN: ClassVar[str | None] = None
    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("full_name", "sort_key"),
        ("source_system", "source_value"),
        ("valid_from", "valid_to"),
    )

    commune = models.CharField(max_length=5, blank=True, default="")
    facility = models.ForeignKey("places.Facility", null=True, on_delete=models.PROTECT, related_name="+")
    full_name = models.CharField(max_length=160)
    sort_key = models.CharField(max_length=400)
    profession = models.CharField(max_length=24, choices=Profession.choices)
    licence = models.CharField(max_length=40, blank=True, default="")
    source_system = models.CharField(max_length=120, blank=True, default="")
    source_value = models.CharField(max_length=120, blank=True, default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "workforce_staff_member"
        indexes = [models.Index(fields=["source_value"], name="workforce_staff_source")]

    def __str__(self) -> str:
        return str(self.id)


class RoleGrant(Record):
    """An account holds a role over a place for a period."""

    PERSON_COLUMN: ClassVar[str | None] = None
    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("role", "scope", "scope_code", "facility_id"),
        ("valid_from", "valid_to"),
    )

    commune = models.CharField(max_length=5, blank=True, default="")
    account = IdField(db_index=True)
    role = models.CharField(max_length=24)
    scope = models.CharField(max_length=10, choices=ScopeKind.choices)
    scope_code = models.CharField(max_length=40, blank=True, default="")
    facility = models.ForeignKey("places.Facility", null=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "workforce_role_grant"

    def __str__(self) -> str:
        return self.role


class AccountChange(models.TextChoices):
    """What may happen to an account."""

    OPENED = "opened", _("Mở tài khoản")
    PASSWORD_SET = "password_set", "Đặt lại mật khẩu"  # pragma: allowlist secret
    CLOSED = "closed", _("Đóng tài khoản")


class AccountEvent(Record):
    """Something done to an account, for the log: which account and whose, never its secret.

    The account itself stays on its machine; from here other machines know what to call whoever did something there.
    """

    PERSON_COLUMN: ClassVar[str | None] = None

    commune = models.CharField(max_length=5, blank=True, default="")
    account = IdField(db_index=True)
    username = models.CharField(max_length=60)
    name = models.CharField(max_length=160, blank=True, default="")
    change = models.CharField(max_length=12, choices=AccountChange.choices)
    at = models.DateTimeField()

    class Meta:
        db_table = "workforce_account_event"

    def __str__(self) -> str:
        return f"{self.username}: {self.change}"


class AccountManager(BaseUserManager["Account"]):
    """Looks accounts up; accounts are made by the deed ``open_account``."""


class Account(AbstractBaseUser):
    """Who may sign in on this machine. The secret stays here; what the account may do is in its role grants."""

    id = IdField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(max_length=60, unique=True)
    display_name = models.CharField(max_length=160)
    commune = models.CharField(max_length=5, blank=True, default="")
    staff = models.ForeignKey(StaffMember, null=True, on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    language = models.CharField(max_length=5, default="vi")

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    class Meta:
        db_table = "workforce_account"

    def __str__(self) -> str:
        return self.username
