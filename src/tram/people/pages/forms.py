"""Forms of the room. What a field means is decided by the deed; a form only says what is asked."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from tram.people.api import LivingArea, Poverty, Relation, ResidenceKind, Sex, benefits, ethnic_groups, occupations
from tram.people.pages.common import Choices

DATE = {"data-date": "", "inputmode": "numeric", "placeholder": "dd/mm/yyyy"}
PLAIN = {"autocomplete": "off", "spellcheck": "false"}
DIGITS = PLAIN | {"inputmode": "numeric"}


def text(label: Any, limit: int, *, help_text: Any = "", needed: bool = False, **attrs: str) -> forms.CharField:
    """A line of text."""
    widget = forms.TextInput(attrs=PLAIN | {name.replace("_", "-"): value for name, value in attrs.items()})
    return forms.CharField(label=label, max_length=limit, required=needed, help_text=help_text, widget=widget)


def day(label: Any, *, needed: bool = False, help_text: Any = "") -> forms.DateField:
    """A calendar day, dd/mm/yyyy."""
    widget = forms.DateInput(format="%d/%m/%Y", attrs=PLAIN | DATE)
    return forms.DateField(label=label, required=needed, help_text=help_text, widget=widget)


def one_of(label: Any, choices: Any, *, empty: bool = True, needed: bool = False) -> forms.ChoiceField:
    """A choice from a list; the first line is "chưa rõ" unless something must be chosen."""
    lines = [("", _("– chưa rõ –")), *choices] if empty else list(choices)
    return forms.ChoiceField(label=label, choices=lines, required=needed)


class SearchForm(forms.Form):
    """What is known of somebody."""

    q = forms.CharField(
        label=lazy("Tên, năm sinh, điện thoại, số giấy tờ"),
        required=False,
        help_text=lazy("Có dấu hay không dấu, từ nào trước cũng được; “hộ Lò Văn A” tìm cả hộ."),
        widget=forms.TextInput(attrs=PLAIN | {"type": "search", "maxlength": "600"}),
    )

    def __init__(self, *args: Any, villages: Choices, **told: Any) -> None:
        super().__init__(*args, **told)
        self.fields["village"] = forms.ChoiceField(
            label=_("Thôn, bản"), choices=[("", _("Tất cả")), *villages], required=False
        )


class PersonForm(forms.Form):
    """What a person is."""

    full_name = text(lazy("Họ và tên"), 200, needed=True, autocapitalize="words")
    birth = text(lazy("Ngày sinh"), 10, help_text=lazy("12/03/1956, 03/1956 hoặc chỉ năm 1956"), inputmode="numeric")
    phone = text(lazy("Điện thoại"), 20, inputmode="tel")

    def __init__(self, *args: Any, **told: Any) -> None:
        super().__init__(*args, **told)
        self.fields["sex"] = one_of(_("Giới"), [(code, name) for code, name in Sex.choices if code != "unknown"])
        self.fields["ethnicity"] = one_of(_("Dân tộc"), ethnic_groups().items())
        self.fields["occupation"] = one_of(_("Nghề nghiệp"), occupations().items())

    def clean_sex(self) -> str:
        """Nothing chosen is unknown."""
        return self.cleaned_data["sex"] or "unknown"


class EditForm(PersonForm):
    """What a person is, corrected; the stamp says what the form was filled from."""

    keep_former_name = forms.BooleanField(label=lazy("Giữ tên cũ làm tên khác"), required=False)
    stamp = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("full_name", "keep_former_name", "birth", "sex", "phone", "ethnicity", "occupation")


class NewPersonForm(PersonForm):
    """A new resident."""

    cccd = text(lazy("Số căn cước"), 20, inputmode="numeric")
    cmnd = text(lazy("CMND cũ"), 20, inputmode="numeric")
    bhyt = text(lazy("Số thẻ BHYT"), 20, help_text=lazy("10 số hoặc 15 ký tự"))
    bhyt_from = day(lazy("Thẻ có giá trị từ"))
    bhyt_to = day(lazy("Đến"))
    bhyt_facility = forms.CharField(widget=forms.HiddenInput, required=False, max_length=5)
    bhyt_benefit = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1)
    bhyt_area = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2)
    bhyt_five_years = forms.DateField(widget=forms.HiddenInput, required=False)
    bhyt_issued = forms.DateField(widget=forms.HiddenInput, required=False)
    household = forms.CharField(widget=forms.HiddenInput, required=False, max_length=36)
    new_household = forms.BooleanField(label=lazy("Lập hộ mới, người này là chủ hộ"), required=False)
    address = text(lazy("Số nhà, đường"), 250)

    def __init__(self, *args: Any, communes: Choices, villages: Choices, **told: Any) -> None:
        super().__init__(*args, **told)
        self.fields["commune"] = _commune_field(communes)
        self.fields["village"] = one_of(_("Thôn, bản"), villages)
        self.fields["residence_kind"] = one_of(_("Cư trú"), ResidenceKind.choices, empty=False)
        self.fields["relation"] = one_of(_("Là gì của chủ hộ"), Relation.choices)


class IdentifierForm(forms.Form):
    """A number of the person."""

    value = text(lazy("Số hoặc mã"), 120, needed=True)
    valid_from = day(lazy("Ngày cấp"))
    valid_to = day(lazy("Hết hạn"))

    def __init__(self, *args: Any, systems: Choices, became: Choices, **told: Any) -> None:
        super().__init__(*args, **told)
        self.fields["system"] = one_of(_("Loại"), systems, empty=False, needed=True)
        self.fields["old_becomes"] = forms.ChoiceField(
            label=_("Số cũ cùng loại"), choices=[("", _("không có")), *became], required=False
        )
        self.order_fields(["system", "value", "old_becomes"])


class CoverForm(forms.Form):
    """A period of insurance."""

    number = text(lazy("Số thẻ BHYT"), 20, help_text=lazy("10 số hoặc 15 ký tự"), needed=True)
    valid_from = day(lazy("Từ ngày"), needed=True)
    valid_to = day(lazy("Đến ngày"))
    facility_code = text(lazy("Mã nơi đăng ký KCB ban đầu"), 5)
    five_years_on = day(lazy("Thời điểm đủ 5 năm liên tục"))
    exempt_from = day(lazy("Miễn cùng chi trả từ"), help_text=lazy("Theo giấy miễn cùng chi trả của cơ quan BHXH"))

    def __init__(self, *args: Any, **told: Any) -> None:
        super().__init__(*args, **told)
        self.fields["area"] = one_of(_("Nơi sinh sống"), LivingArea.choices)
        self.fields["benefit"] = one_of(
            _("Mức hưởng"), [(code, f"{code}: {name}") for code, name in benefits().items()]
        )
        self.order_fields(["number", "valid_from", "valid_to", "benefit", "facility_code", "area"])


class AddressForm(forms.Form):
    """The address somebody lives at, corrected; the stamp says what the form was filled from."""

    address = text(lazy("Số nhà, đường"), 250)
    stamp = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, villages: Choices, **told: Any) -> None:
        super().__init__(*args, **told)
        self.fields["village"] = one_of(_("Thôn, bản"), villages)
        self.fields["kind"] = one_of(_("Cư trú"), ResidenceKind.choices, empty=False)
        self.order_fields(["village", "address", "kind"])


class MoveForm(forms.Form):
    """A new place to live, in the actor's places or outside them."""

    outside = text(
        lazy("Hoặc mã xã nơi khác (5 chữ số)"), 5, help_text=lazy("Khi chuyển khỏi địa bàn"), inputmode="numeric"
    )
    address = text(lazy("Số nhà, đường"), 250)
    on = day(lazy("Từ ngày"), needed=True)
    keep_household = forms.BooleanField(label=lazy("Cả hộ cùng chuyển, vẫn ở hộ cũ"), required=False)

    def __init__(self, *args: Any, communes: Choices, villages: Choices, **told: Any) -> None:
        super().__init__(*args, **told)
        self.fields["commune"] = _commune_field(communes)
        self.fields["village"] = one_of(_("Thôn, bản"), villages)
        self.fields["kind"] = one_of(_("Cư trú"), ResidenceKind.choices, empty=False)
        self.order_fields(["commune", "village", "address", "kind", "on", "outside", "keep_household"])


