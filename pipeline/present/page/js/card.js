// The overall index of the chosen unit.

function fact(title, value, ...below) {
  return make("div", { class: "fact" }, make("dt", {}, title), make("dd", {}, make("strong", {}, value), below));
}

function gapFact(row) {
  const below = [small(interval(row.gap_to_median_low, row.gap_to_median_high, points))];
  if (isKnown(row.median)) below.push(small(say("median_is", { value: percent(row.median) })));
  if (row.verdict) below.push(make("span", { class: `verdict ${row.verdict}` }, verdict(row.verdict)));
  return fact(say("gap_to_median"), points(row.gap_to_median), below);
}

function bestFact(row) {
  const below = [small(interval(row.gap_to_best_low, row.gap_to_best_high, points))];
  const best = say("named_value", { name: bestNames(row), value: percent(row.best) });
  const isBest = row.best_units.split(";").includes(row.unit);
  below.push(small(isBest ? say("is_best") : isKnown(row.best) ? best : ""));
  if (!isBest && row.level_with_best === "yes") below.push(small(say("may_be_best")));
  return fact(say("gap_to_best"), points(row.gap_to_best), below);
}

function rankFact(row) {
  if (!isKnown(row.rank)) return fact(say("rank"), say("not_ranked"));
  const set = ranks(row.rank_low, row.rank_high);
  const below = small(set ? say("rank_set", { set: set.replace("–", "\u2060–\u2060") }) : "");
  return fact(say("rank"), say("rank_of", { rank: row.rank, n: row.n_units }), below);
}

function showCard() {
  const row = overallOf(state.unit);
  const whole = interval(row.ci_low, row.ci_high);
  const bounds = whole ? say("interval", { low: percent(row.ci_low), high: percent(row.ci_high) }) : "";
  const sign = row.reliability === "suppressed" || !isKnown(row.index) ? "" : "%";
  const index = make(
    "div",
    { class: "fact index" },
    make("dt", {}, say("overall")),
    make("dd", {}, make("strong", {}, figure(row.index, row.reliability) + sign), small(bounds), small(`n = ${count(row.n_respondents)}`)),
  );
  const explained = row.verdict ? say(`explained.${row.verdict}`) : isKnown(row.gap_to_median) ? say("official") : "";
  const notes = [doubts(row), explained].filter(Boolean);
  fill("unit-name", nameOf("unit", state.unit));
  fill(
    "card-body",
    make("dl", { class: "facts-of-unit" }, index, gapFact(row), bestFact(row), rankFact(row)),
    notes.map((text) => make("p", { class: "what" }, text)),
  );
}
