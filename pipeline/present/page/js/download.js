// Tables as CSV files that a spreadsheet of the language opens.

const MARK = "\uFEFF";
const RISKY = /^[=+\-@\t\r]/;

/** A cell of text: what a spreadsheet would take for a formula has an apostrophe before it. */
function cellText(text) {
  const harmless = RISKY.test(text) ? `'${text}` : text;
  return /[";,\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** The rows of a table as CSV; `fields` are pairs of a head and what gives the text of a cell. */
function asCsv(fields, rows) {
  const separator = DATA.separators[state.language][0] === "," ? ";" : ",";
  const lines = [fields.map(([head]) => cellText(head)), ...rows.map((row) => fields.map(([, cell]) => cell(row)))];
  return MARK + lines.map((cells) => `${cells.join(separator)}\r\n`).join("");
}

const textField = (head, of) => [head, (row) => cellText(of(row))];
const numberField = (head, of, digits = 2) => [head, (row) => cellNumber(of(row), digits)];

function save(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
