"""Text in a limited number of lines."""

from pipeline.present.charts.theme import Type

_CUT = "…"


def lines_of(type_: Type, text: str, width: float, most: int) -> tuple[str, ...]:
    """`text` in at most `most` lines not wider than `width` centimetres; what is cut off is an ellipsis."""
    lines = type_.wrap(text, width)
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and type_.width(last + _CUT) > width:
        last = last[:-1]
    return (*lines[: most - 1], last.rstrip() + _CUT)
