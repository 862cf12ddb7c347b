"""The typeface of the dashboards: its files, and the style sheet that names them."""

from __future__ import annotations

from functools import cache

from workbench.core.typeface import WEIGHTS, typeface

_RANGES = {
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2190-2193,U+2212,U+2215,U+FEFF,U+FFFD",
    "latin-ext": "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+20A0-20AB,U+20AD-20C0",
    "cyrillic": "U+0301,U+0400-045F,U+0490-0491,U+04B0-04B1,U+2116",
    "greek": "U+0370-03FF",
}


@cache
def fonts() -> dict[str, bytes]:
    """The files of the typeface by name; none where they cannot be found, and then pages wear the system's own."""
    return {name: path.read_bytes() for name, path in typeface(_RANGES).items()}


def faces() -> str:
    """The style sheet that names them, relative to where it lies."""
    return "\n".join(
        f"@font-face{{font-family:Roboto;font-weight:{weight};font-display:swap;src:url({name}) format('woff2');unicode-range:{span}}}"
        for part, span in _RANGES.items()
        for weight in WEIGHTS
        if (name := f"roboto-{part}-{weight}.woff2") in fonts()
    )
