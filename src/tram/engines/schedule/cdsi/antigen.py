"""Antigens and their series of CDSi supporting data."""

from __future__ import annotations

from pathlib import Path

from tram.engines.schedule.cdsi.dose import target_dose
from tram.engines.schedule.cdsi.xml import Element, codes, day, filled, length, root_of, text, texts, whole, yes
from tram.engines.schedule.errors import ScheduleError
from tram.engines.schedule.model import Antigen, Barred, BirthImmunity, Contraindication, Indication, Kind, Series

KINDS: dict[str, Kind] = {"standard": "standard", "risk": "risk", "evaluation only": "evaluation_only"}
SEXES = {"female": "F", "male": "M", "unknown": "U"}
LAST = 99  # a series without a preference loses every tie


def antigen_of(path: Path) -> Antigen:
    """The antigen of one file. Refuses a file without series, or with series of several antigens."""
    root = root_of(path, "antigenSupportingData")
    names = {text(series, "targetDisease") for series in filled(root, "series")}
    if len(names) != 1:
        raise ScheduleError(f"Tệp «{path.name}» phải nói về đúng một kháng nguyên (targetDisease).")
    name = names.pop()
    return Antigen(
        code=name,
        series=tuple(_series(element, name) for element in filled(root, "series")),
        immune_by=frozenset(texts(root, "immunity/clinicalHistory/guidelineCode")),
        immune_born=tuple(
            _born(element) for element in filled(root, "immunity/dateOfBirth") if day(element, "immunityBirthDate")
        ),
        contraindications=(
            *(_contraindication(e) for e in filled(root, "contraindications/vaccineGroup/contraindication")),
            *(_contraindication(e) for e in filled(root, "contraindications/vaccine/contraindication")),
        ),
    )


def _series(element: Element, antigen: str) -> Series:
    name = text(element, "seriesName")
    kind = KINDS.get(text(element, "seriesType").lower())
    if kind is None:
        raise ScheduleError(f"{antigen}: không biết loại lịch «{text(element, 'seriesType')}».")
    select = "selectSeries/"
    doses = enumerate(filled(element, "seriesDose"), start=1)
    return Series(
        name=name,
        doses=tuple(target_dose(dose, f"{antigen}/{name}/{number}") for number, dose in doses),
        kind=kind,
        group=text(element, select + "seriesGroup"),
        group_name=text(element, select + "seriesGroupName"),
        equivalent=codes(text(element, "equivalentSeriesGroups")),
        priority=text(element, select + "seriesPriority") or "A",
        preference=whole(element, select + "seriesPreference", LAST),
        default=yes(element, select + "defaultSeries"),
        product=yes(element, select + "productPath"),
        sexes=frozenset(SEXES[sex.lower()] for sex in texts(element, "requiredGender") if sex.lower() in SEXES),
        max_age_to_start=length(element, select + "maxAgeToStart"),
        indications=tuple(_indication(e) for e in filled(element, "indication")),
        rule=f"{antigen}/{name}",
    )


def _indication(element: Element) -> Indication:
    code = text(element, "observationCode/code")
    return Indication(code, length(element, "beginAge"), length(element, "endAge"))


def _born(element: Element) -> BirthImmunity:
    before = day(element, "immunityBirthDate")
    assert before is not None
    return BirthImmunity(before, text(element, "birthCountry"), frozenset(texts(element, "exclusion/exclusionCode")))


def _contraindication(element: Element) -> Contraindication:
    barred = tuple(
        Barred(text(e, "cvx"), length(e, "beginAge"), length(e, "endAge"))
        for e in filled(element, "contraindicatedVaccine")
    )
    return Contraindication(
        text(element, "observationCode"), length(element, "beginAge"), length(element, "endAge"), vaccines=barred
    )
