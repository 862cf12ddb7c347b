"""The theme: what it writes can be read."""

from __future__ import annotations

from workbench.views.theme import DARK, LIGHT


def test_text_can_be_read_in_both_themes() -> None:
    """WCAG 2: text has a contrast of at least 4.5 : 1, what is drawn 3 : 1."""
    for palette in (LIGHT, DARK):
        for ground in (palette.ground, palette.card):
            for name in ("ink", "soft", "faint", "accent", "good", "warn", "bad"):
                assert contrast(getattr(palette, name), ground) >= 4.5, name
            assert all(contrast(colour, ground) >= 3 for colour in palette.series)


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
