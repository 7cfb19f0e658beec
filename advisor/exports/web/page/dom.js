// Elements made without markup: whatever is shown is text, whoever wrote it.

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element of HTML. An attribute that is false, null or undefined is left out, one that begins with `on` is a listener.
 * @param {string} tag @param {Record<string, any>} attributes @param {...any} children
 * @returns {HTMLElement}
 */
export function h(tag, attributes = {}, ...children) {
  return /** @type {HTMLElement} */ (filled(document.createElement(tag), attributes, children));
}

/**
 * An element of SVG.
 * @param {string} tag @param {Record<string, any>} attributes @param {...any} children
 * @returns {Element}
 */
export function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

/**
 * What Python made of an author's Markdown, in which it lets no markup through.
 * @param {string} tag @param {Record<string, any>} attributes @param {string} html
 * @returns {HTMLElement}
 */
export function written(tag, attributes, html) {
  const element = h(tag, attributes);
  element.innerHTML = html;
  return element;
}

/** A text in which addresses are links. @param {string} text @returns {(string | HTMLElement)[]} */
export function linked(text) {
  const parts = text.split(/(https?:\/\/[^\s<>"“”]*[^\s<>"“”.,;:!?)\]'’])/);
  return parts.map((part, at) => (at % 2 ? h("a", { href: part, rel: "noreferrer" }, part) : part));
}

/**
 * A button that does something here, and is no part of a form.
 * @param {string} text @param {() => void} act @param {Record<string, any>} attributes
 * @returns {HTMLElement}
 */
export function button(text, act, attributes = {}) {
  return h("button", { type: "button", ...attributes, onclick: act }, text);
}

/** The heading of a place, which is read out when a person comes there. @param {...any} children */
export function headed(...children) {
  return h("h1", { id: "head", tabindex: "-1" }, ...children);
}

/** Texts under a heading each; nothing where there are none. @param {string} name @param {[string, string][]} facts */
export function pairs(name, facts) {
  if (!facts.length) return null;
  return h("dl", { class: name }, facts.map(([heading, text]) => h("div", {}, h("dt", {}, heading), " ", h("dd", {}, text))));
}

/** @param {Element} element @param {Record<string, any>} attributes @param {any[]} children */
function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return element;
}

/** Once the next picture of the page is there. @param {() => void} act */
export function afterPicture(act) {
  requestAnimationFrame(() => setTimeout(act));
}
