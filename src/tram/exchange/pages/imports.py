"""/nhap/fhir/: send files, follow the import, read what became of every resource."""

from __future__ import annotations

import csv
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tram.exchange.api import (
    RunView,
    Tally,
    find_run,
    latest_runs,
    receive_upload,
    start_run,
    stop_run,
    type_name,
)
from tram.kernel.actors import require
from tram.kernel.clock import today_vn
from tram.kernel.forms import FilesField, ManyFiles, attempt
from tram.kernel.http import actor_of, time_of
from tram.kernel.said import in_words
from tram.places.api import commune

SHOWN = 100


class UploadForm(forms.Form):
    """What the first page asks."""

    uploads = FilesField(
        label=gettext_lazy("Tệp FHIR R4"),
        help_text=gettext_lazy(
            "Gói (Bundle) .json hoặc .ndjson, có thể nén .gz; chọn nhiều tệp một lần, thứ tự tuỳ ý."
        ),
        widget=ManyFiles(attrs={"accept": ".json,.ndjson,.gz,application/fhir+json"}),
    )
    commune = forms.CharField(
        label=gettext_lazy("Xã nhận"),
        help_text=gettext_lazy("Mã 5 số. Người nhập vào được ghi là người nơi khác đến xã này."),
        max_length=5,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_commune(self) -> str:
        """A commune in force, or none."""
        code = str(self.cleaned_data["commune"]).strip()
        if code and commune(code, self.day) is None:
            raise forms.ValidationError(_("Mã xã không có trong danh mục đang dùng."))
        return code

    def __init__(self, *args: Any, **more: Any) -> None:
        self.day = more.pop("day")
        super().__init__(*args, **more)


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The form, and the actor's last imports."""
    actor, at = actor_of(request), time_of(request)
    require(actor, "exchange.import")
    day, started = today_vn(at), list[RunView]()
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES, day=day)

        def act(told: dict[str, Any]) -> None:
            started.append(receive_upload(by=actor, at=at, commune=told["commune"], files=told["uploads"]))

        status = attempt(form, act)
        if started:
            start_run(started[0].id)
            return redirect("exchange:run", run=started[0].id)
    else:
        form, status = UploadForm(initial={"commune": actor.commune}, day=day), 200
    return render(request, "exchange/index.html", {"form": form, "runs": latest_runs(actor, at)}, status=status)


@require_GET
def run(request: HttpRequest, run: UUID) -> HttpResponse:
    """One import: how far, then what became of every resource."""
    return render(request, "exchange/run.html", _context(request, run))


@require_GET
def progress(request: HttpRequest, run: UUID) -> HttpResponse:
    """The part of the page that changes."""
    return render(request, "exchange/run_state.html", _context(request, run))


@require_POST
def stop(request: HttpRequest, run: UUID) -> HttpResponseRedirect:
    """Asks the import to stop."""
    stop_run(by=actor_of(request), run=run)
    return redirect("exchange:run", run=run)


@require_GET
def faults(request: HttpRequest, run: UUID) -> HttpResponse:
    """The refusals as a CSV file for a spreadsheet."""
    found = find_run(actor_of(request), run, time_of(request))
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="fhir-loi-{found.created_at:%Y%m%d-%H%M}.csv"'
    writer = csv.writer(answer)
    writer.writerow([_("tệp"), _("mục"), _("loại"), _("trường"), _("lý do")])
    for fault in found.report.faults if found.report else ():
        writer.writerow([fault.file, fault.entry, fault.resource, fault.field, in_words(fault.reason)])
    return answer


def _context(request: HttpRequest, run: UUID) -> dict[str, Any]:
    found = find_run(actor_of(request), run, time_of(request))
    report = found.report
    context: dict[str, Any] = {"run": found, "report": report}
    if report is not None:
        context["rows"] = [_row(type_name(name), tally) for name, tally in sorted(report.types.items())]
        context["total"] = report.total
        context["faults"] = [(fault, in_words(fault.reason)) for fault in report.faults[:SHOWN]]
        context["more"] = len(report.faults[SHOWN:]) + report.faults_more
    return context


def _row(title: str, tally: Tally) -> dict[str, Any]:
    return {"title": title, "tally": tally}
