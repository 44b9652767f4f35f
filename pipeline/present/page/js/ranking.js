// All units of the chosen unit's level.

function roleOf(row) {
  if (row.unit === state.unit) return "own";
  if (!isKnown(row.rank)) return "unranked";
  return row.best_units.split(";").includes(row.unit) ? "best" : "other";
}

function tipOfUnit(row) {
  return tipOf(
    nameOf("unit", row.unit),
    `${figure(row.index, row.reliability)} ${interval(row.ci_low, row.ci_high)}`,
    isKnown(row.rank) && say("rank_of", { rank: row.rank, n: row.n_units }),
    isKnown(row.gap_to_median) && `${say("gap_to_median")} ${points(row.gap_to_median)}`,
    verdict(row.verdict),
    doubts(row),
  );
}

function rankingLabel(rows) {
  const ranked = rows.filter((row) => isKnown(row.rank));
  if (!ranked.length) return say("ranking");
  const [first, last] = [ranked[0], ranked[ranked.length - 1]];
  return say("ranking_alt", {
    n: rows.length,
    first: nameOf("unit", first.unit),
    highest: percent(first.index),
    last: nameOf("unit", last.unit),
    lowest: percent(last.index),
  });
}

function drawRanking(rows) {
  const shown = rows
    .filter((row) => isKnown(row.index))
    .map((row) => ({
      code: row.unit,
      index: row.index,
      low: row.ci_low,
      high: row.ci_high,
      role: roleOf(row),
      tip: tipOfUnit(row),
    }));
  const median = rows.find((row) => isKnown(row.median))?.median;
  draw("ranking-chart", "ranking", {
    datasets: { rows: shown, middle: isKnown(median) ? [{ median }] : [] },
    parameters: {
      names: Object.fromEntries(rows.map((row) => [row.unit, nameOf("short", row.unit)])),
      own: state.unit,
      ...spanOf(shown.flatMap((row) => [row.index, row.low, row.high])),
    },
    share: 0.35,
    label: rankingLabel(rows),
    onClick: chooseUnit,
  });
}

function unitButton(row) {
  const own = row.unit === state.unit;
  const button = make("button", { type: "button", class: "link", "aria-current": own ? "true" : null }, nameOf("unit", row.unit));
  button.addEventListener("click", () => {
    chooseUnit(row.unit);
    byId("unit-name").scrollIntoView({ block: "center" });
    byId("unit").focus({ preventScroll: true });
  });
  return button;
}

function dimensionColumn(code) {
  const of = (row) => figureOf(row.unit, "dimension", code);
  return {
    key: `dimension-${code}`,
    head: () => nameOf("brief", code),
    number: true,
    highFirst: true,
    value: (row) => of(row).index,
    cell: (row) => figure(of(row).index, of(row).reliability),
  };
}

function unitColumns() {
  return [
    rankColumn(),
    {
      key: "unit",
      head: () => say("choose"),
      name: "text",
      value: (row) => nameOf("unit", row.unit),
      cell: (row) => [unitButton(row), small(doubts(row))],
    },
    sizeColumn(),
    indexColumn(),
    gapColumn(),
    verdictColumn(),
    {
      key: "to_best",
      head: () => say("gap_to_best"),
      number: true,
      name: "wide",
      value: (row) => row.gap_to_best,
      cell: (row) => points(row.gap_to_best),
    },
    ...DATA.dimensions.map(dimensionColumn),
  ];
}

function showRanking() {
  const rows = standings();
  drawRanking(rows);
  showTable("ranking-table", {
    title: say("ranking"),
    columns: unitColumns(),
    rows,
    heading: "unit",
    rowClass: (row) => (row.unit === state.unit ? "own" : null),
  });
}

function downloadRanking() {
  const rows = inOrder(unitColumns(), standings(), sorting.get("ranking-table"));
  const dimensions = DATA.dimensions.map((code) =>
    numberField(nameOf("dimension", code), (row) => figureOf(row.unit, "dimension", code).index),
  );
  const fields = [textField(say("choose"), (row) => nameOf("unit", row.unit)), ...figureFields(), ...dimensions];
  save(`${DATA.period}.csv`, asCsv(fields, rows));
}
