// What the page holds, what it shows now, and its texts.

const DATA = JSON.parse(document.getElementById("data").textContent);

const state = { unit: DATA.focus, language: DATA.languages[0] };

/** A text of the catalogue in the language shown, its `{places}` filled with `values`. */
function say(key, values = {}) {
  return DATA.texts[state.language][key].replace(/\{(\w+)\}/g, (place, name) =>
    Object.hasOwn(values, name) ? String(values[name]) : place,
  );
}

/** What a unit, dimension, criterion or level is called; its code where it has no name. */
function nameOf(kind, code) {
  const names = DATA.names[state.language][kind];
  return Object.hasOwn(names, code) ? names[code] : String(code);
}

/** What an item of the tables is called: the overall index, a dimension or a criterion. */
function itemName(kind, item) {
  if (kind === "overall") return say("overall");
  return kind === "dimension" ? nameOf("dimension", item) : `${item} ${nameOf("criterion", item)}`;
}

/** Reasons joined by `;` as words. */
function reasonsOf(codes) {
  return codes
    .split(";")
    .filter((code) => Object.hasOwn(DATA.texts[state.language], `reason.${code}`))
    .map((code) => say(`reason.${code}`))
    .join("; ");
}

/** Writes all fixed texts of the page in the language shown. */
function writeTexts() {
  document.documentElement.lang = state.language;
  document.title = say("title");
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  for (const element of document.querySelectorAll("[data-say-label]")) {
    element.setAttribute("aria-label", say(element.dataset.sayLabel));
  }
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === state.language));
  }
}
