"""The time of `hailong report` beside the time matplotlib needs to save as many figures of the same size.

Run as `python -m bench.documents`. Surveys of 10 and of 70 units are reported with all documents but the PDF;
matplotlib then saves, as PNG and as SVG, one plain chart of a point and an interval a unit for every figure
of the report, in the size of that figure. Times exclude imports and the making of the tables.
"""

import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from bench.simulation import Sampling, simulate, sipas
from pipeline.reporting import report_period
from pipeline.run import run_period
from pipeline.storage.project import Project
from schemas.period import Period

ROUNDS = 3
RESPONDENTS = 200
_UNIT = """
[[units]]
code = "u{i:02}"
name = {{ vi = "Xã {i:02}", en = "Commune {i:02}" }}
short = {{ vi = "Xã {i:02}", en = "Commune {i:02}" }}
kind = {{ vi = "xã", en = "commune" }}
level = "commune"
"""


def make_project(root: Path, units: int) -> Project:
    """A project with a finished run of a survey of so many units."""
    (root / "raw" / "2019").mkdir(parents=True)
    (root / "units").mkdir()
    head = 'code = "made"\nname = { vi = "Tỉnh Thử", en = "Test province" }\nsource = "made"\n'
    registry = head + "".join(_UNIT.format(i=i) for i in range(units))
    (root / "units" / "made.toml").write_text(registry, encoding="utf-8")
    settings = 'questionnaire = "sipas-2017"\nunits = "made"\nfocus_unit = "u03"\ndocuments = []\n'
    (root / "hailong.toml").write_text(settings, encoding="utf-8")
    chance = np.random.default_rng(5)
    names, shares = [f"u{i:02}" for i in range(units)], chance.uniform(0.7, 0.98, units)
    responses = simulate(sipas().questionnaire, shares, names, Sampling(RESPONDENTS), chance)
    criteria = [name for name in responses if name != "unit"]
    responses[criteria] = responses[criteria].astype("Int64").where(lambda codes: codes > 0)
    responses.insert(0, "respondent", np.arange(len(responses)))
    responses.to_csv(root / "raw" / "2019" / "made.csv", index=False)
    project, period = Project(root), Period.parse("2019")
    run_period(project, period)
    (root / "hailong.toml").write_text(settings.replace("documents = []\n", ""), encoding="utf-8")
    return project


def report(project: Project) -> float:
    """The seconds that the report takes."""
    start = perf_counter()
    report_period(project, Period.parse("2019"), None, pdf=False, warn=print)
    return perf_counter() - start


def sizes(project: Project) -> Iterator[tuple[float, float]]:
    """Width and height in inches of every figure of the report."""
    for path in sorted((project.root / "reports" / "2019" / "figures").glob("*.png")):
        with Image.open(path) as image:
            yield image.width / 200, image.height / 200


def save_with_matplotlib(figures: list[tuple[float, float]], units: int) -> float:
    """The seconds that matplotlib takes to draw and save as many plain figures."""
    start, values = perf_counter(), np.linspace(70, 98, units)
    for size in figures:
        figure = Figure(figsize=size, dpi=200)
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        axes.errorbar(values, np.arange(units), xerr=3, fmt="o")
        axes.set_yticks(np.arange(units), [f"Xã {i:02}" for i in range(units)], fontsize=5)
        axes.set_title("Chỉ số hài lòng")
        for suffix in ("png", "svg"):
            figure.savefig(BytesIO(), format=suffix, dpi=200)
    return perf_counter() - start


def main() -> None:
    """Print times and ratios."""
    print("units  figures  report (s)  matplotlib (s)  ratio")
    for units in (10, 70):
        with tempfile.TemporaryDirectory() as folder:
            project = make_project(Path(folder), units)
            report(project)
            figures = list(sizes(project))
            pairs = [(report(project), save_with_matplotlib(figures, units)) for _ in range(ROUNDS)]
        ours, theirs = (median(times) for times in zip(*pairs, strict=True))
        print(f"{units:5}  {len(figures):7}  {ours:10.2f}  {theirs:14.2f}  {ours / theirs:5.2f}")


if __name__ == "__main__":
    main()
