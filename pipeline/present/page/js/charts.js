// Charts: the drawings of the page with the rows of the chosen unit in them.

const drawn = new Map();

/** Round ends of a scale around values, at least 20 points wide: small gaps shall look small. */
function spanOf(values) {
  const known = values.filter(isKnown);
  if (!known.length) return { low: 0, high: 100 };
  const most = Math.min(100, Math.max(...known, Math.min(...known) + 20));
  const least = Math.min(...known, most - 20);
  return { low: Math.floor(least / 5) * 5, high: Math.ceil(most / 5) * 5 };
}

async function embed(id, name, { datasets, parameters, share, onClick }) {
  const spec = structuredClone(DATA.specs[state.language][name]);
  const [decimal, thousands] = DATA.separators[state.language];
  spec.datasets = datasets;
  // A step for each row would do the same, but Vega-Lite warns of it beside a width that fits its container.
  spec.height = spec.height.step * datasets.rows.length;
  const room = Math.round(byId(id).clientWidth * share);
  const given = { own: "", ...parameters, room, order: datasets.rows.map((row) => row.code) };
  for (const parameter of spec.params) parameter.value = given[parameter.name];
  drawn.get(id)?.result.finalize();
  drawn.delete(id);
  // Vega writes its own role and label on the element that it draws in.
  const inside = make("div");
  byId(id).style.minHeight = `${byId(id).offsetHeight}px`;
  fill(id, inside);
  const result = await window.vegaEmbed(inside, spec, {
    mode: "vega-lite",
    renderer: "svg",
    ast: true,
    actions: false,
    defaultStyle: false,
    tooltip: showTip,
    formatLocale: { decimal, thousands, grouping: [3], currency: ["", ""] },
  });
  byId(id).style.minHeight = "";
  drawn.set(id, { result, share });
  if (onClick) result.view.addEventListener("click", (_event, item) => item?.datum?.code && onClick(item.datum.code));
}

const waiting = new Map();

/**
 * Draws a chart into the element `id`, after the drawing that is under way there. `share` is the part of its width
 * for names, `label` the text that stands for it, `onClick` takes the code of a mark that is clicked.
 */
function draw(id, name, chart) {
  byId(id).setAttribute("aria-label", chart.label);
  show("tip", false);
  const before = waiting.get(id) ?? Promise.resolve();
  const after = before.then(() => embed(id, name, chart)).catch((error) => console.error(error));
  waiting.set(id, after);
}

/** What a mark says: the name, then its lines. */
const tipOf = (...lines) => lines.filter(Boolean).join("\n");

const PRINTED = { width: 700, height: 900 };

/** Draws the charts anew at the width of a printed page: shrunk to it, their letters would be too small. */
function fitToPaper() {
  for (const { result, share } of drawn.values()) {
    const view = result.view.signal("room", PRINTED.width * share);
    view.width(PRINTED.width).height(Math.min(view.height(), PRINTED.height)).run();
  }
}
