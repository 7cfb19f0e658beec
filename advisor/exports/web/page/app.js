// The page: shows the place where the person is, each a function of the answers, and leads on to others.

import { changing, previewed } from "./change.js";
import { advised, consulted } from "./consult.js";
import { explained } from "./asking.js";
import { afterPicture, button, h, linked } from "./dom.js";
import { deleting, opening, resuming, saving, tools } from "./tools.js";
import { sheetShown } from "./sheet.js";
import { Trail } from "./trail.js";

/** @typedef {import("./types.js").Engine} Engine @typedef {import("./types.js").Entry} Entry @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").View} View @typedef {import("./types.js").Look} Look @typedef {import("./keeping.js").Keeping} Keeping */

const AT_ONCE = 30; // milliseconds

/** @type {Record<string, (app: App, entry: Entry) => any[]>} */
const VIEWS = {
  consult: consulted,
  advice: advised,
  sheet: sheetShown,
  explain: explained,
  change: changing,
  preview: previewed,
  save: saving,
  open: opening,
  delete: deleting,
  resume: resuming,
};

export class App {
  /** @param {Engine} engine @param {Keeping} keeping */
  constructor(engine, keeping) {
    this.engine = engine;
    this.keeping = keeping;
    this.unsaved = false;
    this.prepared = false;
    this.hurries = false;
    this.looks = new WeakMap();
    const places = keeping.readPlaces();
    const first = keeping.read() ? "resume" : "consult";
    const keep = (/** @type {Trail} */ trail) => keeping.writePlaces(trail.entries, trail.at);
    this.trail = new Trail(places?.entries ?? [begun(first)], places?.at ?? 0, (entry) => this.#draw(entry, "back"), keep);
    addEventListener("beforeunload", (event) => this.unsaved && event.preventDefault());
    this.#draw(this.trail.now, "first");
  }

  /** What a state of the consultation is; of the first one only its question, until the rest is prepared. @param {State} state @returns {Look} */
  look = (state) => {
    if (this.prepared || Object.keys(state.answers).length) {
      if (!this.looks.has(state)) this.looks.set(state, this.engine.look(state));
      return this.looks.get(state);
    }
    const question = this.engine.first();
    return { question, least: 0, most: 0, settled: !question, done: !question, more: "", left: [] };
  };

  /** What takes a moment, once the first question is shown. */
  prepare() {
    inPieces(this.engine.preparing(), () => {
      this.prepared = true;
      const left = document.getElementById("left");
      if (left) left.textContent = this.look(this.trail.now.state).more;
      inPieces(this.engine.preparingRoad());
    });
  }

  /** To another place. @param {View} view @param {State} state @param {string[]} news */
  go = (view, state = this.trail.now.state, news = []) => {
    this.trail.push({ state, name: this.trail.now.name, view, news });
    this.#kept(state);
    this.#draw(this.trail.now, "on");
  };

  /** An answer is given, the first time or anew. @param {string} id @param {import("./types.js").Answer} answer */
  answer(id, answer) {
    const { state, dropped, news = [] } = this.engine.answered(this.trail.now.state, id, answer);
    const again = dropped.map((it) => `You did not know this, and with that answer it may be needed: ${this.engine.question(state, it).label}.`);
    this.go({ kind: "consult" }, state, [...again, ...news]);
  }

  /** The answers of a file. @param {State} state @param {string} name @param {string[]} unfit */
  opened(state, name, unfit) {
    this.trail.push({ state, name, view: { kind: "consult" }, news: unfit });
    this.#kept(state);
    this.unsaved = false;
    this.#draw(this.trail.now, "on");
  }

  /** @param {string} name of the case */
  rename(name) {
    this.trail.now.name = name;
    this.#kept(this.trail.now.state);
  }

  /** Forgets every answer. @param {string} told */
  restart(told) {
    this.keeping.remove();
    this.unsaved = false;
    this.trail.restart({ ...begun("consult"), news: [told] });
    this.#draw(this.trail.now, "on");
  }

  /** @param {State} state */
  #kept(state) {
    if (!Object.keys(state.answers).length) return;
    this.unsaved = !this.keeping.write(this.engine.save(state, this.trail.now.name), state.road);
  }

  /** Shows a place; but for the first, its heading is read out next. @param {Entry} entry @param {"first" | "on" | "back"} arriving */
  #draw(entry, arriving) {
    const { kb } = this.engine;
    this.hurries = arriving === "on";
    const main = part("main");
    main.classList.toggle("arriving", this.hurries);
    if (this.hurries) afterPicture(() => main.classList.remove("arriving")); // before what comes later
    const shown = VIEWS[entry.view.kind](this, entry);
    const back = this.trail.at > 0 ? h("p", { class: "controls" }, button("Back", () => history.back(), { class: "link back" })) : null;
    main.replaceChildren(...[back, ...shown].flat(Infinity).filter(Boolean));
    part("news").replaceChildren(...entry.news.map((text) => h("p", {}, linked(text))));
    part("tools").replaceChildren(tools(this, entry));
    const heading = document.getElementById("head");
    document.title = heading && heading.textContent !== kb.title ? `${heading.textContent} - ${kb.title}` : kb.title;
    if (arriving === "first") return;
    heading?.focus({ preventScroll: true });
    scrollTo(0, arriving === "back" ? (entry.scroll ?? 0) : 0);
  }
}

/** Goes through a long work so that the page answers in between. @param {Generator} work @param {() => void} then */
function inPieces(work, then = () => {}) {
  for (const end = performance.now() + AT_ONCE; performance.now() < end; ) if (work.next().done) return then();
  setTimeout(() => inPieces(work, then));
}

/** @param {string} kind @returns {Entry} */
function begun(kind) {
  return { state: { answers: {}, road: false }, name: "", view: { kind }, news: [] };
}

/** @param {string} id @returns {HTMLElement} */
function part(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}
