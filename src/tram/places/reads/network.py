"""Villages, facilities and their staff counts on a day; each question is a handful of queries whatever the number."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q

from tram.kernel.text import sort_key
from tram.places.models import (
    Facility,
    FacilityCode,
    FacilityKind,
    FacilityName,
    FacilitySite,
    FormerParent,
    FormerVillageName,
    StaffCount,
    Village,
    VillageArea,
    VillageKind,
)
from tram.places.reads.validity import on
from tram.places.views import FacilityView, StaffCountView, VillageView


def villages(commune: str, day: date) -> tuple[VillageView, ...]:
    """The villages of a commune on a day, with the names they bore then, by Vietnamese alphabet."""
    rows = list(Village.objects.filter(on(day), commune=commune))
    return tuple(sorted(_villages(rows, day), key=lambda found: (sort_key(found.name), found.id)))


def village(village_id: UUID, day: date | None = None) -> VillageView | None:
    """A village on a day; None when it did not exist then. Without a day: as last known, ended or not."""
    rows = Village.objects.filter(pk=village_id)
    if day is None:
        row = rows.first()
        return village_view(row) if row else None
    row = rows.filter(on(day)).first()
    return next(iter(_villages([row], day)), None) if row else None


def villages_by_id(ids: Iterable[UUID], day: date) -> dict[UUID, VillageView]:
    """Villages that exist on a day, by id, in two queries."""
    rows = list(Village.objects.filter(on(day), pk__in=set(ids)))
    return {found.id: found for found in _villages(rows, day)}


def facilities(commune: str, day: date, kinds: Collection[str] = ()) -> tuple[FacilityView, ...]:
    """The facilities standing in a commune on a day (of some kinds only, when named), by kind and name."""
    at_site = FacilitySite.objects.filter(on(day), commune=commune).values_list("facility_id", flat=True)
    rows = Facility.objects.filter(on(day), pk__in=list(at_site))
    return facility_views(rows.filter(kind__in=kinds) if kinds else rows, day)


def facility(facility_id: UUID, day: date) -> FacilityView | None:
    """A facility with the name, site, codes and leader it had on a day; None when it did not operate then."""
    return next(iter(facility_views(Facility.objects.filter(on(day), pk=facility_id), day)), None)


def last_known_facility(facility_id: UUID) -> FacilityView | None:
    """A facility as it is, or as it last was when it has ended; None when there never was one."""
    row = Facility.objects.filter(pk=facility_id).first()
    if row is None:
        return None
    last = (
        FacilityName.objects.filter(facility=row).order_by("-valid_from").values_list("valid_from", flat=True).first()
    )
    return facility_views([row], row.valid_to or max(last or row.valid_from, row.valid_from))[0]


def facilities_by_id(ids: Iterable[UUID], day: date) -> dict[UUID, FacilityView]:
    """Facilities that operate on a day, by id."""
    found = facility_views(Facility.objects.filter(on(day), pk__in=set(ids)), day)
    return {view.id: view for view in found}


def facility_by_code(system: str, value: str, day: date) -> FacilityView | None:
    """The facility that bore a code on a day; None when none did."""
    ids = FacilityCode.objects.filter(on(day), system=system, value=value).values_list("facility_id", flat=True)
    return next(iter(facility_views(Facility.objects.filter(on(day), pk__in=list(ids)), day)), None)


def facilities_of_kinds(
    kinds: Collection[str], communes: Collection[str] | None, day: date
) -> tuple[FacilityView, ...]:
    """The facilities of some kinds on a day in some communes (None: the whole nation), by name."""
    rows = Facility.objects.filter(on(day), kind__in=kinds)
    return facility_views(rows if communes is None else rows.filter(commune__in=communes), day)


def station_of(commune: str, day: date) -> FacilityView | None:
    """The commune's health station on a day (the first founded when there are several); None when there is none."""
    found = facilities(commune, day, (FacilityKind.COMMUNE_STATION,))
    return min(found, key=lambda view: (view.valid_from, view.id), default=None)


