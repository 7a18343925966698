"""The personal record on paper, with the code another station can scan."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tram.immunization.api import PaperDose, chart, qr_svg, record_code, vaccine_label
from tram.immunization.pages.person.common import opened
from tram.immunization.pages.person.words import dose_line, next_words
from tram.places.api import commune as commune_on

SIZES = ("a5", "a4")


@require_GET
def paper_page(request: HttpRequest, person: UUID) -> HttpResponse:
    """The paper of A5 (or A4: ``?kho=a4``), to be printed, stamped and kept at home."""
    found = opened(request, person, "paper")
    drawn = chart(found.person, found.record, found.today)
    place = commune_on(found.person.commune, found.today) if found.person.commune else None
    size = request.GET.get("kho", "")
    given = sorted(drawn.doses, key=lambda dose: (dose.dose.day, dose.dose.vaccine))
    code = record_code(
        found.person,
        found.actor.commune or found.person.commune,
        [PaperDose(one.dose.day, one.dose.vaccine, one.number or one.dose.said_number) for one in given],
    )
    context = found.head() | {
        "size": size if size in SIZES else SIZES[0],
        "sizes": [{"label": one.upper(), "url": f"?kho={one}", "current": one == (size or SIZES[0])} for one in SIZES],
        "doses": [dose_line(dose) for dose in given],
        "coming": [
            {"name": vaccine_label(group.group), "next": told}
            for group in drawn.groups
            if (told := next_words(group, found.today))
        ],
        "appointment": drawn.appointment,
        "commune_name": place.full_name if place else "",
        "code": qr_svg(code),
        "digits": code,
        "who": _("Phiếu tiêm chủng cá nhân"),
    }
    return render(request, "immunization/person/paper.html", context)
