"""Outlines of communes: read from GeoJSON when somebody has one, never needed."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tram.cli.main import main
from tram.kernel.actors import SYSTEM, Actor
from tram.kernel.models import Fact
from tram.places.api import boundary, import_boundaries, load_reference, outlines
from tram.places.reads.law import forget
from tram.places.rules import coarse, outline, rounded
from tram.places.tests.world import AT, HERE, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("law")]
SQUARE = [[103.0, 22.0], [103.1, 22.0], [103.1, 22.1], [103.0, 22.1], [103.0, 22.0]]
REAL = Path(__file__).parents[5] / "shared/oracles/vietnam/lai_chau_wards_2025_simplified_0.001deg.geojson.gz"


def feature(code: str, geometry: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"code": code}, "geometry": geometry}


def collection(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def polygon(ring: Any = SQUARE) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [ring]}


def store(data: bytes) -> Any:
    return import_boundaries(by=SYSTEM, data=data, source="thử", day=AT.date())


def test_a_file_gives_outlines_to_the_communes_it_names_plain_or_packed() -> None:
    data = collection(feature(HERE, polygon()), feature("12", polygon()), {"type": "Feature"})
    for packed in (data, gzip.compress(data, mtime=0)):
        done = store(packed)
        assert (done.stored, done.unmatched) == (1, ("12", "thứ 3"))
    assert boundary(HERE) is not None
    assert boundary("03408") is None
    assert not Fact.objects.exists()


def named(**properties: str) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": polygon()}


def test_a_region_without_a_code_is_known_by_the_one_commune_that_bears_its_name() -> None:
    done = store(collection(named(ten_xa="Đoàn Kết", ten_tinh="Lai Châu"), named(name="Xã Không Có Thật")))
    assert (done.stored, done.unmatched) == (1, ("Xã Không Có Thật",))
    assert boundary(HERE) is not None
    assert any("Bản Bo" in name for name in done.without)


def test_a_name_without_tones_or_with_its_kind_is_the_same_commune() -> None:
    for name in ("Xã Bình Lư", "binh lu"):
        assert store(collection(named(name=name, province="12"))).stored == 1


def test_a_name_of_another_province_or_borne_by_several_communes_is_nobodys() -> None:
    load_reference(frozenset({"12", "14"}))
    forget()
    told = collection(named(name="Bình Lư"), named(name="Bình Lư", province="14"), named(name="Đoàn Kết"))
    assert store(told).unmatched == ("Bình Lư", "Đoàn Kết")
    assert store(collection(named(name="Phường Đoàn Kết"))).unmatched == ()


def test_neighbours_drawn_coarsely_still_share_their_border() -> None:
    west = [[103.0, 22.0], [103.1004, 22.0], [103.1004, 22.1], [103.0, 22.1], [103.0, 22.0]]
    east = [[103.1004, 22.0], [103.2, 22.0], [103.2, 22.1], [103.1004, 22.1], [103.10044, 22.0], [103.1004, 22.0]]
    first, second = (coarse(rounded(polygon(ring)) or {})["coordinates"][0][0] for ring in (west, east))
    assert {tuple(point) for point in first} & {tuple(point) for point in second} == {(103.1, 22.0), (103.1, 22.1)}
    assert len(second) == 5


def test_the_outlines_of_a_province_are_one_address_that_changes_with_them() -> None:
    assert outlines("12", AT.date()) is None
    store(collection(feature(HERE, polygon())))
    found = outlines("12", AT.date())
    assert found is not None
    assert found.codes == {HERE}
    assert json.loads(found.geojson)["features"][0]["properties"] == {"name": HERE}
    store(collection(feature("03408", polygon())))
    again = outlines("12", AT.date())
    assert again is not None
    assert again.digest != found.digest


def test_a_shape_is_drawn_north_up_and_true_to_its_latitude() -> None:
    drawn = rounded(polygon())
    assert drawn is not None
    shape = outline(drawn, width=100)
    assert (shape.width, shape.height) == (93, 100)  # cos 22.05 degrees is 0.927
    assert shape.path.startswith("M0.0 100.0L92.7 100.0L92.7 0.0")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b"\x1f\x8b rubbish",
        gzip.compress(b"{}", mtime=0)[:-6],
        collection(),
        collection(feature("99999", polygon())),
        collection(feature(HERE, None)),
        collection(feature(HERE, {"type": "Point", "coordinates": [103, 22]})),
        collection(feature(HERE, polygon([[0, 0], [1, 0], [1, 1], [0, 0]]))),
        collection(feature(HERE, polygon([[103, 22], [103, 23]]))),
        collection(feature(HERE, polygon(SQUARE[:-1]))),
        collection(feature(HERE, polygon([[103, 22], [103, 22], [103, 22], [103, 22]]))),
        collection(feature(HERE, polygon([["a", "b"]] * 4))),
        collection(feature(HERE, {"type": "MultiPolygon", "coordinates": []})),
    ],
)
def test_what_is_no_map_of_communes_is_refused_whole(data: bytes) -> None:
    found = refused(store, data=data)
    assert found.code == "boundary.file"
    assert found.sentence.startswith("Không đọc được tệp ranh giới")
    assert boundary(HERE) is None


def test_only_who_manages_the_machine_imports(head: Actor) -> None:
    found = refused(import_boundaries, by=head, data=collection(), source="x", day=AT.date())
    assert found.status == 403


def test_the_command_says_how_many(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "xa.geojson"
    file.write_bytes(collection(feature(HERE, polygon())))
    assert main(["places", "boundaries", str(file), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["stored"], told["unmatched"], len(told["without"])) == (1, [], 37)
    file.write_bytes(collection(feature(HERE, polygon()), named(name="Mường Xa Lắm")))
    assert main(["places", "boundaries", str(file)]) == 0
    said = capsys.readouterr().out
    assert "Không khớp mã hay tên xã nào đang dùng: Mường Xa Lắm." in said
    assert "và 25 vùng nữa" in said
    assert main(["places", "boundaries", str(tmp_path / "none")]) == 2


@pytest.mark.skipif(not REAL.exists(), reason="no boundaries of Lai Châu beside the repository")
def test_the_real_boundaries_of_lai_chau_reach_its_thirty_eight_communes() -> None:
    done = store(REAL.read_bytes())
    assert (done.stored, done.unmatched, done.without) == (38, ("12 Tỉnh Lai Châu",), ())
    drawn = outlines("12", AT.date())
    assert drawn is not None
    assert len(gzip.compress(drawn.geojson.encode())) < 40 * 1024
