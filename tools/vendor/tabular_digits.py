"""Make a digits-only companion of Be Vietnam Pro whose figures share one width.

Be Vietnam Pro has proportional figures and no `tnum` feature, so columns of numbers do not line up. The companion
keeps the same outlines and centres each figure in the width of the zero. SIL OFL 1.1 allows the derivation;
the name is changed so that the two cannot be taken for each other.

Usage: python tabular_digits.py SOURCE.woff2 TARGET.woff2   (needs fonttools and brotli)
"""

import sys

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FAMILY = "Tram Digits"
FIGURES = "0123456789"


def widen(font: TTFont) -> None:
    """Give every figure the advance of the zero, outline centred in it."""
    names = [font.getBestCmap()[ord(figure)] for figure in FIGURES]
    width = font["hmtx"][names[0]][0]
    for name in names:
        advance, bearing = font["hmtx"][name]
        shift = (width - advance) // 2
        font["glyf"][name].coordinates.translate((shift, 0))
        font["glyf"][name].recalcBounds(font["glyf"])
        font["hmtx"][name] = (width, bearing + shift)


def rename(font: TTFont) -> None:
    """Put the companion's own family name in every name record that carries the original's."""
    for record in font["name"].names:
        if record.nameID in {1, 3, 4, 6, 16}:
            record.string = record.toUnicode().replace("Be Vietnam Pro", FAMILY).replace("BeVietnamPro", "TramDigits")


def main(source: str, target: str) -> None:
    """Write TARGET: the figures of SOURCE, all of one width."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options()
    options.flavor, options.layout_features, options.name_IDs = "woff2", [], ["*"]
    subsetter = Subsetter(options)
    subsetter.populate(text=FIGURES)
    subsetter.subset(font)
    widen(font)
    rename(font)
    font.flavor = "woff2"
    font.save(target)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
