"""The page's charts as Vega-Lite: what is drawn where; the script puts in the rows of the chosen unit.

Colours are custom properties of the style sheet. Texts in the rows are ready to print, and a unit or a
criterion is drawn by its code and called by its name, since two may have one name.
"""

from functools import cache
from typing import Any

import altair as alt

from schemas.language import Language, later

_RANGE = alt.Scale(domain=[alt.expr("low"), alt.expr("high")], zero=False, nice=False)
_TIP = alt.Tooltip("tip:N")
_ROLES = ["own", "best", "other", "unranked"]
_INDEX_TITLE = later("Index (%)")
_POINTS_TITLE = later("Contribution to the gap (points)")

CONFIG: dict[str, Any] = {
    "aria": False,
    "background": None,
    "font": "system-ui, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--ink)",
        "labelFontSize": 12,
        "labelPadding": 8,
        "titleColor": "var(--quiet)",
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "domain": False,
        "ticks": False,
        "gridColor": "var(--line)",
    },
    "axisY": {"grid": False},
}


@cache
def specs(say: Language) -> dict[str, dict[str, Any]]:
    """The charts of a language by name, without their rows: the page fills in data sets and parameters.

    Parameters: `names` (label by code), `order` (codes from the top down), `low` and `high` (ends of the
    scale), `own` (code in bold), `room` (pixels for names).
    """
    return {"dimensions": _dimensions(say), "ranking": _ranking(say), "contributions": _contributions(say)}


def _assembled(*layers: alt.Chart, step: int) -> dict[str, Any]:
    """The chart of these layers as JSON takes it, without the address of its schema."""
    values: dict[str, Any] = {"names": {}, "order": [], "low": 0, "high": 100, "own": "", "room": 200}
    parameters = [alt.param(name=name, value=value) for name, value in values.items()]
    whole = alt.layer(*layers).add_params(*parameters)
    fitted = alt.AutoSizeParams(type="fit-x", contains="padding")
    whole = whole.properties(width="container", height={"step": step}, autosize=fitted)
    spec: dict[str, Any] = whole.to_dict()
    return {**{key: value for key, value in spec.items() if key != "$schema"}, "config": CONFIG}


def _rows(data: str = "rows") -> alt.Chart:
    weight = {"condition": {"test": "datum.value === own", "value": "bold"}, "value": "normal"}
    axis = alt.Axis(
        labelExpr="names[datum.value]", labelFontWeight=weight, labelLimit=alt.expr("room"), title=None
    )
    return alt.Chart(alt.NamedData(data)).encode(
        y=alt.Y("code:N", axis=axis, scale=alt.Scale(domain=alt.expr("order")))
    )


def _at(field: str, title: str, numbers: str = ".0f") -> alt.X:
    axis = alt.Axis(format=numbers, tickCount=6, labelFlush=False, labelOverlap="greedy", labelSeparation=6)
    return alt.X(f"{field}:Q", title=title, axis=axis, scale=_RANGE)


def _by_role(own: str, best: str, other: str, unranked: str) -> alt.Scale:
    return alt.Scale(domain=_ROLES, range=[own, best, other, unranked])


def _dimensions(say: Language) -> dict[str, Any]:
    title = say(_INDEX_TITLE)
    crowd = _rows("crowd").mark_point(filled=True, color="var(--crowd)", size=22, opacity=1)
    gap = _rows().mark_rule(color="var(--gap)", strokeWidth=5)
    interval = _rows().mark_rule(color="var(--own)", strokeWidth=2, yOffset=11, y2Offset=11)
    median = _rows().mark_tick(color="var(--median)", thickness=3, size=20)
    best = _rows().mark_point(
        shape="triangle-up", fill="var(--paper)", stroke="var(--best)", size=85, strokeWidth=2, opacity=1
    )
    own = _rows().mark_point(filled=True, color="var(--own)", size=110, opacity=1)
    return _assembled(
        crowd.encode(x=_at("index", title), tooltip=_TIP),
        gap.encode(x=_at("median", title), x2="index:Q"),
        interval.encode(x=_at("low", title), x2="high:Q", tooltip=_TIP),
        best.encode(x=_at("best", title), tooltip=_TIP),
        median.encode(x=_at("median", title), tooltip=_TIP),
        own.encode(x=_at("index", title), tooltip=_TIP),
        step=46,
    )


def _ranking(say: Language) -> dict[str, Any]:
    title = say(_INDEX_TITLE)
    colours = _by_role("var(--own)", "var(--best)", "var(--other)", "var(--other)")
    stroke = alt.Stroke("role:N", legend=None, scale=colours)
    fill = alt.Fill(
        "role:N",
        legend=None,
        scale=_by_role("var(--own)", "var(--paper)", "var(--other)", "var(--paper)"),
    )
    shape = alt.Shape("role:N", legend=None, scale=_by_role("circle", "triangle-up", "circle", "circle"))
    line = alt.Chart(alt.NamedData("middle")).mark_rule(color="var(--median)", strokeWidth=2)
    intervals = _rows().mark_rule(strokeWidth=2)
    points = _rows().mark_point(size=80, opacity=1, strokeWidth=2, cursor="pointer")
    hits = _rows().mark_point(size=500, opacity=0, filled=True, cursor="pointer")
    return _assembled(
        line.encode(x=_at("median", title)),
        intervals.encode(x=_at("low", title), x2="high:Q", stroke=stroke, tooltip=_TIP),
        points.encode(x=_at("index", title), stroke=stroke, fill=fill, shape=shape, tooltip=_TIP),
        hits.encode(x=_at("index", title), tooltip=_TIP),
        step=22,
    )


def _contributions(say: Language) -> dict[str, Any]:
    title = say(_POINTS_TITLE)
    side = alt.Scale(domain=["up", "down"], range=["var(--own)", "var(--down)"])
    bars = (
        _rows()
        .mark_bar(height=11)
        .encode(
            x=_at("value", title, ".2f"),
            x2=alt.datum(0),
            color=alt.Color("side:N", legend=None, scale=side),
            tooltip=_TIP,
        )
    )
    intervals = _rows().mark_rule(color="var(--ink)", strokeWidth=1.2)
    zero = alt.Chart(alt.NamedData("middle")).mark_rule(color="var(--median)", strokeWidth=1.5)
    return _assembled(
        bars,
        intervals.encode(x=_at("low", title, ".2f"), x2="high:Q", tooltip=_TIP),
        zero.encode(x=_at("zero", title, ".2f")),
        step=24,
    )
