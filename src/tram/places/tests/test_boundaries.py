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
from tram.places.api import boundary, import_boundaries
from tram.places.rules import outline, rounded
from tram.places.tests.world import HERE, refused

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
    from tram.places.tests.world import AT

    return import_boundaries(by=SYSTEM, data=data, source="thử", day=AT.date())


def test_a_file_gives_outlines_to_the_communes_it_names_plain_or_packed() -> None:
    data = collection(feature(HERE, polygon()), feature("12", polygon()), {"type": "Feature"})
    for packed in (data, gzip.compress(data, mtime=0)):
        done = store(packed)
        assert (done.stored, done.skipped) == (1, 1)
    assert boundary(HERE) is not None
    assert boundary("03408") is None
    assert not Fact.objects.exists()


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
    from tram.places.tests.world import AT

    found = refused(import_boundaries, by=head, data=collection(), source="x", day=AT.date())
    assert found.status == 403


def test_the_command_says_how_many(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "xa.geojson"
    file.write_bytes(collection(feature(HERE, polygon())))
    assert main(["places", "boundaries", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"stored": 1, "skipped": 0}
    assert main(["places", "boundaries", str(tmp_path / "none")]) == 2


@pytest.mark.skipif(not REAL.exists(), reason="no boundaries of Lai Châu beside the repository")
def test_the_real_boundaries_of_lai_chau_reach_its_thirty_eight_communes() -> None:
    done = store(REAL.read_bytes())
    assert (done.stored, done.skipped) == (38, 1)