class HomeForm(forms.Form):
    """The household a person belongs to."""

    on = day(lazy("Từ ngày"))
    household = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **told: Any) -> None:
        super().__init__(*args, **told)
        self.fields["relation"] = one_of(_("Là gì của chủ hộ"), Relation.choices, needed=True)
        self.order_fields(["relation", "on"])


class HeadForm(forms.Form):
    """A new head of a household."""

    on = day(lazy("Từ ngày"), needed=True)

    def __init__(self, *args: Any, members: Choices, **told: Any) -> None:
        super().__init__(*args, **told)
        others = [(code, name) for code, name in Relation.choices if code != "head"]
        self.fields["person"] = one_of(_("Chủ hộ mới"), members, empty=False, needed=True)
        self.fields["old_head_is"] = one_of(_("Chủ hộ cũ là gì của chủ hộ mới"), others, empty=False)
        self.order_fields(["person", "old_head_is", "on"])


class FamilyDoctorForm(forms.Form):
    """Whose family-doctor list a person stands on."""

    on = day(lazy("Từ ngày"), needed=True)

    def __init__(self, *args: Any, facilities: Choices, **told: Any) -> None:
        super().__init__(*args, **told)
        self.fields["facility"] = one_of(_("Cơ sở"), facilities, empty=False, needed=True)
        self.order_fields(["facility", "on"])


class DeathForm(forms.Form):
    """That a person died."""

    died = text(lazy("Mất ngày"), 10, help_text=lazy("01/11/2026, 11/2026 hoặc 2026"), needed=True, inputmode="numeric")
    place = forms.ChoiceField(
        label=lazy("Nơi mất"),
        required=False,
        choices=[
            ("", lazy("– chưa rõ –")),
            ("home", lazy("Tại nhà")),
            ("facility", lazy("Tại cơ sở y tế")),
            ("other", lazy("Nơi khác")),
        ],
    )
    cause_text = text(lazy("Nguyên nhân"), 250)
    cause_code = text(lazy("Mã ICD-10"), 10)


def _commune_field(communes: Choices) -> forms.Field:
    if len(communes) == 1:
        return forms.CharField(widget=forms.HiddenInput, initial=communes[0][0])
    if communes:
        return one_of(_("Xã, phường"), communes, empty=False, needed=True)
    return text(_("Mã xã, phường"), 5, needed=True)


class PovertyForm(forms.Form):
    """What the yearly list says of a household."""

    since = day(lazy("Từ ngày"), needed=True)
    until = day(lazy("Đến hết ngày"))
    field_order = ("kind", "since", "until")

    def __init__(self, *args: Any, **told: Any) -> None:
        super().__init__(*args, **told)
        self.fields["kind"] = one_of(
            _("Theo danh sách"), [*Poverty.choices, ("none", _("Không nghèo"))], empty=False, needed=True
        )
        self.order_fields(self.field_order)

    @staticmethod
    def this_year(today: date) -> dict[str, date]:
        """The days a list of this year holds for."""
        return {"since": date(today.year, 1, 1), "until": date(today.year, 12, 31)}
