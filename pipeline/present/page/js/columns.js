// Columns that several tables share, and the same as fields of a CSV file.

const sizeColumn = () => ({
  key: "n",
  head: () => say("n"),
  number: true,
  highFirst: true,
  value: (row) => row.n_respondents,
  cell: (row) => count(row.n_respondents),
});

const indexColumn = () => ({
  key: "index",
  head: () => say("index"),
  number: true,
  highFirst: true,
  value: (row) => row.index,
  cell: (row) => [figure(row.index, row.reliability), small(interval(row.ci_low, row.ci_high))],
});

const medianColumn = () => ({
  key: "median",
  head: () => say("median_head"),
  number: true,
  highFirst: true,
  value: (row) => row.median,
  cell: (row) => percent(row.median),
});

const gapColumn = () => ({
  key: "gap",
  head: () => say("gap"),
  number: true,
  value: (row) => row.gap_to_median,
  cell: (row) => [points(row.gap_to_median), small(interval(row.gap_to_median_low, row.gap_to_median_high, points))],
});

const VERDICT_ORDER = ["below", "not_distinguishable", "above"];

const verdictColumn = () => ({
  key: "verdict",
  head: () => say("verdict"),
  name: "words",
  value: (row) => (row.verdict ? VERDICT_ORDER.indexOf(row.verdict) : null),
  cell: (row) => (row.verdict ? make("span", { class: `verdict ${row.verdict}` }, verdict(row.verdict)) : NO_DATA),
});

const bestColumn = () => ({
  key: "best",
  head: () => say("best_head"),
  number: true,
  highFirst: true,
  value: (row) => row.best,
  cell: (row) => [percent(row.best), small(bestNames(row), "name")],
});

const rankColumn = () => ({
  key: "rank",
  head: () => say("rank"),
  number: true,
  value: (row) => row.rank,
  cell: (row) => {
    const open = ranks(row.rank_low, row.rank_high);
    return [isKnown(row.rank) ? String(row.rank) : NO_DATA, isKnown(row.rank) && open ? small(`(${open})`) : ""];
  },
});

const boundFields = (name, low, high) => [
  numberField(`${name}: ${say("low_end")}`, low),
  numberField(`${name}: ${say("high_end")}`, high),
];

/** The fields of an index and its comparison. */
function figureFields() {
  return [
    numberField(say("n"), (row) => row.n_respondents, 0),
    numberField(say("index"), (row) => row.index),
    ...boundFields(say("index"), (row) => row.ci_low, (row) => row.ci_high),
    textField(say("label"), (row) => (row.reliability ? say(`label.${row.reliability}`) : "")),
    numberField(say("median_head"), (row) => row.median),
    numberField(say("gap_to_median"), (row) => row.gap_to_median),
    ...boundFields(say("gap_to_median"), (row) => row.gap_to_median_low, (row) => row.gap_to_median_high),
    textField(say("verdict"), (row) => (row.verdict ? say(`verdict.${row.verdict}`) : "")),
    numberField(say("best_head"), (row) => row.best),
    numberField(say("rank"), (row) => row.rank, 0),
    numberField(say("first_rank"), (row) => row.rank_low, 0),
    numberField(say("last_rank"), (row) => row.rank_high, 0),
  ];
}
