// What the gap of the chosen unit to the median or to the best unit consists of.

/** The criteria with their contributions to the gap asked for, from the lowest up. */
function contributionsOf(unit, against) {
  return DATA.criteria
    .map(([item]) => ({ item, ...EFFORT.get(`${unit}|${item}`) }))
    .map((row) => ({
      item: row.item,
      value: row[`to_${against}`] ?? null,
      low: row[`to_${against}_low`] ?? null,
      high: row[`to_${against}_high`] ?? null,
    }))
    .sort((a, b) => compare(a.value, b.value, false));
}

function drawContributions(rows) {
  const narrow = byId("contributions-chart").clientWidth < 560;
  const label = (item) => (narrow ? item : `${item} ${nameOf("criterion", item)}`);
  const ends = rows.flatMap((row) => [row.value, row.low, row.high, 0]).filter(isKnown);
  draw("contributions-chart", "contributions", {
    datasets: {
      rows: rows.map((row) => ({
        code: row.item,
        ...row,
        side: row.value < 0 ? "down" : "up",
        tip: tipOf(itemName("criterion", row.item), `${points(row.value)} ${interval(row.low, row.high, points)}`),
      })),
      middle: [{ zero: 0 }],
    },
    parameters: {
      names: Object.fromEntries(rows.map((row) => [row.item, label(row.item)])),
      low: Math.min(...ends),
      high: Math.max(...ends),
    },
    share: 0.45,
    label: say("contributions_alt", { unit: nameOf("unit", state.unit) }),
  });
}

function contributionColumns() {
  return [
    {
      key: "criterion",
      head: () => say("criterion"),
      name: "text",
      value: (row) => row.item,
      cell: (row) => itemName("criterion", row.item),
    },
    {
      key: "value",
      head: () => say("contribution"),
      number: true,
      value: (row) => row.value,
      cell: (row) => [points(row.value), small(interval(row.low, row.high, points))],
    },
  ];
}

/** Why there are no contributions or shares of a unit. */
function whyNoEffort(unit) {
  const row = overallOf(unit);
  return reasonsOf(row.reason ?? "") || say("not_compared");
}

function showContributions() {
  const rows = contributionsOf(state.unit, byId("against").value);
  const known = rows.some((row) => isKnown(row.value));
  show("contributions-none", !known);
  show("contributions-chart", known);
  show("contributions-details", known);
  if (!known) {
    fill("contributions-none", say("no_contributions", { reasons: whyNoEffort(state.unit) }));
    return;
  }
  drawContributions(rows);
  showTable("contributions-table", {
    title: say("contributions"),
    columns: contributionColumns(),
    rows,
    heading: "criterion",
  });
}
