"""Makes the demo page's font from Hanken Grotesk, as small as it can be without a visible difference.

    pip install fonttools brotli
    python scripts/samples/font.py 'HankenGrotesk[wght].ttf'

One weight and the characters that the page writes. Kerning is half of what remains, so it becomes one table of classes, in steps of
5 units; below 8 units, which is less than half a pixel in the headline, it is left out.
"""

import sys
from pathlib import Path

from fontTools.otlLib.builder import buildPairPosClassesSubtable
from fontTools.subset import Options, Subsetter, parse_unicodes
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.otTables import ValueRecord
from fontTools.varLib.instancer import instantiateVariableFont

CHARACTERS = (
    "20-23,25-29,2B-3B,3F-5A,61-7A,A0,B7,C4,D6,DC,DF,E4,F6,FC,2013,2014,2018,2019,201C-201E,2026"
)
SMALLEST, STEP = 8, 5
OUTPUT = Path(__file__).parents[2] / "www/src/fonts/hanken-grotesk.woff2"


def subset(font):
    options = Options(layout_features=["kern"], hinting=False, flavor="woff2")
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=parse_unicodes(CHARACTERS))
    subsetter.subset(font)


def kerning_of(lookup, glyphs):
    """The distance of each pair of glyphs. The first subtable that knows a pair decides."""
    kerning = {}
    for table in lookup.SubTable:
        for index, first in enumerate(table.Coverage.glyphs):
            if table.Format == 1:
                records = table.PairSet[index].PairValueRecord
                values = {record.SecondGlyph: record.Value1 for record in records}
            else:
                row = table.Class1Record[table.ClassDef1.classDefs.get(first, 0)].Class2Record
                values = {second: row[table.ClassDef2.classDefs.get(second, 0)].Value1 for second in glyphs}
            for second, value in values.items():
                kerning.setdefault((first, second), value.XAdvance if value else 0)
    return kerning


def alike(glyphs, values_of):
    """Glyphs by what they have in common."""
    classes = {}
    for glyph in glyphs:
        classes.setdefault(values_of(glyph), []).append(glyph)
    return [tuple(members) for values, members in classes.items() if any(values)]


def compact_kerning(font):
    glyphs = font.getGlyphOrder()
    lookup = font["GPOS"].table.LookupList.Lookup[0]
    exact = kerning_of(lookup, glyphs)
    rounded = {pair: round(value / STEP) * STEP for pair, value in exact.items() if abs(value) >= SMALLEST}
    rows = alike(glyphs, lambda first: tuple(rounded.get((first, second), 0) for second in glyphs))
    columns = alike(glyphs, lambda second: tuple(rounded.get((first, second), 0) for first in glyphs))
    pairs = {}
    for row in rows:
        for column in columns:
            distance = rounded.get((row[0], column[0]), 0)
            if distance:
                value = ValueRecord()
                value.XAdvance = distance
                pairs[row, column] = (value, None)
    lookup.SubTable = [buildPairPosClassesSubtable(pairs, font.getReverseGlyphMap())]
    lookup.SubTableCount = 1


font = TTFont(sys.argv[1])
if "fvar" in font:
    font = instantiateVariableFont(font, {"wght": 500})
subset(font)
compact_kerning(font)
for unused in ("GSUB", "GDEF"):
    if unused in font:
        del font[unused]
font.flavor = "woff2"
font.save(OUTPUT)
print(OUTPUT.stat().st_size, "bytes")
