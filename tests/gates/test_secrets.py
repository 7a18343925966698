"""No key, token or password is committed. What only looks like one says so: ``# pragma: allowlist secret``."""

from __future__ import annotations

from pathlib import Path

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
SENTENCES = {"path": "detect_secrets.filters.regex.should_exclude_secret", "pattern": [r"\s"]}
SETTINGS = {
    "plugins_used": [*({"name": name} for name in PLUGINS), *CHATTY],
    "filters_used": [*({"path": f"detect_secrets.filters.{name}"} for name in FILTERS), SENTENCES],
}
DATA = {".lock", ".csv", ".po", ".svg", ".json", ".ndjson", ".js", ".mjs", ".css", ".md", ".html"}


def _looked_into(path: Path) -> bool:
    return path.suffix not in DATA and not {"vendor", "definitions"} & set(path.parts)


def test_no_secret_is_committed() -> None:
    found = []
    with transient_settings(SETTINGS):
        for path, _ in text_files():
            if _looked_into(path):
                found += [f"{short(path)}:{one.line_number} {one.type}" for one in scan_file(str(path))]
    assert found == []


def test_the_scan_sees_a_planted_secret(tmp_path: Path) -> None:
    planted = tmp_path / "settings.py"
    planted.write_text('AWS = "AKIA' + "Q3EGPGYLJXYTNEZA" + '"\n', encoding="utf-8")
    with transient_settings(SETTINGS):
        assert [one.type for one in scan_file(str(planted))] == ["AWS Access Key"]
