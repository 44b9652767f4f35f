// What changed for the chosen unit since earlier periods.

const KIND_ORDER = ["overall", "dimension", "criterion"];

function changeVerdict(row) {
  if (row.breaks) {
    const reasons = row.breaks.split(";").map((code) => say(`break.${code}`)).join("; ");
    return say("breaks", { reasons });
  }
  if (!row.verdict) return NO_DATA;
  if (row.verdict === "not_distinguishable") return verdict(row.verdict);
  return `${ARROWS[row.verdict]} ${say(row.verdict)}`;
}

function changeColumns() {
  return [
    { key: "item", head: () => say("item"), name: "text", value: (row) => row.place, cell: (row) => itemName(row.kind, row.item) },
    { key: "since", head: () => say("since"), value: (row) => row.earlier, cell: (row) => row.earlier },
    { key: "before", head: () => say("before"), number: true, value: (row) => row.index_before, cell: (row) => percent(row.index_before) },
    { key: "index", head: () => say("index"), number: true, value: (row) => row.index, cell: (row) => percent(row.index) },
    {
      key: "change",
      head: () => say("change"),
      number: true,
      value: (row) => row.change,
      cell: (row) => [points(row.change), small(interval(row.change_low, row.change_high, points))],
    },
    { key: "verdict", head: () => say("verdict"), name: "words", cell: changeVerdict },
    { key: "rank_before", head: () => say("rank_before"), number: true, value: (row) => row.rank_before, cell: (row) => count(row.rank_before) },
    { key: "rank", head: () => say("rank"), number: true, value: (row) => row.rank, cell: (row) => count(row.rank) },
  ];
}

function showChanges() {
  const rows = TABLES.changes.filter((row) => row.unit === state.unit);
  show("changes", Boolean(rows.length));
  document.querySelector('nav a[href="#changes"]').parentElement.hidden = !rows.length;
  if (!rows.length) return;
  const ordered = rows
    .map((row, i) => ({ ...row, order: KIND_ORDER.indexOf(row.kind) * 1e6 + i }))
    .sort((a, b) => a.order - b.order)
    .map((row, place) => ({ ...row, place }));
  showTable("changes-table", { title: say("changes"), columns: changeColumns(), rows: ordered, heading: "item" });
}
