// The criteria of the chosen unit.

const answersOf = (row) => row.answers.reduce((sum, n) => sum + (n ?? 0), 0);

/** The shares of the levels as a bar, with the same as a text. */
function answerBar(row) {
  const all = answersOf(row);
  if (!all || row.answers.some((n) => n === null)) return row.reliability === "suppressed" ? "×" : NO_DATA;
  const told = row.answers.map((n, i) =>
    say("share_of_level", { level: nameOf("level", DATA.levels[i]), share: percent((100 * n) / all, 0) }),
  );
  const bar = make("div", { class: "answers", role: "img", "aria-label": told.join("; "), title: told.join("\n") });
  row.answers.forEach((n, i) => {
    const part = make("span", { class: `level level-${i}` });
    part.style.width = `${(100 * n) / all}%`;
    part.style.background = `var(--level-${i})`;
    bar.append(part);
  });
  return bar;
}

function criteriaColumns() {
  return [
    { key: "code", head: () => say("code"), value: (row) => row.item, cell: (row) => row.item },
    {
      key: "criterion",
      head: () => say("criterion"),
      name: "text",
      value: (row) => nameOf("criterion", row.item),
      cell: (row) => [nameOf("criterion", row.item), small(nameOf("brief", row.dimension))],
    },
    { key: "answers", head: () => say("answers"), name: "bar-cell", cell: answerBar },
    sizeColumn(),
    indexColumn(),
    medianColumn(),
    gapColumn(),
    verdictColumn(),
    bestColumn(),
    rankColumn(),
    {
      key: "to_median",
      head: () => say("contribution"),
      number: true,
      value: (row) => row.to_median,
      cell: (row) => points(row.to_median),
    },
  ];
}

const GROUPS = ["above_90", "80_to_90", "below_80"];
const folded = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();

function shownCriteria() {
  const wanted = folded(byId("search").value.trim());
  const group = byId("group").value;
  return criteriaOf(state.unit).filter(
    (row) => (!group || row.group === group) && folded(`${row.item} ${nameOf("criterion", row.item)} ${nameOf("dimension", row.dimension)}`).includes(wanted),
  );
}

function showGroups(rows) {
  const chosen = byId("group").value;
  const option = (value, name, n) => make("option", { value }, say("group_size", { group: name, n }));
  const groups = GROUPS.map((group) => option(group, say(group), rows.filter((row) => row.group === group).length));
  fill("group", option("", say("all"), rows.length), groups);
  byId("group").value = chosen;
}

function showLevels() {
  const key = DATA.levels.map((code, i) => {
    const mark = make("b", { class: "mark swatch", "aria-hidden": "true" });
    mark.style.background = `var(--level-${i})`;
    return make("span", {}, mark, " ", nameOf("level", code));
  });
  fill("levels", key, make("span", {}, say("answers_below")));
}

function showCriteria() {
  showGroups(criteriaOf(state.unit));
  showLevels();
  showCriteriaRows();
}

function showCriteriaRows() {
  const rows = shownCriteria();
  fill("criteria-shown", say("shown", { shown: rows.length, n: DATA.criteria.length }));
  showTable("criteria-table", { title: say("criteria"), columns: criteriaColumns(), rows, heading: "criterion" });
}

function criteriaFields() {
  return [
    textField(say("code"), (row) => row.item),
    textField(say("criterion"), (row) => nameOf("criterion", row.item)),
    textField(say("dimension"), (row) => nameOf("dimension", row.dimension)),
    ...DATA.levels.map((code, i) => numberField(nameOf("level", code), (row) => row.answers[i] ?? null, 0)),
    ...figureFields(),
    numberField(say("to_median"), (row) => row.to_median),
  ];
}

function downloadCriteria() {
  const rows = inOrder(criteriaColumns(), shownCriteria(), sorting.get("criteria-table"));
  save(`${state.unit}-${DATA.period}.csv`, asCsv(criteriaFields(), rows));
}
