"""What every room's forms share: a date field, and how a form ends in a deed or brings its No back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from tram.kernel.refusals import Refusal

PASS_ON = (403, 404)
UNFIT = 422


class DayInput(forms.DateInput):
    """A date typed as dd/mm/yyyy, with the keyboard's short cuts (``static/js/dates.js``)."""

    def __init__(self) -> None:
        super().__init__(attrs={"data-date": "", "inputmode": "numeric", "autocomplete": "off"})


class ManyFiles(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, as a list; the deed says what is wrong with them."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """The files that were sent."""
        return [each for each in (data if isinstance(data, list | tuple) else [data]) if each]


def attempt(form: forms.Form, act: Callable[[dict[str, Any]], object]) -> int:
    """Does the deed with what a posted form holds: 200 when it is done, else the status to show the form again with.

    A refusal's sentence comes to stand beside the field it names. Refusals that hide or forbid (404, 403) pass on.
    """
    if not form.is_valid():
        return UNFIT
    try:
        act(form.cleaned_data)
    except Refusal as refusal:
        if refusal.status in PASS_ON:
            raise
        field = str(refusal.details.get("field", ""))
        form.add_error(field if field in form.fields else None, refusal.said)
        return refusal.status
    return 200
