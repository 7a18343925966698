"""The forms of one person's vaccinations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from tram.kernel.forms import DayInput

Choices = list[tuple[str, Any]]


class DoseForm(forms.Form):
    """What is said of a dose, put right."""

    change_reason = forms.CharField(max_length=250)
    day = forms.DateField(widget=DayInput)
    vaccine = forms.ChoiceField()
    said_number = forms.IntegerField(required=False, min_value=1, max_value=9)
    lot_number = forms.CharField(max_length=30, required=False)
    place_name = forms.CharField(max_length=150, required=False)
    note = forms.CharField(max_length=250, required=False)

    def __init__(self, *args: Any, vaccines: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        labels = {
            "change_reason": _("Lý do sửa"),
            "day": _("Ngày tiêm"),
            "vaccine": _("Vắc xin"),
            "said_number": _("Mũi số ghi trên sổ"),
            "lot_number": _("Số lô"),
            "place_name": _("Nơi tiêm"),
            "note": _("Ghi chú"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["vaccine"].choices = vaccines  # type: ignore[attr-defined] # ChoiceField has choices


class DeferralForm(forms.Form):
    """That somebody goes without, why, and until when."""

    reason = forms.ChoiceField()
    group = forms.ChoiceField(required=False)
    until = forms.DateField(required=False, widget=DayInput)
    note = forms.CharField(max_length=250, required=False)

    def __init__(self, *args: Any, reasons: Choices, groups: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["reason"].label = _("Lý do")
        self.fields["reason"].choices = reasons  # type: ignore[attr-defined] # ChoiceField has choices
        self.fields["group"].label = _("Vắc xin")
        self.fields["group"].choices = [("", _("Mọi vắc xin")), *groups]  # type: ignore[attr-defined]
        self.fields["until"].label = _("Hẹn đến ngày")
        self.fields["until"].help_text = _("Gõ 7n, 2t, 1th hoặc dd/mm/yyyy. Để trống: theo lý do hoãn.")
        self.fields["note"].label = _("Ghi chú")


class CircumstanceForm(forms.Form):
    """Something that changes what is due."""

    code = forms.ChoiceField()
    start = forms.DateField(widget=DayInput)
    due_on = forms.DateField(required=False, widget=DayInput)
    text = forms.CharField(max_length=250, required=False)

    def __init__(self, *args: Any, codes: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["code"].label = _("Tình trạng")
        self.fields["code"].choices = codes  # type: ignore[attr-defined] # ChoiceField has choices
        self.fields["start"].label = _("Từ ngày")
        self.fields["due_on"].label = _("Ngày dự sinh")
        self.fields["due_on"].help_text = _("Chỉ khi đang có thai.")
        self.fields["text"].label = _("Ghi thêm")


class EndForm(forms.Form):
    """The last day of a circumstance."""

    end = forms.DateField(widget=DayInput)
