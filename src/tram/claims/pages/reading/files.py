"""/bhyt/nhap/: send files of an old system, read what became of every claim."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tram.claims.api import Report, read_uploads
from tram.kernel.actors import require
from tram.kernel.forms import FilesField, ManyFiles, attempt
from tram.kernel.http import actor_of, time_of
from tram.kernel.said import in_words

SHOWN = 200


class FilesForm(forms.Form):
    """What the page asks."""

    uploads = FilesField(
        label=gettext_lazy("Tệp của phần mềm cũ"),
        help_text=gettext_lazy("Tệp .xml theo QĐ 4210, 130, 4750, 3176, hoặc .zip của cả thư mục."),
        widget=ManyFiles(attrs={"accept": ".xml,.zip"}),
    )


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The form; after sending, the counts and every reason."""
    actor, at = actor_of(request), time_of(request)
    require(actor, "person.import")
    require(actor, "visit.write")
    form, status, read = FilesForm(), 200, list[Report]()
    if request.method == "POST":
        form = FilesForm(request.POST, request.FILES)
        status = attempt(form, lambda told: read.append(read_uploads(by=actor, at=at, files=told["uploads"])))
    context = {"form": form} | (_told(read[0]) if read else {})
    return render(request, "claims/reading/index.html", context, status=status)


def _told(report: Report) -> dict[str, Any]:
    return {
        "report": report,
        "faults": [(one, in_words(one.sentence)) for one in report.faults[:SHOWN]],
        "more": len(report.faults[SHOWN:]) + report.faults_more,
    }
