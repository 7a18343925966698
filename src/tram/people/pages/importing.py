"""Importing residents: template, upload, columns, preview, progress, what could not be taken."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tram.kernel.actors import require
from tram.kernel.http import actor_of, time_of
from tram.kernel.read_log import note
from tram.kernel.refusals import Refusal
from tram.kernel.said import in_words
from tram.people.api import (
    LARGEST_FILE,
    RESIDENT_COLUMNS,
    Line,
    answer_file,
    choose_columns,
    job_preview,
    job_sheet,
    job_view,
    receive_file,
    recent_jobs,
    start_job,
    stop_job,
    template,
)
from tram.people.pages.common import commune_choices, today
from tram.places.api import villages

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FATES = {
    "new": (lazy("mới"), "ok"),
    "known": (lazy("đã có"), "outline"),
    "alike": (lazy("có thể trùng"), "warn"),
    "refused": (lazy("chưa nhập được"), "danger"),
}


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """The template to download, a file to upload, and the last imports."""
    actor, at = actor_of(request), time_of(request)
    require(actor, "person.import")
    communes, refusal = commune_choices(actor, today(request)), None
    chosen = request.POST.get("commune") or actor.commune or (communes[0][0] if communes else "")
    if request.method == "POST":
        try:
            file = request.FILES.get("file")
            if not isinstance(file, UploadedFile):
                raise Refusal("import.no_file", _("Hãy chọn tệp .xlsx hoặc .csv."))
            job = receive_file(by=actor, at=at, commune=chosen, name=file.name or "", data=_read(file))
            return redirect("people:import_columns", job)
        except Refusal as found:
            if found.code.startswith("access."):
                raise
            refusal = found
    jobs = recent_jobs(actor, chosen, at) if chosen else ()
    context = {"communes": communes, "chosen": chosen, "jobs": jobs, "refusal": refusal}
    return render(request, "people/import_start.html", context, status=422 if refusal else 200)


@require_GET
def template_file(request: HttpRequest) -> HttpResponse:
    """The template, with the villages of the actor's communes in its lists."""
    actor, day = actor_of(request), today(request)
    require(actor, "person.import")
    names = [place.name for code, _name in commune_choices(actor, day) for place in villages(code, day)]
    answer = HttpResponse(template(names), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="mau-nguoi-dan.xlsx"'
    return answer


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, job: UUID) -> HttpResponse:
    """Which column holds what, and what would become of the first rows."""
    actor, at = actor_of(request), time_of(request)
    view, refusal = job_view(actor, job, at), None
    if request.method == "POST":
        try:
            choose_columns(by=actor, at=at, job_id=job, mapping=_chosen(request))
            return redirect("people:import_columns", job)
        except Refusal as found:
            refusal = found
    sheet, mapping = job_sheet(actor, job)
    context: dict[str, Any] = {"job": view, "refusal": refusal, "fields": _fields(sheet.headers, mapping)}
    if "full_name" in mapping:
        seen = job_preview(actor, job, at)
        note(actor, at, "import.preview", people=seen.total)
        lines = [_line(line) for line in seen.lines]
        context |= {"preview": seen, "lines": lines, "headers": sheet.headers}
    return render(request, "people/import_columns.html", context, status=422 if refusal else 200)


@require_POST
def run(request: HttpRequest, job: UUID) -> HttpResponse:
    """Begins the import."""
    start_job(by=actor_of(request), at=time_of(request), job_id=job, alike_is_new="alike_is_new" in request.POST)
    return redirect("people:import_job", job)


@require_GET
def progress(request: HttpRequest, job: UUID) -> HttpResponse:
    """How far an import is, as a page or, for htmx, as the part that moves."""
    view = job_view(actor_of(request), job, time_of(request))
    name = "people/import_progress.html" if request.headers.get("HX-Request") else "people/import_job.html"
    return render(request, name, {"job": view, "moving": view.state == "running"})


@require_POST
def stop(request: HttpRequest, job: UUID) -> HttpResponse:
    """Stops after the rows in hand."""
    stop_job(by=actor_of(request), job_id=job)
    messages.info(request, _("Sẽ dừng sau những dòng đang nhập."))
    return redirect("people:import_job", job)


@require_GET
def refused(request: HttpRequest, job: UUID) -> FileResponse:
    """The rows that were not taken, with their reasons."""
    path = answer_file(actor_of(request), job)
    note(actor_of(request), time_of(request), "import.refused_rows")
    return FileResponse(path.open("rb"), as_attachment=True, filename="chua-nhap-duoc.xlsx", content_type=XLSX)


def _read(file: UploadedFile[Any]) -> bytes:
    """The file's bytes; of one that is too large only enough to be refused."""
    return bytes(file.read(LARGEST_FILE + 1))


def _line(line: Line) -> dict[str, Any]:
    fate, kind = FATES[line.fate]
    faults = [f"{in_words(fault.field)}: {in_words(fault.reason)}" for fault in line.faults]
    return {"line": line, "fate": fate, "kind": kind, "faults": faults}


def _chosen(request: HttpRequest) -> dict[str, int]:
    told = {column.field: request.POST.get(column.field, "") for column in RESIDENT_COLUMNS}
    return {name: int(place) for name, place in told.items() if place.isdecimal() and len(place) <= 3}


def _fields(headers: tuple[str, ...], mapping: dict[str, int]) -> list[dict[str, Any]]:
    offered = [(place, header or _("cột %(number)d") % {"number": place + 1}) for place, header in enumerate(headers)]
    return [
        {
            "name": column.field,
            "title": in_words(column.title),
            "note": in_words(column.note),
            "chosen": mapping.get(column.field),
            "offered": offered,
        }
        for column in RESIDENT_COLUMNS
    ]
