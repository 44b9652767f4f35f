// What a better criterion would be worth: the overall index, its gap and its rank then.

const STEP = 0.5;
let rises = new Map();

const effortOf = (unit) => DATA.criteria.map(([item]) => EFFORT.get(`${unit}|${item}`)).filter((row) => row && isKnown(row.share));

/** The middle value of numbers; of an even number the mean of the middle two. */
function middleOf(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** The criterion's index when raised by so many points, at most to 100. */
const raised = (row, rise) => Math.min(100, row.index + rise);

/**
 * The standing of a unit with its criteria raised: overall + Σ share/100 · (raised − now) among the unchanged
 * indices of the others. The median moves along where the unit is part of its middle.
 */
function standingWith(unit, wished) {
  const own = overallOf(unit);
  const gain = effortOf(unit).reduce((sum, row) => sum + (row.share / 100) * (raised(row, wished.get(row.item) ?? 0) - row.index), 0);
  const index = own.index + gain;
  if (!isKnown(own.rank)) return { index, gap: null, rank: null };
  const rivals = peersOf(unit).filter((peer) => peer !== unit).map(overallOf).filter((row) => isKnown(row.rank));
  const values = rivals.map((row) => row.index);
  const gap = isKnown(own.median) ? index - middleOf([...values, index]) : null;
  return { index, gap, rank: 1 + values.filter((value) => exact(value) > exact(index)).length };
}

function showThen() {
  const own = overallOf(state.unit);
  const then = standingWith(state.unit, rises);
  const rank = isKnown(then.rank) ? say("rank_of", { rank: then.rank, n: own.n_units }) : NO_DATA;
  const now = isKnown(own.rank) ? say("rank_of", { rank: own.rank, n: own.n_units }) : NO_DATA;
  fill(
    "then",
    make(
      "dl",
      { class: "facts-of-unit" },
      fact(say("then_overall"), `${percent(then.index)}%`, small(say("now", { value: `${percent(own.index)}%` }))),
      fact(say("then_gap"), points(then.gap), small(say("now", { value: points(own.gap_to_median) }))),
      fact(say("then_rank"), rank, small(say("now", { value: now }))),
    ),
  );
}

function writeSlider(row, input, output) {
  const rise = Number(input.value);
  const text = say("raised", { from: percent(row.index), to: percent(raised(row, rise)) });
  output.textContent = text;
  input.setAttribute("aria-valuetext", text);
}

function sliderOf(row) {
  const id = `rise-${row.item}`;
  const most = Math.ceil((100 - row.index) / STEP) * STEP;
  const name = say("slider", { code: row.item, text: nameOf("criterion", row.item) });
  const attributes = { type: "range", id, min: "0", max: String(most), step: String(STEP), "data-item": row.item };
  const input = make("input", { ...attributes, "aria-label": name, disabled: most <= 0 });
  input.value = String(rises.get(row.item) ?? 0);
  const output = make("output", { for: id });
  writeSlider(row, input, output);
  input.addEventListener("input", () => {
    rises = new Map(rises).set(row.item, Number(input.value));
    writeSlider(row, input, output);
    showThen();
  });
  const worth = [say("one_point", { value: points(row.share / 100, 3) })];
  if (isKnown(row.effort_rank) && row.effort_rank <= 3) worth.push(say("pays_most", { n: row.effort_rank }));
  const label = make("label", { for: id }, `${row.item} ${nameOf("criterion", row.item)}`, small(worth.join(" · ")));
  return make("div", { class: "slider" }, label, input, output);
}

function showSliders(rows) {
  const groups = DATA.dimensions.map((code) => {
    const items = DATA.criteria.filter(([, dimension]) => dimension === code).map(([item]) => item);
    const sliders = rows.filter((row) => items.includes(row.item)).map(sliderOf);
    return make("fieldset", {}, make("legend", {}, nameOf("dimension", code)), sliders);
  });
  fill("sliders", groups);
}

function showWhatIf() {
  const rows = isKnown(overallOf(state.unit).index) ? effortOf(state.unit) : [];
  show("what_if-none", !rows.length);
  show("what_if-body", Boolean(rows.length));
  if (!rows.length) {
    fill("what_if-none", say("no_what_if", { reasons: whyNoEffort(state.unit) }));
    return;
  }
  showSliders(rows);
  showThen();
}

function resetWhatIf() {
  rises = new Map();
  showWhatIf();
}
