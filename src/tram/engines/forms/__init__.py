"""Forms as data: typed answers, findings that explain themselves, the same in a browser (docs/explanation/forms.md)."""

from pathlib import Path

from tram.engines.forms.as_json import plain_values, to_json
from tram.engines.forms.check import check
from tram.engines.forms.examples import run_examples
from tram.engines.forms.load import load_form
from tram.engines.forms.model import Checked, Field, Finding, Form, Option, Range, Rule, Section, Value

SCRIPT = Path(__file__).with_name("forms.js")

__all__ = [
    "SCRIPT",
    "Checked",
    "Field",
    "Finding",
    "Form",
    "Option",
    "Range",
    "Rule",
    "Section",
    "Value",
    "check",
    "load_form",
    "plain_values",
    "run_examples",
    "to_json",
]
