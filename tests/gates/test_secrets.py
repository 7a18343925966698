"""No key, token or password is committed. What only looks like one says so: ``# pragma: allowlist secret``."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from detect_secrets.core.scan import scan_file
from detect_secrets.settings import transient_settings

from tests.support.source import short, text_files

PLUGINS = (
    "AWSKeyDetector", "AzureStorageKeyDetector", "BasicAuthDetector", "GitHubTokenDetector", "GitLabTokenDetector",
    "JwtTokenDetector", "KeywordDetector", "NpmDetector", "OpenAIDetector", "PrivateKeyDetector", "PypiTokenDetector",
    "SendGridDetector", "SlackDetector", "StripeDetector", "TelegramBotTokenDetector", "TwilioKeyDetector",
)  # fmt: skip
CHATTY = ({"name": "Base64HighEntropyString", "limit": 4.5}, {"name": "HexHighEntropyString", "limit": 3.0})
FILTERS = (
    "allowlist.is_line_allowlisted", "heuristic.is_indirect_reference", "heuristic.is_likely_id_string",
    "heuristic.is_not_alphanumeric_string", "heuristic.is_potential_uuid", "heuristic.is_sequential_string",
    "heuristic.is_templated_secret",
)  # fmt: skip
SENTENCES = {"path": "detect_secrets.filters.regex.should_exclude_secret", "pattern": [r"^(?!BEGIN ).*\s"]}
SETTINGS = {
    "plugins_used": [*({"name": name} for name in PLUGINS), *CHATTY],
    "filters_used": [*({"path": f"detect_secrets.filters.{name}"} for name in FILTERS), SENTENCES],
}
DATA = {".lock", ".csv", ".po", ".svg", ".json", ".ndjson", ".js", ".mjs", ".css", ".md", ".html"}


WORTH_A_LOOK = re.compile(r"""["'][^\s"']{12,}["']|pass|secret|token|key|://""", re.IGNORECASE)


def _looked_into(path: Path) -> bool:
    return path.suffix not in DATA and not {"vendor", "definitions"} & set(path.parts)


def _candidates() -> list[tuple[str, str]]:
    """Place and text of every line that could hold a secret: one in ten, so that the scan takes seconds."""
    return [
        (f"{short(path)}:{number}", line)
        for path, text in text_files()
        if _looked_into(path)
        for number, line in enumerate(text.splitlines(), 1)
        if WORTH_A_LOOK.search(line)
    ]


def _scan(lines: list[tuple[str, str]], folder: Path) -> list[str]:
    gathered = folder / "lines.py"
    gathered.write_text("\n".join(line for _, line in lines), encoding="utf-8")
    with transient_settings(SETTINGS):
        return [f"{lines[one.line_number - 1][0]} {one.type}" for one in scan_file(str(gathered))]


def _invented(found: str) -> bool:
    """Tests sign in with passwords they make up; keys and tokens are refused there as anywhere."""
    return "tests/" in found and found.endswith("Secret Keyword")


def test_no_secret_is_committed(tmp_path: Path) -> None:
    assert [found for found in _scan(_candidates(), tmp_path) if not _invented(found)] == []


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ('AWS = "AKIA' + 'Q3EGPGYLJXYTNEZA"', "AWS Access Key"),
        ('password = "' + 'Tram@2026"', "Secret Keyword"),
        ("-----BEGIN RSA PRIVATE" + " KEY-----", "Private Key"),
        ("DATABASE = 'postgresql://tram:" + "x7Yw2q@host/tram'", "Basic Auth Credentials"),
    ],
)
def test_the_scan_sees_a_planted_secret(tmp_path: Path, line: str, kind: str) -> None:
    assert WORTH_A_LOOK.search(line)
    assert kind in " ".join(_scan([("planted:1", line)], tmp_path))
