"""Cuts Tinos down to what Vietnamese reports need: Latin, Vietnamese, punctuation. By hand, when the fonts change.

``python tools/vendor/report_fonts.py FOLDER`` with the folder of Debian's fonts-croscore (Tinos 1.33, SIL OFL 1.1), by
a Python that has fonttools. Results and their licence are committed under ``src/tram/reports/fonts``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset

OUT = Path(__file__).resolve().parents[2] / "src" / "tram" / "reports" / "fonts"
STYLES = ("Regular", "Bold", "Italic")
RANGES = (
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x1A0, 0x1B0),
    (0x300, 0x309),
    (0x323, 0x323),
    (0x1EA0, 0x1EF9),
    (0x2010, 0x2026),
    (0x2030, 0x2033),
    (0x20AB, 0x20AB),
    (0x2190, 0x2193),
    (0x2212, 0x2212),
    (0x2260, 0x2265),
)


def main(folder: Path) -> None:
    """Writes the three styles."""
    options = subset.Options(layout_features=["*"], hinting=False, name_IDs=["*"], notdef_outline=True)
    for style in STYLES:
        font = subset.load_font(str(folder / f"Tinos-{style}.ttf"), options)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
        cutter.subset(font)
        subset.save_font(font, str(OUT / f"Tinos-{style}.ttf"), options)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
