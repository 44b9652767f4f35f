// How many forms and responses there are, and how far criteria agree.

const COUNTS = [
  ["issued", "issued"],
  ["returned", "returned"],
  ["read", "read"],
  ["accepted", "accepted"],
  ["rejected", "rejected"],
  ["answers", "answers_given"],
  ...["blank", "not_applicable", "dont_know", "refused", "not_eligible", "unreadable"].map((kind) => [kind, kind]),
];

/** The sum of a column of the accounting; none where one of its counts is missing. */
function sumOf(column) {
  const cells = TABLES.accounting.filter((row) => row.unit).map((row) => row[column]);
  return cells.length && cells.every(isKnown) ? cells.reduce((a, b) => a + b, 0) : null;
}

function showAccounting() {
  const own = ACCOUNTS.get(state.unit) ?? {};
  const rows = COUNTS.map(([column, key]) => ({ key, own: own[column] ?? null, all: sumOf(column) }));
  const number = (key, head) => ({ key, head: () => say(head), number: true, cell: (row) => count(row[key]) });
  showTable("accounting-table", {
    title: say("quality"),
    columns: [
      { key: "count", head: () => say("count"), cell: (row) => say(row.key) },
      number("own", "this_unit"),
      number("all", "all_units"),
    ],
    rows: rows.filter((row) => isKnown(row.own) || isKnown(row.all)),
    heading: "count",
    sortable: false,
  });
}

function measuresOf() {
  const items = [["overall", say("overall")], ...DATA.dimensions.map((code) => [code, nameOf("brief", code)])];
  const rows = ["alpha", "omega"].flatMap((measure) =>
    items.map(([item, name]) => ({ measure, item, name: say(`${measure}_of`, { item: name }) })),
  );
  return [...rows, { measure: "straight_lining", item: "overall", name: say("straight_lining") }];
}

function showQuality() {
  const found = keyed(TABLES.quality, (row) => `${row.unit ?? ""}|${row.item}|${row.measure}`);
  const value = (unit) => (row) => {
    const cell = found.get(`${unit}|${row.item}|${row.measure}`);
    return cell ? [percent(cell.value), small(interval(cell.low, cell.high))] : NO_DATA;
  };
  const number = (key, head, unit) => ({ key, head: () => say(head), number: true, cell: value(unit) });
  showAccounting();
  showTable("quality-table", {
    title: say("measure"),
    columns: [
      { key: "measure", head: () => say("measure"), cell: (row) => row.name },
      number("own", "this_unit", state.unit),
      number("all", "all_units", ""),
    ],
    rows: measuresOf(),
    heading: "measure",
    sortable: false,
  });
}
