// Building blocks of the page. Texts become text nodes, never markup.

const byId = (id) => document.getElementById(id);

/** An element with attributes and children; `null` and "" are left out. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== ""));
  return element;
}

const small = (text, name = "") => (text ? make("small", name ? { class: name } : {}, text) : null);

function fill(id, ...children) {
  byId(id).replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== ""));
}

function show(id, shown) {
  byId(id).hidden = !shown;
}
