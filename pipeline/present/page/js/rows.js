// The tables of the period as rows of named values, and the rows of one unit.

const rowsOf = ({ columns, rows }) =>
  rows.map((cells) => Object.fromEntries(columns.map((column, i) => [column, cells[i]])));

const TABLES = Object.fromEntries(
  ["units", "figures", "effort", "accounting", "quality", "changes"].map((name) => [name, rowsOf(DATA[name])]),
);

const keyed = (rows, key) => new Map(rows.map((row) => [key(row), row]));

const FIGURES = keyed(TABLES.figures, (row) => `${row.unit}|${row.kind}|${row.item}`);
const EFFORT = keyed(TABLES.effort, (row) => `${row.unit}|${row.item}`);
const ACCOUNTS = keyed(TABLES.accounting, (row) => row.unit);
const LEVEL_OF = new Map(TABLES.units.map((row) => [row.unit, row.level]));
const ANSWERS = new Map(DATA.answers.rows.map(([unit, item, ...n]) => [`${unit}|${item}`, n]));

const BLANK = Object.fromEntries(DATA.figures.columns.map((column) => [column, null]));
const NOTHING = { ...BLANK, verdict: "", reliability: "", best_units: "", reason: "" };

const figureOf = (unit, kind, item) => ({ ...NOTHING, ...FIGURES.get(`${unit}|${kind}|${item}`), unit, kind, item });
const overallOf = (unit) => figureOf(unit, "overall", "overall");

/** The codes of the units on the level of `unit`. */
const peersOf = (unit) =>
  TABLES.units.filter((row) => row.level === LEVEL_OF.get(unit)).map((row) => row.unit);

/** The units of the chosen unit's level from the highest overall index down, those without a rank last. */
function standings() {
  const rows = peersOf(state.unit).map(overallOf);
  const order = (row) => [isKnown(row.rank) ? 0 : 1, isKnown(row.index) ? -row.index : Infinity];
  return rows.sort((a, b) => {
    const [x, y] = [order(a), order(b)];
    return x[0] - y[0] || (x[1] === y[1] ? 0 : x[1] - y[1]);
  });
}

/** The dimensions of a unit, and its overall index last. */
function dimensionsOf(unit) {
  return [...DATA.dimensions.map((code) => figureOf(unit, "dimension", code)), overallOf(unit)];
}

/** Where an index lies: above 90, from 80 to 90, below 80; "" where there is none. */
function groupOf(index) {
  if (!isKnown(index)) return "";
  return index > 90 ? "above_90" : index >= 80 ? "80_to_90" : "below_80";
}

/** The criteria of a unit, each with its answers and what is known of its effort. */
function criteriaOf(unit) {
  return DATA.criteria.map(([code, dimension]) => {
    const row = figureOf(unit, "criterion", code);
    const answers = ANSWERS.get(`${unit}|${code}`) ?? [];
    const { to_median = null, to_best = null } = EFFORT.get(`${unit}|${code}`) ?? {};
    return { ...row, dimension, answers, group: groupOf(row.index), to_median, to_best };
  });
}

/** The names of the best units of a row; of more than two, the first and how many others. */
function bestNames(row) {
  const codes = row.best_units ? row.best_units.split(";") : [];
  const names = codes.map((code) => nameOf("short", code));
  return names.length > 2 ? say("and_others", { unit: names[0], n: names.length - 1 }) : names.join(", ");
}

/** Words for why a figure is not what it could be: its label with the reasons, "" where it is reliable. */
function doubts(row) {
  if (!row.reliability || row.reliability === "reliable") return "";
  const reasons = reasonsOf(row.reason ?? "");
  const label = say(`label.${row.reliability}`);
  return reasons ? say("named_value", { name: label, value: reasons }) : label;
}
