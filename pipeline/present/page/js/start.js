// Choosing unit and language, day and night, and the address that keeps the choice.

/** Shows everything anew for the chosen unit and language. */
function showAll() {
  writeTexts();
  showChoice();
  showFacts();
  showCard();
  showDimensions();
  showCriteria();
  showContributions();
  showWhatIf();
  showRanking();
  showChanges();
  showQuality();
}

/** Draws the charts again, at the width that there is now. */
function drawAll() {
  showDimensions();
  showContributions();
  showRanking();
}

function showChoice() {
  const options = TABLES.units.map(({ unit }) => ({ unit, name: nameOf("unit", unit) }));
  options.sort((a, b) => a.name.localeCompare(b.name, state.language, { numeric: true }));
  fill("unit", options.map(({ unit, name }) => make("option", { value: unit }, name)));
  byId("unit").value = state.unit;
}

function showFacts() {
  const accepted = TABLES.accounting.filter((row) => row.unit).reduce((sum, row) => sum + (row.accepted ?? 0), 0);
  fill("responses", say("responses_of_units", { n: count(accepted), units: TABLES.units.length }));
  fill("adjusted", say("adjusted", DATA.comparisons[LEVEL_OF.get(state.unit)]));
}

/** The address of what is shown, kept behind `#` so that a link leads back to it. */
function keepAddress() {
  const kept = new URLSearchParams({ unit: state.unit, language: state.language });
  history.replaceState(null, "", `#${kept}`);
}

/** Takes unit and language from the address; a link to a part of the page has none, and leaves them. */
function readAddress() {
  const kept = new URLSearchParams(location.hash.slice(1));
  const [unit, language] = [kept.get("unit"), kept.get("language")];
  if (LEVEL_OF.has(unit)) state.unit = unit;
  if (DATA.languages.includes(language)) state.language = language;
  return kept.has("unit");
}

function chooseUnit(unit) {
  if (!LEVEL_OF.has(unit) || unit === state.unit) return;
  state.unit = unit;
  rises = new Map();
  keepAddress();
  showAll();
}

function chooseLanguage(language) {
  state.language = language;
  keepAddress();
  showAll();
}

const isDark = () => {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
};

function chooseTheme() {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  showTheme();
}

const showTheme = () => byId("dark").setAttribute("aria-pressed", String(isDark()));

function listen() {
  byId("unit").addEventListener("change", (event) => chooseUnit(event.target.value));
  byId("search").addEventListener("input", showCriteriaRows);
  byId("group").addEventListener("change", showCriteriaRows);
  byId("against").addEventListener("change", showContributions);
  byId("reset").addEventListener("click", resetWhatIf);
  byId("criteria-download").addEventListener("click", downloadCriteria);
  byId("ranking-download").addEventListener("click", downloadRanking);
  byId("print").addEventListener("click", () => window.print());
  byId("dark").addEventListener("click", chooseTheme);
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => chooseLanguage(button.dataset.language));
  }
  window.addEventListener("beforeprint", fitToPaper);
  window.addEventListener("afterprint", drawAll);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", showTheme);
  window.addEventListener("hashchange", () => {
    if (readAddress()) showAll();
    keepAddress();
  });
}

function start() {
  showTheme();
  if (!DATA.units.rows.length) {
    writeTexts();
    show("nothing", true);
    for (const section of document.querySelectorAll("main > section, #bar")) section.hidden = true;
    return;
  }
  readAddress();
  listen();
  keepAddress();
  showAll();
}

start();
