// Tables that can be sorted by the buttons in their heads.

const sorting = new Map();

/** How two values are ordered; what is missing comes last either way. */
function compare(a, b, down) {
  const [x, y] = [a, b].map((value) => (value === null || value === "" || Number.isNaN(value) ? null : value));
  if (x === null || y === null) return (x === null) - (y === null);
  const order = typeof x === "number" ? x - y : String(x).localeCompare(String(y), state.language, { numeric: true });
  return down ? -order : order;
}

function inOrder(columns, rows, sort) {
  const column = sort && columns.find((one) => one.key === sort.key);
  if (!column) return rows;
  return [...rows].sort((a, b) => compare(column.value(a), column.value(b), sort.down));
}

const classOf = (column) => [column.number && "number", column.name].filter(Boolean).join(" ") || null;

function headOf(column, sort, onSort) {
  const cell = make("th", { scope: "col", class: classOf(column) });
  if (!column.value || !onSort) {
    cell.append(column.head());
    return cell;
  }
  const chosen = sort?.key === column.key;
  if (chosen) cell.setAttribute("aria-sort", sort.down ? "descending" : "ascending");
  const sign = make("span", { class: "sort", "aria-hidden": "true" }, chosen ? (sort.down ? "▼" : "▲") : "↕");
  const button = make("button", { type: "button", "data-key": column.key }, column.head(), sign);
  button.addEventListener("click", () => onSort(column));
  // Chromium leaves buttons out of the head that it repeats on the next printed page.
  cell.append(button, make("span", { class: "printed", "aria-hidden": "true" }, column.head()));
  return cell;
}

function cellOf(column, row, first) {
  const attributes = { class: classOf(column) };
  const children = [column.cell(row)].flat();
  return first ? make("th", { scope: "row", ...attributes }, children) : make("td", attributes, children);
}

/**
 * Puts a table into the element `id`. A column has a `key`, `head()`, `cell(row)` and, where it can be sorted by,
 * `value(row)`; `heading` names the column that says what a row is about.
 */
function showTable(id, { title, columns, rows, heading, rowClass = () => null, sortable = true }) {
  const sort = sorting.get(id);
  const onSort = (column) => {
    const again = sorting.get(id)?.key === column.key;
    sorting.set(id, { key: column.key, down: again ? !sorting.get(id).down : Boolean(column.highFirst) });
    showTable(id, { title, columns, rows, heading, rowClass, sortable });
    byId(id).querySelector(`button[data-key="${column.key}"]`).focus();
  };
  const heads = columns.map((column) => headOf(column, sort, sortable && onSort));
  const lines = inOrder(columns, rows, sort).map((row) =>
    make("tr", { class: rowClass(row) }, columns.map((column) => cellOf(column, row, column.key === heading))),
  );
  const table = make("table", {}, make("caption", { class: "hidden" }, title), make("thead", {}, make("tr", {}, heads)));
  table.append(make("tbody", {}, lines));
  const label = say("scroll", { title });
  const old = byId(id).querySelector(".scroll")?.scrollLeft ?? 0;
  const scroll = make("div", { class: "scroll", role: "region", "aria-label": label, tabindex: "0" }, table);
  fill(id, scroll);
  scroll.scrollLeft = old;
}