def led_by(leader: UUID, day: date) -> frozenset[UUID]:
    """Ids of the facilities a facility led on a day."""
    changed = set(FormerParent.objects.filter(on(day)).values_list("facility_id", flat=True))
    now = Facility.objects.filter(on(day), parent=leader).exclude(pk__in=changed).values_list("pk", flat=True)
    then = FormerParent.objects.filter(on(day), parent=leader).values_list("facility_id", flat=True)
    return frozenset(now) | frozenset(Facility.objects.filter(on(day), pk__in=list(then)).values_list("pk", flat=True))


def communes_of_centre(centre: UUID, day: date) -> frozenset[str]:
    """Codes of the communes whose facilities a regional centre led on a day, its own commune among them."""
    sites = FacilitySite.objects.filter(on(day), facility__in=[*led_by(centre, day), centre]).exclude(commune="")
    return frozenset(sites.values_list("commune", flat=True))


def staff_counts(commune: str, day: date) -> tuple[StaffCountView, ...]:
    """The staff numbers an administrator entered for a commune, as they hold on a day."""
    rows = StaffCount.objects.filter(on(day), commune=commune).order_by("category", "id")
    return tuple(staff_count_view(row) for row in rows)


def facility_views(rows: Iterable[Facility], day: date) -> tuple[FacilityView, ...]:
    """Rows as they were on a day, by kind and name, in five queries whatever their number."""
    found = list(rows)
    ids = [row.pk for row in found]
    names = {row.facility_id: row for row in FacilityName.objects.filter(on(day), facility__in=ids)}
    sites = {row.facility_id: row for row in FacilitySite.objects.filter(on(day), facility__in=ids)}
    leaders = {row.facility_id: row.parent_id for row in FormerParent.objects.filter(on(day), facility__in=ids)}
    codes: dict[UUID, dict[str, str]] = {}
    for code in FacilityCode.objects.filter(on(day), facility__in=ids).order_by("system"):
        codes.setdefault(code.facility_id, {})[code.system] = code.value
    views = [
        _facility(row, names.get(row.pk), sites.get(row.pk), codes.get(row.pk, {}), leaders.get(row.pk, row.parent_id))
        for row in found
    ]
    order = FacilityKind.values
    return tuple(sorted(views, key=lambda view: (order.index(view.kind), sort_key(view.name), view.id)))


def _facility(
    row: Facility, name: FacilityName | None, site: FacilitySite | None, codes: dict[str, str], parent: UUID | None
) -> FacilityView:
    return FacilityView(
        id=row.pk,
        kind=row.kind,
        kind_name=str(FacilityKind(row.kind).label),
        name=name.name if name else "",
        commune=site.commune if site else row.commune,
        address=site.address if site else "",
        parent=parent,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        merged_into=row.merged_into_id,
        codes=codes,
    )


def _villages(rows: list[Village], day: date) -> list[VillageView]:
    former = FormerVillageName.objects.filter(on(day), village__in=[row.pk for row in rows])
    names = dict(former.values_list("village_id", "name"))
    return [village_view(row, names.get(row.pk, row.name)) for row in rows]


def village_view(row: Village, name: str = "") -> VillageView:
    """A village row as a frozen value, with the name it bore on the day asked about."""
    return VillageView(
        id=row.pk,
        commune=row.commune,
        name=name or row.name,
        kind=row.kind,
        kind_name=VillageKind(row.kind).label,
        code=row.code,
        area=row.area,
        area_name=str(VillageArea(row.area).label) if row.area else "",
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        merged_into=row.merged_into_id,
    )


def staff_count_view(row: StaffCount) -> StaffCountView:
    """A staff count row as a frozen value."""
    return StaffCountView(
        id=row.pk,
        commune=row.commune,
        facility=row.facility_id,
        village=row.village_id,
        category=row.category,
        number=row.number,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def village_now(village_id: UUID, day: date) -> UUID:
    """The village that holds a village's people on a day: itself, or what it was merged into by then."""
    found = village_id
    seen: set[UUID] = set()
    while found not in seen:
        seen.add(found)
        step = Village.objects.filter(Q(valid_to__lt=day), pk=found).values_list("merged_into_id", flat=True).first()
        found = step or found
    return found
