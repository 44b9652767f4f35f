// The dimensions of the chosen unit against the median and the best unit.

const dimensionName = (row) => (row.kind === "overall" ? say("overall") : nameOf("dimension", row.item));
const briefName = (row) => (row.kind === "overall" ? say("overall") : nameOf("brief", row.item));

/** How many dimensions lie where: by the verdicts where there are any, else officially. */
function dimensionsFound(rows) {
  const judged = rows.filter((row) => row.verdict);
  const number = (code) => judged.filter((row) => row.verdict === code).length;
  if (judged.length) {
    return say("dimensions_found", {
      above: number("above"),
      below: number("below"),
      open: number("not_distinguishable"),
    });
  }
  const compared = rows.filter((row) => isKnown(row.gap_to_median));
  const above = compared.filter((row) => row.gap_to_median > 0).length;
  return compared.length ? say("dimensions_official", { above, n: compared.length }) : "";
}

function tipOfDimension(row) {
  const index = say("named_value", { name: nameOf("short", row.unit), value: figure(row.index, row.reliability) });
  return tipOf(
    dimensionName(row),
    `${index} ${interval(row.ci_low, row.ci_high)}`,
    say("median_is", { value: percent(row.median) }),
    isKnown(row.best) && say("named_value", { name: bestNames(row), value: percent(row.best) }),
    verdict(row.verdict),
  );
}

/** The other units of the same level as pale dots. */
function crowdOf(unit) {
  return peersOf(unit)
    .filter((peer) => peer !== unit)
    .flatMap(dimensionsOf)
    .filter((row) => isKnown(row.rank) && isKnown(row.index))
    .map((row) => ({
      code: row.item,
      index: row.index,
      tip: tipOf(briefName(row), say("named_value", { name: nameOf("short", row.unit), value: figure(row.index, row.reliability) })),
    }));
}

function drawDimensions(rows, finding) {
  const crowd = crowdOf(state.unit);
  const shown = rows.map((row) => ({
    code: row.item,
    index: row.index,
    low: row.ci_low,
    high: row.ci_high,
    median: row.median,
    best: row.best,
    tip: tipOfDimension(row),
  }));
  const values = [...shown.flatMap((row) => [row.index, row.low, row.high, row.median, row.best]), ...crowd.map((row) => row.index)];
  draw("dimensions-chart", "dimensions", {
    datasets: { rows: shown, crowd },
    parameters: {
      names: Object.fromEntries(rows.map((row) => [row.item, briefName(row)])),
      own: "overall",
      ...spanOf(values),
    },
    share: 0.36,
    label: say("dimensions_alt", { unit: nameOf("unit", state.unit), finding }),
  });
}

function dimensionColumns() {
  return [
    { key: "item", head: () => say("dimension"), name: "text", cell: dimensionName },
    sizeColumn(),
    indexColumn(),
    medianColumn(),
    gapColumn(),
    verdictColumn(),
    bestColumn(),
    rankColumn(),
  ];
}

function showDimensions() {
  const rows = dimensionsOf(state.unit);
  const finding = dimensionsFound(rows.slice(0, -1));
  fill("dimensions-finding", finding);
  drawDimensions(rows, finding);
  showTable("dimensions-table", {
    title: say("dimensions"),
    columns: dimensionColumns(),
    rows,
    heading: "item",
    sortable: false,
    rowClass: (row) => (row.kind === "overall" ? "total" : null),
  });
}
