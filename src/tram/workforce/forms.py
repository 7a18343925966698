"""What people type about staff, accounts and passwords."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from tram.kernel.actors import ROLE_NAMES, Role
from tram.kernel.forms import DayInput
from tram.kernel.said import in_words
from tram.workforce.api import Profession

Choices = Sequence[tuple[str, str]]
ROLES = [(role.value, lazy(in_words, str)(ROLE_NAMES[role])) for role in Role]


class EndForm(forms.Form):
    """The first day something no longer holds."""

    day = forms.DateField(label=_("Thôi từ ngày"), widget=DayInput())

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = today


class StaffForm(forms.Form):
    """Somebody who begins to work here."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=160)
    profession = forms.ChoiceField(label=_("Chức danh"), choices=Profession.choices)
    facility = forms.ChoiceField(label=_("Nơi làm việc"), required=False)
    licence = forms.CharField(label=_("Số giấy phép hành nghề"), max_length=40, required=False)
    day = forms.DateField(label=_("Từ ngày"), widget=DayInput())

    def __init__(self, *args: Any, today: date, facilities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = today
        choose(self, "facility", facilities)


class RoleForm(forms.Form):
    """A role over a place, from a day on."""

    role = forms.ChoiceField(label=_("Vai trò"), choices=ROLES)
    reach = forms.ChoiceField(label=_("Địa bàn"))
    facility = forms.ChoiceField(label=_("Nơi làm việc"), required=False)
    day = forms.DateField(label=_("Từ ngày"), widget=DayInput())

    def __init__(self, *args: Any, today: date, reaches: Choices, facilities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = today
        choose(self, "reach", reaches)
        choose(self, "facility", facilities)


class AccountForm(RoleForm):
    """A new account with its first role."""

    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=60,
        help_text=_("Chữ thường không dấu, số, dấu chấm."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    name = forms.CharField(label=_("Họ và tên"), max_length=160)
    staff = forms.ChoiceField(label=_("Là ai trong danh sách nhân lực"), required=False)
    field_order = ("username", "name", "staff", "role", "reach", "facility", "day")

    def __init__(self, *args: Any, staff: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "staff", staff)


class PasswordForm(forms.Form):
    """One's own password: the present one, and the new one twice."""

    old = forms.CharField(label=_("Mật khẩu hiện tại"), strip=False, max_length=200)
    password = forms.CharField(
        label=_("Mật khẩu mới"), strip=False, max_length=200, help_text=_("Ít nhất 12 ký tự; một câu ngắn là tốt nhất.")
    )
    again = forms.CharField(label=_("Nhập lại mật khẩu mới"), strip=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, hint in (("old", "current-password"), ("password", "new-password"), ("again", "new-password")):
            self.fields[name].widget = forms.PasswordInput(attrs={"autocomplete": hint})

    def clean_again(self) -> str:
        """The same as the new one, or a finding."""
        again = str(self.cleaned_data["again"])
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(_("Hai lần nhập mật khẩu mới không giống nhau."))
        return again


def choose(form: forms.Form, name: str, places: Choices) -> None:
    """Puts the choices of today into a field, with a blank one where none is an answer."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = list(places) if field.required else [("", _("– không –")), *places]
