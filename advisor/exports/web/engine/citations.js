// Sources numbered in the order in which a report first cites them: see `advisor/reports/citations.py`.

import { oneLine } from "./texts.js";

export class Citations {
  constructor(kb) {
    this.kb = kb;
    this.passages = new Map();
  }

  /** The numbers of the sources, each once. */
  numbers(citations) {
    const found = citations.map((citation) => {
      const [id, ...rest] = citation.split("/");
      const passage = rest.join("/");
      if (!this.passages.has(id)) this.passages.set(id, []);
      if (passage && !this.passages.get(id).includes(passage)) this.passages.get(id).push(passage);
      return [...this.passages.keys()].indexOf(id) + 1;
    });
    return [...new Set(found)];
  }

  /** `[1] [3]`. */
  marks(citations) {
    return this.numbers(citations).map((number) => `[${number}]`).join(" ");
  }

  /** Each source once, with the passages that were cited, in words. */
  sources() {
    return [...this.passages].map(([id, passages], n) => {
      const { title, url = "", as_of = "", passages: words } = this.kb.sources[id];
      return { number: n + 1, title, url, as_of, passages: passages.map((passage) => words[passage]) };
    });
  }
}

/** A source as a page lists it. */
export function listed({ title, url, passages, ...rest }) {
  return { ...rest, title: oneLine(title), url: oneLine(url), passages: oneLine(passages.join("; ")) };
}
