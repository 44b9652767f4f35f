// How numbers are printed: as in the other documents, rounded half up.

const NO_DATA = "–";
const MINUS = "−";
const ARROWS = { above: "↑", below: "↓", up: "↑", down: "↓" };
const DIGITS = 9;

const isKnown = (value) => value !== null && value !== undefined && Number.isFinite(value);

/** A number without the noise of binary fractions. */
const exact = (value) => Number(value.toFixed(DIGITS));

/** The digits of |value| rounded half up, and whether the rounded value is below, at or above zero. */
function halfUp(value, digits) {
  const scaled = Math.round(Number(`${Math.abs(value).toFixed(DIGITS)}e${digits}`));
  return { scaled, sign: scaled === 0 ? 0 : Math.sign(value) };
}

function written({ scaled, sign }, digits, [decimal, group], minus) {
  const text = String(scaled).padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits).replace(/\B(?=(\d{3})+$)/g, group);
  const rest = digits ? decimal + text.slice(-digits) : "";
  return (sign < 0 ? minus : "") + whole + rest;
}

/** An index or a share; the sign % is left to the text around it. */
function percent(value, digits = 2) {
  if (!isKnown(value)) return NO_DATA;
  return written(halfUp(value, digits), digits, DATA.separators[state.language], MINUS);
}

/** A gap in percentage points with its sign; one that rounds to zero has none. */
function points(value, digits = 2) {
  if (!isKnown(value)) return NO_DATA;
  return (halfUp(value, digits).sign > 0 ? "+" : "") + percent(value, digits);
}

const count = (value) => percent(value, 0);

/** A number as a spreadsheet of the language reads it: no mark between thousands, a plain minus. */
function cellNumber(value, digits) {
  if (!isKnown(value)) return "";
  return written(halfUp(value, digits), digits, [DATA.separators[state.language][0], ""], "-");
}

/** An index as it is printed: in brackets where it is to be used with care, a cross where withheld. */
function figure(value, reliability) {
  if (reliability === "suppressed") return "×";
  return reliability === "use_with_care" ? `(${percent(value)})` : percent(value);
}

/** An interval in square brackets, "" where it is not known. */
function interval(low, high, write = percent) {
  return isKnown(low) && isKnown(high) ? `[${write(low)}; ${write(high)}]` : "";
}

/** Ranks from `low` to `high`, "" where they are not known. */
function ranks(low, high) {
  if (!isKnown(low) || !isKnown(high)) return "";
  return low < high ? `${low}–${high}` : String(low);
}

/** A rank with the ranks that the sample leaves open. */
function place(row) {
  if (!isKnown(row.rank)) return NO_DATA;
  const open = ranks(row.rank_low, row.rank_high);
  return open ? `${row.rank} (${open})` : String(row.rank);
}

/** A verdict in words with its arrow, "" where there is none. */
function verdict(code) {
  if (!code) return "";
  return (Object.hasOwn(ARROWS, code) ? `${ARROWS[code]} ` : "") + say(`verdict.${code}`);
}
