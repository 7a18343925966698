"""The look keeps its promises (docs/explanation/design.md): contrast, no inline code, no outside address."""

import re
from itertools import product
from pathlib import Path

import pytest

WEB = Path(__file__).parents[1]
SOURCE = WEB.parent
STATIC = WEB / "static"
TEMPLATES = sorted(SOURCE.glob("*/templates/**/*.html"))
STYLES = sorted((STATIC / "css").glob("*.css"))
MODULES = sorted((STATIC / "js").glob("*.js"))
AA = 4.5
AA_LARGE = 3.0


def tokens(theme: str) -> dict[str, str]:
    """The colour tokens of a theme, name to #rrggbb."""
    text = (STATIC / "css/tokens.css").read_text("utf-8")
    blocks = {"light": r":root \{(.*?)\n\}", "dark": r':root\[data-theme="dark"\] \{(.*?)\n\}'}
    block = re.search(blocks[theme], text, re.DOTALL)
    assert block is not None
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block[1]))


def named_in_templates(pattern: str) -> set[str]:
    """What the first group of a pattern finds in all templates."""
    return {name for path in TEMPLATES for name in re.findall(pattern, path.read_text("utf-8"))}


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2.1."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read_on_every_surface(theme: str) -> None:
    colour = tokens(theme)
    inks = ("ink", "ink-soft", "ink-faint", "accent", "danger", "warn", "info")
    grounds = ("paper", "surface", "surface-sunk", "surface-hover")
    pairs = [*product(inks, grounds), ("accent-ink", "accent"), ("danger-ink", "danger"), ("rail-ink", "rail-bg")]
    pairs += [("accent-strong", "accent-tint"), ("danger", "danger-tint"), ("warn", "warn-tint"), ("info", "info-tint")]
    weak = [f"{ink} on {ground}" for ink, ground in pairs if contrast(colour[ink], colour[ground]) < AA]
    assert weak == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_borders_of_controls_can_be_seen(theme: str) -> None:
    colour = tokens(theme)
    weak = [g for g in ("paper", "surface") if contrast(colour["line-strong"], colour[g]) < AA_LARGE]
    assert weak == []


def test_both_copies_of_the_dark_values_are_the_same() -> None:
    text = (STATIC / "css/tokens.css").read_text("utf-8")
    system = re.search(r':root:not\(\[data-theme="light"\]\) \{(.*?)\}', text, re.DOTALL)
    chosen = re.search(r':root\[data-theme="dark"\] \{(.*?)\}', text, re.DOTALL)
    assert system is not None
    assert chosen is not None
    assert system[1].split() == chosen[1].split()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_template_holds_no_inline_style_or_script_and_no_outside_address(path: Path) -> None:
    text = path.read_text("utf-8")
    text = re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}", "", text, flags=re.DOTALL)
    inline = re.findall(r"<style|\sstyle=|\son[a-z]+=|hx-on|<script(?![^>]*\bsrc=)|javascript:", text)
    outside = re.findall(r"(?:src|href|action)=[\"'](?:https?:)?//[^\"']*", text)
    assert inline + outside == []


@pytest.mark.parametrize("path", [*STYLES, *MODULES], ids=lambda path: path.name)
def test_a_style_or_module_asks_nothing_from_another_machine(path: Path) -> None:
    text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
    assert re.findall(r"https?://|localStorage|sessionStorage|indexedDB|\beval\(|new Function", text) == []


@pytest.mark.parametrize("name", ["base.css", "layout.css", "components.css", "data.css"])
def test_colours_are_written_in_the_tokens_only(name: str) -> None:
    text = (STATIC / "css" / name).read_text("utf-8")
    text = re.sub(r'url\("data:[^"]*"\)', "", text)
    assert sorted(set(re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", text)) - {"#fff"}) == []


def test_every_token_that_is_used_exists() -> None:
    sheets = {path.name: path.read_text("utf-8") for path in STYLES}
    known = set(re.findall(r"(--[\w-]+):", sheets["tokens.css"]))
    used = {token for text in sheets.values() for token in re.findall(r"var\((--[\w-]+)", text)}
    assert used - known == set()


def test_every_icon_that_is_named_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "vendor/icons.svg").read_text("utf-8")))
    named = {
        name for path in TEMPLATES for name in re.findall(r'icon\.html" with name="([\w-]+)"', path.read_text("utf-8"))
    }
    named |= {name for path in TEMPLATES for name in re.findall(r'\bicon="([\w-]+)"', path.read_text("utf-8"))}
    assert named - sprite == set()


def test_every_template_that_is_included_exists() -> None:
    known = {str(path).partition("/templates/")[2] for path in (path.as_posix() for path in TEMPLATES)}
    asked = {
        name for path in TEMPLATES for name in re.findall(r'{% (?:include|extends) "([^"]+)"', path.read_text("utf-8"))
    }
    assert asked - known == set()


def test_what_is_carried_along_has_its_licence() -> None:
    carried = {path.name for path in (STATIC / "vendor").rglob("*") if path.is_file()}
    assert {
        "LICENSE.txt",
        "htmx.LICENSE.txt",
        "echarts.LICENSE.txt",
        "echarts.NOTICE.txt",
        "icons.LICENSE.txt",
    } <= carried
