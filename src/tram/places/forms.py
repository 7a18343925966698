"""What people type about places. Labels are Vietnamese; the deeds decide whether it may be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tram.kernel.forms import DayInput
from tram.places.api import CodeSystem, FacilityKind, FacilityView, VillageArea, VillageKind, VillageView

Choices = Sequence[tuple[str, str]]
AREAS = (("", _("– không thuộc –")), *VillageArea.choices)


class DayForm(forms.Form):
    """Every change of a place begins on a day."""

    day = forms.DateField(label=_("Từ ngày"), widget=DayInput(), help_text=_("Ngày đầu tiên thay đổi có hiệu lực."))
    field_order: Sequence[str] | None = None

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        kwargs.setdefault("initial", {})
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["day"].initial = today


class VillageForm(DayForm):
    """A new village."""

    name = forms.CharField(label=_("Tên thôn, bản"), max_length=120)
    kind = forms.ChoiceField(label=_("Loại"), choices=VillageKind.choices)
    code = forms.CharField(label=_("Mã (nếu có)"), max_length=20, required=False)
    area = forms.ChoiceField(label=_("Khu vực"), choices=AREAS, required=False)
    field_order = ("name", "kind", "code", "area", "day")


class AreaForm(forms.Form):
    """In which area a village lies."""

    area = forms.ChoiceField(label=_("Khu vực"), choices=AREAS, required=False)


class RenameForm(DayForm):
    """A new name."""

    name = forms.CharField(label=_("Tên mới"), max_length=200)
    field_order = ("name", "day")


class FacilityForm(DayForm):
    """A new facility with both national codes."""

    kind = forms.ChoiceField(label=_("Loại cơ sở"), choices=FacilityKind.choices)
    name = forms.CharField(label=_("Tên cơ sở"), max_length=200)
    address = forms.CharField(label=_("Địa chỉ"), max_length=250, required=False)
    bhxh_code = forms.CharField(label=_("Mã cơ sở KCB của BHXH (5 ký tự)"), max_length=5, required=False)
    national_code = forms.CharField(label=_("Mã định danh quốc gia (13 số)"), max_length=13, required=False)
    parent = forms.ChoiceField(label=_("Cơ sở quản lý"), required=False)
    field_order = ("kind", "name", "address", "bhxh_code", "national_code", "parent", "day")

    def __init__(self, *args: object, today: date, leaders: Choices = (), **kwargs: object) -> None:
        super().__init__(*args, today=today, **kwargs)
        _choose(self, "parent", leaders)


class MoveForm(DayForm):
    """Another address, perhaps in another commune."""

    address = forms.CharField(label=_("Địa chỉ mới"), max_length=250)
    commune = forms.CharField(
        label=_("Mã xã mới"), max_length=5, required=False, help_text=_("Để trống nếu vẫn ở xã này.")
    )
    field_order = ("address", "commune", "day")


class CodeForm(DayForm):
    """A national code given or taken away."""

    system = forms.ChoiceField(
        label=_("Loại mã"),
        choices=[(system.value, system.label) for system in (CodeSystem.BHXH, CodeSystem.NATIONAL)],
    )
    value = forms.CharField(label=_("Mã"), max_length=13, required=False, help_text=_("Để trống để thôi dùng mã này."))
    field_order = ("system", "value", "day")


class ChoiceForm(DayForm):
    """One other place to choose: what receives, what leads; ``required`` False lets none be an answer."""

    place = forms.ChoiceField(required=False)
    field_order = ("place", "day")

    def __init__(
        self, *args: object, today: date, places: Choices, label: str, required: bool, **kwargs: object
    ) -> None:
        super().__init__(*args, today=today, **kwargs)
        self.fields["place"].label = label
        self.fields["place"].required = required
        _choose(self, "place", places)


class CountsForm(DayForm):
    """Doctors of each facility and trained workers of each village, in one go; a blank changes nothing."""

    def __init__(
        self,
        *args: object,
        today: date,
        facilities: Sequence[FacilityView],
        villages: Sequence[VillageView],
        numbers: dict[UUID, int],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, today=today, **kwargs)
        for facility in facilities:
            self.fields[f"facility_{facility.id}"] = _count(facility.name, numbers.get(facility.id))
        for village in villages:
            self.fields[f"village_{village.id}"] = _count(village.full_name, numbers.get(village.id))

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields as two lists with their titles."""
        titles = (("facility_", _("Bác sĩ cơ hữu")), ("village_", _("Nhân viên y tế thôn đã đào tạo")))
        return [
            (str(title), [self[name] for name in self.fields if name.startswith(prefix)]) for prefix, title in titles
        ]

    def numbers(self, what: str) -> dict[UUID, int]:
        """The numbers typed for ``facility`` or ``village``, by id."""
        prefix = f"{what}_"
        return {
            UUID(name.removeprefix(prefix)): number
            for name, number in self.cleaned_data.items()
            if name.startswith(prefix) and number is not None
        }


def _count(label: str, initial: int | None) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "w-4"})
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=999, initial=initial, widget=widget)


def _choose(form: forms.Form, name: str, places: Choices) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = [("", _("– không –") if not field.required else _("– chọn –")), *places]
