// The road from here as columns with its timeline, and the roads that one could decide on with their totals.

import { h, pairs, svg } from "./dom.js";

/** @typedef {import("./types.js").Outlook} Outlook @typedef {import("./types.js").Bar} Bar @typedef {Record<string, string>} Words */

/** @param {Outlook | undefined} outlook @param {Words} words @returns {HTMLElement[]} */
export function road(outlook, words) {
  if (!outlook?.timeline.steps.length) return [];
  const { timeline, stages, facts, assumes, note, dates } = outlook;
  return [
    h(
      "section",
      { id: "plan" },
      h("h2", {}, words.the_plan),
      timeline.drawn ? legend(outlook, words) : null,
      h("ol", { class: "road" }, stages.map((_, at) => stage(outlook, at))),
      pairs("facts", facts),
      others(outlook, words),
      note ? h("p", {}, note) : null,
      assumes.length ? [h("h3", {}, `What the ${words.plan} takes for granted`), h("ul", {}, assumes.map((text) => h("li", {}, text)))] : null,
      dates ? h("p", { class: "see" }, `${dates}.`) : null,
    ),
  ];
}

/** @param {Outlook} outlook @param {Words} words */
function legend({ timeline }, words) {
  const key = (/** @type {number} */ width, /** @type {Element} */ shape, /** @type {string} */ text) =>
    h("span", { class: "key" }, svg("svg", { "aria-hidden": "true", width, height: 12 }, shape), ` ${text}`);
  const bar = (/** @type {string} */ name) => svg("rect", { class: name, x: 1, y: 1, width: 24, height: 10, rx: 3 });
  const labels = timeline.ticks.map(({ at, label }) => {
    const anchor = at < 3 ? "start" : at > 94 ? "end" : "middle";
    return svg("text", { x: `${at}%`, y: 13, "text-anchor": anchor }, label);
  });
  return [
    h(
      "p",
      { class: "legend" },
      key(26, bar("least"), "at least"),
      key(26, bar("most"), "up to"),
      timeline.unknown ? key(14, svg("circle", { class: "unknown", cx: 6, cy: 6, r: 4 }), "time not known") : null,
      h("span", {}, `drawn as if each ${words.step} took its longest`),
    ),
    h("div", { class: "row axis", "aria-hidden": "true" }, h("div", { class: "when" }, svg("svg", { width: "100%", height: 18 }, labels))),
  ];
}

/** @param {Outlook} outlook @param {number} at */
function stage({ timeline, stages }, at) {
  const { title, time, price, note } = stages[at];
  const bar = timeline.steps[at];
  return h(
    "li",
    { class: "row" },
    h("p", { class: "step" }, title, note ? [" ", h("span", { class: "note-of-step" }, note)] : null),
    h("p", { class: "price" }, price),
    h("div", { class: "when" }, timeline.drawn ? [lines(timeline.ticks), placed(bar, time), drawn(bar)] : h("p", { class: "time" }, time)),
  );
}

/** @param {{ at: number }[]} ticks */
function lines(ticks) {
  const each = ticks.map(({ at }) => svg("line", { x1: `${at}%`, x2: `${at}%`, y1: "0", y2: "100%" }));
  return svg("svg", { class: "lines", "aria-hidden": "true", width: "100%", height: "100%" }, each);
}

/** How long a step takes, above its bar: from where that begins, or up to where it ends, whichever has more room. @param {Bar} bar @param {string} time */
function placed({ at, most }, time) {
  const text = h("p", { class: "time" }, time);
  if (100 - at >= at + most) {
    text.style.marginLeft = `${at}%`;
  } else {
    text.style.marginRight = `${Math.max(100 - at - most, 0)}%`;
    text.style.textAlign = "right";
  }
  return text;
}

/** A bar in percent of the width, with what it shows in words. @param {Bar} bar */
function drawn(bar) {
  const span = (/** @type {string} */ name, /** @type {number} */ length) =>
    svg("rect", { class: name, x: `${bar.at}%`, y: 1, width: `${length}%`, height: 10, rx: 3 });
  const shapes =
    bar.shape === "span"
      ? [span("most", bar.most), span("least", bar.least)]
      : [svg("circle", { class: bar.shape, cx: `${Math.min(bar.at, 99)}%`, cy: 6, r: 4 })];
  const title = svg("title", { id: bar.key }, `${bar.title ? `${bar.title}: ` : ""}${bar.text}`);
  return svg("svg", { class: "bar", role: "img", "aria-labelledby": bar.key, width: "100%", height: 12, focusable: "false" }, title, shapes);
}

/** @param {Outlook} outlook @param {Words} words */
function others({ timeline, roads }, words) {
  if (!roads?.length) return null;
  const cards = roads.map(({ heading, labels, totals, facts }, at) =>
    h(
      "li",
      {},
      h("p", { class: "which" }, h("strong", {}, heading), labels.map((label) => [" ", h("span", { class: "tag" }, label)])),
      pairs("totals", totals),
      timeline.roads[at].shape === "span" ? drawn(timeline.roads[at]) : null,
      pairs("facts", facts),
    ),
  );
  return [h("h3", {}, words.other_roads), h("ul", { class: "roads" }, cards)];
}
