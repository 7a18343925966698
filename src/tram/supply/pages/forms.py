"""What people type about items and prices. What fits is decided by the deeds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tram.kernel.forms import DayInput
from tram.kernel.said import in_words
from tram.supply.api import IndicatorInput, ItemInput, ItemView, PriceView, price_number
from tram.supply.pages.common import KIND_NAMES

PLAIN = {"autocomplete": "off", "spellcheck": "false"}
DRUGS = ("drug", "herb")
ONLY = {
    "ingredient": DRUGS, "strength": DRUGS, "route": DRUGS, "form": DRUGS, "registration": DRUGS, "usual_dose": DRUGS,
    "preparation": ("herb",), "tender": (*DRUGS, "supply"), "icd9": ("service",), "machine": ("service",),
    "indicators": ("service",),
}  # fmt: skip
PRICED = ("price", "price_bh", "day", "decision", "fund_rate", "ceiling")
IDENTITY = ("code", "name", "strength", "registration", "tender")


def text(label: Any, most: int, *, needed: bool = False, hint: Any = "") -> forms.CharField:
    """A line of text."""
    return forms.CharField(
        label=label, max_length=most, required=needed, help_text=hint, widget=forms.TextInput(attrs=PLAIN)
    )


class MoneyField(forms.CharField):
    """A price as people write it: 1500, 1.500 or 1500,5."""

    widget = forms.TextInput(attrs=PLAIN | {"inputmode": "decimal", "maxlength": "20"})

    def clean(self, value: Any) -> Decimal | None:
        """The price; None when nothing is typed."""
        told = super().clean(value)
        if not told:
            return None
        found = price_number(told)
        if found is None:
            raise forms.ValidationError(_("Hãy ghi giá bằng số, như 1500 hoặc 1500,5."))
        return found


class ItemForm(forms.Form):
    """A new item with its price, or (``item``) what may change of one that is known."""

    code = text(_("Mã"), 60, needed=True, hint=_("Mã bảo hiểm y tế: MA_THUOC, MA_DICH_VU hoặc MA_VAT_TU."))
    name = text(_("Tên"), 500, needed=True)
    ingredient = text(_("Hoạt chất"), 250)
    strength = text(_("Hàm lượng"), 250)
    unit = text(_("Đơn vị tính"), 50, needed=True)
    route = text(_("Mã đường dùng"), 4, hint=_("1.01 là uống"))
    form = text(_("Dạng bào chế"), 120)
    registration = text(_("Số đăng ký"), 120)
    tender = text(_("Thông tin thầu"), 50, hint=_("Số quyết định;gói;nhóm;năm"))
    preparation = text(_("Chế biến"), 120)
    usual_dose = text(_("Liều thường dùng"), 60, hint=_("1x2x5: mỗi lần 1, ngày 2 lần, 5 ngày"))
    group = text(_("Mã nhóm"), 2, hint=_("Để trống thì theo loại."))
    icd9 = text(_("Mã ICD-9"), 60)
    machine = text(_("Mã máy"), 120)
    indicators = forms.CharField(
        label=_("Kết quả cần ghi"), required=False, max_length=4000,
        help_text=_("Mỗi dòng một chỉ số: tên; mã; đơn vị. Ví dụ: Glucose; 15074-8; mmol/L"),
        widget=forms.Textarea(attrs={"rows": "3", "spellcheck": "false"}),
    )  # fmt: skip
    price = MoneyField(label=_("Đơn giá"), help_text=_("Đồng cho một đơn vị"))
    price_bh = MoneyField(label=_("Giá bảo hiểm"), required=False, help_text=_("Để trống thì bằng đơn giá."))
    fund_rate = forms.IntegerField(label=_("Quỹ thanh toán (%)"), initial=100, min_value=0, max_value=100)
    ceiling = MoneyField(label=_("Trần thanh toán"), required=False)
    decision = text(_("Theo văn bản"), 60)
    day = forms.DateField(label=_("Giá áp dụng từ ngày"), widget=DayInput())

    def __init__(
        self, *args: Any, kind: str, today: date, item: ItemView | None = None, price: PriceView | None = None,
        **told: Any,
    ) -> None:  # fmt: skip
        day = max(today, price.valid_from) if price else today
        super().__init__(*args, **told | {"initial": _initial(item, price) | {"day": day}})
        self.kind, self.item = kind, item
        for name, kinds in ONLY.items():
            if kind not in kinds:
                del self.fields[name]
        if item:
            for name in IDENTITY:
                self.fields.pop(name, None)
            self.order_fields(PRICED)

    def row(self) -> ItemInput:
        """What was typed, as the deed takes it."""
        told = {name: value for name, value in self.cleaned_data.items() if name not in {"day", "indicators"}}
        if self.item:
            told |= {name: getattr(self.item, name) for name in IDENTITY}
        lines = self.cleaned_data.get("indicators", "").splitlines()
        return ItemInput(kind=self.kind, **told, indicators=tuple(_indicator(line) for line in lines if line.strip()))


class EndForm(forms.Form):
    """The first day an item is given no more."""

    day = forms.DateField(label=_("Ngừng dùng từ ngày"), widget=DayInput())

    def __init__(self, *args: Any, today: date, **told: Any) -> None:
        super().__init__(*args, **told | {"initial": {"day": today}})


class ImportForm(forms.Form):
    """A price list to bring in."""

    file = forms.FileField(
        label=_("Tệp danh mục"), widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"})
    )
    kind = forms.ChoiceField(label=_("Tệp này liệt kê"), required=False)
    day = forms.DateField(
        label=_("Giá áp dụng từ ngày"), help_text=_("Dùng cho dòng không có cột Từ ngày."), widget=DayInput()
    )

    def __init__(self, *args: Any, today: date, **told: Any) -> None:
        super().__init__(*args, **told | {"initial": {"day": today}})
        kinds = [(kind, in_words(str(name))) for kind, name in KIND_NAMES.items()]
        self.fields["kind"] = forms.ChoiceField(
            label=_("Tệp này liệt kê"), choices=[("", _("Tự nhận theo tên cột")), *kinds], required=False
        )


def _initial(item: ItemView | None, price: PriceView | None) -> dict[str, Any]:
    if item is None:
        return {}
    told: dict[str, Any] = {name: getattr(item, name) for name in ItemForm.base_fields if hasattr(item, name)}
    told["indicators"] = "\n".join(f"{one.name}; {one.code}; {one.unit}" for one in item.indicators)
    if price:
        own = price.price_bh if price.price_bh != price.price else None  # left empty, it follows the price
        told |= {"price": shown(price.price), "price_bh": shown(own), "fund_rate": price.fund_rate}
        told |= {"ceiling": shown(price.ceiling), "decision": price.decision}
    return told


def shown(amount: Decimal | None) -> str:
    """An amount to type over: 1480,5."""
    if amount is None:
        return ""
    return f"{amount:f}".rstrip("0").rstrip(".").replace(".", ",") if amount % 1 else f"{amount:.0f}"


def _indicator(line: str) -> IndicatorInput:
    name, code, unit = ([part.strip() for part in line.split(";")] + ["", ""])[:3]
    return IndicatorInput(name, code, unit)
