"""The same form gives the same values and findings on the server and in JavaScript."""

from __future__ import annotations

import json
import random
import subprocess
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tram.engines.forms import SCRIPT, Form, check, load_form, plain_values, run_examples, to_json

LISTS = {"icd10": ["I10", "E11.9", "J00"]}
INPUTS = (
    {"birth_date": date(1960, 5, 1), "day": date(2026, 10, 31), "sex": "female"},
    {"birth_date": date(2024, 2, 29)},
    {},
)
ODD = (
    *(
        "",
        " ",
        "　",
        "150/95",
        "95 / 150",
        "150/",
        "/",
        "１５０／９５",
        "1.234",
        "1.234,5",
        "1.234.567",
        "12,5",
        "12.5",
        "12,50",
    ),
    *(
        "-3",
        "+7",
        "-0",
        "0,04",
        "1,005",
        "1e5",
        "abc",
        "có",
        "KHÔNG",
        "x",
        "never",
        "DAILY",
        "daily;never",
        "fever,cough",
    ),
    *("fever;;rash; ho", "i10", "I10", "E11.9", "Z99", "29/02/2024", "29/2/2023", "5-7-2026", "05072026", "2026-07-05"),
    *("31.12.1799", "1/1/2201", "Ghi chú", "dài quá hai mươi ký tự rồi", "a\tb", "a\x00b", "  \u00a0thừa  ", "{label}"),
    *(
        "{weight}",
        "e\u0302m",
        "😀" * 20,
        "½",
        "5²",
        "999999999999999",
        "9999999999999999",
        "0.5",
        "250",
        "250,01",
        "36.60",
    ),
    *("true", "1", "07", "__proto__", "constructor"),
)
DEFINITIONS = Path(__file__).parents[2] / "definitions"
SHIPPED = [path for path in sorted(DEFINITIONS.rglob("*.toml")) if "[[fields]]" in path.read_text(encoding="utf-8")]
FORM = Path(__file__).with_name("form.toml")
TYPICAL = {
    "systolic": ("150/95", "95", "120", "65", "310", "１２０"),
    "diastolic": ("80", "95", "150"),
    "weight": ("60,5", "3", "0,4", "251", "2.75"),
    "height": ("160", "49,5", "0", "172"),
    "smokes": ("daily", "never"),
    "packs": ("2", "-1"),
    "symptoms": ("fever", "fever;cough", "rash"),
    "diagnosis": ("i10", "E11.9"),
    "onset": ("5/7/2026", "1/1/2027", "01/01/2010"),
    "pregnant": ("có", "0"),
}


@pytest.fixture(scope="module")
def form() -> Form:
    return load_form(FORM)


def _random_case(rng: random.Random, form: Form) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for field in form.fields:
        choice = rng.random()
        if choice < 0.55 and field.id in TYPICAL:
            answers[field.id] = rng.choice(TYPICAL[field.id])
        elif choice < 0.8:
            answers[field.id] = rng.choice((*ODD, None, True, ["fever", "rash"]))
    inputs = dict(rng.choice(INPUTS))
    if "day" in inputs and rng.random() < 0.5:
        inputs["day"] += timedelta(days=rng.randrange(-9000, 900))
    return {"answers": answers, "inputs": inputs}


def _lists(form: Form) -> dict[str, list[str]]:
    return {field.code_list: LISTS["icd10"] for field in form.fields if field.code_list}


def _here(form: Form, case: dict[str, Any]) -> dict[str, Any]:
    checked = check(form, case["answers"], inputs=case["inputs"], code_lists=_lists(form))
    findings = [asdict(finding) for finding in checked.findings]
    return {"values": plain_values(checked.values), "findings": findings, "shown": list(checked.shown)}


def _there(form: Form, cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    sent = [{"answers": case["answers"], "inputs": plain_values(case["inputs"])} for case in cases]
    done = subprocess.run(
        ["node", str(Path(__file__).with_name("run_forms.mjs")), str(SCRIPT)],
        input=json.dumps({"form": to_json(form), "cases": sent, "lists": _lists(form)}).encode(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_the_forms_own_examples_come_out_as_written(form: Form) -> None:
    assert run_examples(form, LISTS) == []


@pytest.mark.needs_node
def test_the_browser_gives_what_the_server_gives(form: Form) -> None:
    rng = random.Random(25)
    examples = [{"answers": dict(one.answers), "inputs": dict(one.inputs)} for one in form.examples]
    every_odd = [
        {"answers": {field.id: odd}, "inputs": INPUTS[0]}
        for field in form.fields
        for odd in (*ODD, None, False, ["rash", "x"])
    ]
    cases = examples + every_odd + [_random_case(rng, form) for _ in range(500)]
    for case, there in zip(cases, _there(form, cases), strict=True):
        assert there == _here(form, case), case


@pytest.mark.needs_node
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_form_that_ships_is_the_same_in_the_browser(path: Path) -> None:
    form, rng = load_form(path), random.Random(7)
    numbers = ("120", "36,6", "9", "250", "0", "70/40", "150/95", "-1", "1.000")
    known = {"day": date(2026, 10, 31), "birth_date": date(1960, 5, 1), "sex": "female"}
    cases = [{"answers": dict(one.answers), "inputs": dict(one.inputs)} for one in form.examples]
    for _ in range(200):
        asked = [field for field in form.fields if rng.random() < 0.7]
        answers = {
            field.id: rng.choice((*numbers, *numbers, *(one.code for one in field.options), *ODD)) for field in asked
        }
        inputs = {name: known[name] for name in form.inputs if name in known and rng.random() < 0.8}
        cases.append({"answers": answers, "inputs": inputs})
    for case, there in zip(cases, _there(form, cases), strict=True):
        assert there == _here(form, case), case


@pytest.mark.needs_node
def test_a_mistake_in_the_browsers_engine_would_be_seen(
    form: Form, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = tmp_path / "forms.mjs"
    wrong.write_text(SCRIPT.read_text(encoding="utf-8").replace("x * 1000000n", "x * 100000n"), encoding="utf-8")
    monkeypatch.setattr("tests.spec.test_forms_in_the_browser.SCRIPT", wrong)
    case = {"answers": {"weight": "60", "height": "160"}, "inputs": {}}
    assert _there(form, [case])[0] != _here(form, case)


def test_the_script_is_safe_under_a_strict_content_policy() -> None:
    text = SCRIPT.read_text(encoding="utf-8")
    for word in ("eval(", "new Function", "innerHTML", "import(", "http"):
        assert word not in text
