// What stays on this device: only of a page that a server gave. Pages that are opened from disk share one storage, so
// nothing is kept of those but what the person saves as a file.

/** @typedef {import("./types.js").Entry} Entry */

/** Whether anything may be kept. @returns {boolean} */
export function keeps() {
  return location.protocol === "https:" || location.protocol === "http:";
}

export class Keeping {
  /** @param {string} id of the knowledge base @param {string} made which export of it this page is */
  constructor(id, made) {
    this.key = `advisor:${location.pathname}:${id}`;
    this.made = made;
  }

  /**
   * The consultation as a case file, until it is deleted. Returns whether it could be kept.
   * @param {object} file @param {boolean} road @returns {boolean}
   */
  write(file, road) {
    const kept = this.#try(() => {
      localStorage.setItem(this.key, JSON.stringify({ file, road }));
      return true;
    });
    return kept ?? false;
  }

  /** What was kept; null where that is nothing. @returns {{ file: any, road: boolean } | null} */
  read() {
    const kept = this.#try(() => JSON.parse(localStorage.getItem(this.key) ?? "null"));
    return kept && typeof kept === "object" && "file" in kept ? kept : null;
  }

  /** The places of this tab, so that a page that is loaded again is where it was. @param {Entry[]} entries @param {number} at */
  writePlaces(entries, at) {
    this.#try(() => sessionStorage.setItem(this.key, JSON.stringify({ made: this.made, entries, at })));
  }

  /** The places as this same page wrote them. @returns {{ entries: Entry[], at: number } | null} */
  readPlaces() {
    const found = this.#try(() => JSON.parse(sessionStorage.getItem(this.key) ?? "null"));
    return found && found.made === this.made && Array.isArray(found.entries) ? found : null;
  }

  remove() {
    this.#try(() => localStorage.removeItem(this.key));
    this.#try(() => sessionStorage.removeItem(this.key));
  }

  /** A full or forbidden storage keeps nothing, and stops nobody. @template T @param {() => T} act @returns {T | null} */
  #try(act) {
    try {
      return keeps() ? act() : null;
    } catch {
      return null;
    }
  }
}
