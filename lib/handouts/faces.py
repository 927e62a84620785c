"""The typeface of the figures, with few letters, for pictures that are drawn in a browser."""

import json
from base64 import b64encode
from functools import cache
from io import BytesIO
from pathlib import Path

from ourimpact import look

LETTERS = "".join(map(chr, range(32, 127))) + "\u00a0©×–—‘’“”−"
SAID = "Letters of Source Sans 3, © 2010-2024 Adobe; SIL Open Font License 1.1: scripts.sil.org/OFL"
_NAMES = (1, 3, 4, 6, 16)  # the family's; those of copyright, trademark, and license stay


@cache
def script() -> str:
    """Return a script with the faces by weight, each as an address that holds all of it."""
    faces = dict(zip((400, 600), map(_address, look.FACES), strict=True))
    return f"// {SAID}\nglobalThis.FACES = {json.dumps(faces, indent=0)};\n"


def _address(path: Path) -> str:
    from fontTools import subset  # slow to import, and not for a site that is up to date

    options = subset.Options(flavor="woff", name_IDs=["*"], layout_features=["kern"], hinting=False)
    font = subset.load_font(path, options)
    some = subset.Subsetter(options)
    some.populate(text=LETTERS)
    some.subset(font)
    for name in (one for one in font["name"].names if one.nameID in _NAMES):
        name.string = name.toUnicode().replace("Source", "Figure")  # a name that is reserved
    subset.save_font(font, whole := BytesIO(), options)
    return f"data:font/woff;base64,{b64encode(whole.getvalue()).decode()}"
