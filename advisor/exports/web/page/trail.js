// The way that the person came, a place for each entry of the browser's history, whose buttons so go back and forward.
//
// The browser's history holds only numbers: what was answered is in `entries`, and goes with them.

/** @typedef {import("./types.js").Entry} Entry */

export class Trail {
  /**
   * `moved` is called with the place that the browser went to, `keep` with the places whenever they change.
   * @param {Entry[]} entries @param {number} at @param {(entry: Entry) => void} moved @param {(trail: Trail) => void} keep
   */
  constructor(entries, at, moved, keep) {
    this.entries = entries;
    this.at = at;
    this.keep = keep;
    history.scrollRestoration = "manual";
    history.replaceState({ at }, "");
    addEventListener("popstate", (event) => this.#popped(event.state, moved));
    addEventListener("click", (event) => /** @type {Element} */ (event.target).closest("a[href^='#']") && this.#leave());
  }

  /** @returns {Entry} */
  get now() {
    return this.entries[this.at];
  }

  /** Goes on to another place. @param {Entry} entry */
  push(entry) {
    this.#leave();
    this.entries = [...this.entries.slice(0, this.at + 1), entry];
    this.at += 1;
    this.#pushed();
  }

  /** Forgets all places, and begins anew. @param {Entry} entry */
  restart(entry) {
    this.entries = [entry];
    this.at = 0;
    this.#pushed();
  }

  #pushed() {
    history.pushState({ at: this.at }, "", location.href.replace(/#.*/, ""));
    this.keep(this);
  }

  /** Notes how far this place was read. */
  #leave() {
    if (!location.hash) this.now.scroll = scrollY;
  }

  /** @param {{ at: number } | null} state @param {(entry: Entry) => void} moved */
  #popped(state, moved) {
    if (!state) {
      history.replaceState({ at: this.at }, ""); // a link within the page was followed: it is of this place
    } else if (state.at === this.at) {
      if (!location.hash) scrollTo(0, this.now.scroll ?? 0);
    } else {
      this.at = state.at < this.entries.length ? state.at : 0;
      if (this.at !== state.at) history.replaceState({ at: this.at }, "");
      this.keep(this);
      moved(this.now);
    }
  }
}
