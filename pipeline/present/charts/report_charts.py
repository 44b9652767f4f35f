"""The charts of a report, in the order in which they are read."""

from pipeline.present.charts.answers import describe_answers, draw_answers
from pipeline.present.charts.chart import Chart
from pipeline.present.charts.contributions import (
    describe_contributions,
    draw_contributions,
    has_contributions,
)
from pipeline.present.charts.criteria_heatmap import describe_criteria_heatmap, draw_criteria_heatmap
from pipeline.present.charts.dimensions import describe_dimensions, draw_dimensions
from pipeline.present.charts.forms import describe_forms, draw_forms
from pipeline.present.charts.funnel import describe_funnel, draw_funnel
from pipeline.present.charts.heatmap import describe_heatmap, draw_heatmap
from pipeline.present.charts.ranking import describe_ranking, draw_ranking
from pipeline.present.charts.respondents import describe_respondents, draw_respondents
from pipeline.present.charts.spread import describe_spread, draw_spread
from pipeline.present.charts.years import describe_years, draw_years, has_years

_COMPARED = ("comparison", "estimates")

CHARTS = (
    Chart("dimensions", _COMPARED, draw_dimensions, describe_dimensions),
    Chart("ranking", _COMPARED, draw_ranking, describe_ranking),
    Chart("spread", _COMPARED, draw_spread, describe_spread),
    Chart("answers", ("counts", "estimates"), draw_answers, describe_answers),
    Chart("heatmap", _COMPARED, draw_heatmap, describe_heatmap),
    Chart("criteria", _COMPARED, draw_criteria_heatmap, describe_criteria_heatmap),
    Chart(
        "contributions",
        ("decomposition", "comparison"),
        draw_contributions,
        describe_contributions,
        has_contributions,
    ),
    Chart("funnel", ("funnel",), draw_funnel, describe_funnel),
    Chart("years", ("history", "series"), draw_years, describe_years, has_years),
    Chart("respondents", ("respondents",), draw_respondents, describe_respondents),
    Chart("forms", ("accounting",), draw_forms, describe_forms),
)
