"""The colours of the page by day and by night, as custom properties of its style sheet.

By day they are those of the charts; by night each role keeps its hue and gets light enough to be read on a
dark ground. Charts are drawn in the same properties, so that they follow without being drawn anew.
"""

from collections.abc import Mapping

from pipeline.present.charts import theme
from pipeline.present.charts.levels import level_colours

DAY: Mapping[str, str] = {
    "ground": "#F5F7F8",
    "paper": theme.PAPER,
    "ink": theme.INK,
    "quiet": theme.QUIET,
    "line": "#DADFE2",
    "edge": "#7A858C",
    "accent": theme.OWN.ink,
    "on-accent": theme.PAPER,
    "band": theme.BAND,
    "own": theme.OWN.face,
    "own-ink": theme.OWN.ink,
    "median": theme.MEDIAN.edge,
    "best": theme.BEST.edge,
    "best-ink": theme.BEST.ink,
    "other": theme.OTHER.face,
    "crowd": theme.CROWD.face,
    "gap": theme.GAP,
    "down": "#B35900",
    "warning": theme.WARNING,
    "on-warning": theme.BLACK,
}

NIGHT: Mapping[str, str] = {
    "ground": "#12161A",
    "paper": "#1B2126",
    "ink": "#E9EDF0",
    "quiet": "#AAB5BD",
    "line": "#364149",
    "edge": "#83909A",
    "accent": "#7FC4EE",
    "on-accent": "#0B1115",
    "band": "#1E3646",
    "own": "#56B4E9",
    "own-ink": "#7FC4EE",
    "median": "#D3D8DC",
    "best": "#F2A65A",
    "best-ink": "#F5B97D",
    "other": "#8F9BA4",
    "crowd": "#55616A",
    "gap": "#2F6C90",
    "down": "#F2A65A",
    "warning": theme.WARNING,
    "on-warning": theme.BLACK,
}

TEXT_ON: tuple[tuple[str, str], ...] = (
    *((ink, ground) for ground in ("paper", "ground") for ink in ("ink", "quiet", "accent")),
    *((ink, "band") for ink in ("ink", "quiet", "accent")),
    *((ink, "paper") for ink in ("own-ink", "median", "best-ink", "down")),
    ("on-accent", "accent"),
    ("on-warning", "warning"),
)
"""Which text stands on which ground; each pair has a contrast of at least 4.5 to 1."""


def colour_rules(levels: int) -> str:
    """The style rules that give the colours of the page, with those of a scale of so many levels."""
    day, night = _properties(DAY, "light"), _properties(NIGHT, "dark")
    scale = "".join(f"--level-{i}:{colour};" for i, colour in enumerate(level_colours(levels)))
    return (
        f":root{{{day}{scale}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{night}}}}}\n"
        f"@media screen{{:root[data-theme=dark]{{{night}}}}}\n"
    )


def _properties(colours: Mapping[str, str], scheme: str) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in colours.items()) + f"color-scheme:{scheme};"
