// The plan as the page shows it: see `advisor/reports/outlook.py` and `roads.py`.

import { UNKNOWN } from "./conditions.js";
import { English } from "./english.js";
import { sameAnswer } from "./knowledge.js";
import { priceTogether, stagePrice, stageText, stageTime, timeTogether, together } from "./measures.js";
import { soMany } from "./numbers.js";
import { weightiestFirst } from "./reasons.js";
import { Filler, capital, oneLine, series } from "./texts.js";
import { timelineOf } from "./timeline.js";

const NOT_SETTLED = "not settled yet";

export class Outlook {
  /** @param {import("./plan.js").Plan} plan */
  constructor(plan) {
    this.plan = plan;
    this.case = plan.case;
    this.words = plan.kb.model.words;
    this.measures = plan.kb.model.measures || [];
  }

  /** All of it; `key` begins the names of its pictures. */
  object(key) {
    const { plan, words } = this;
    const { road } = plan;
    const settled = this.settled;
    const facts = [
      [words.together, together(road.stages, this.measures, words)],
      [words.leads_to, this.#leadsTo(road)],
      this.#beyond(road),
      [capital(NOT_SETTLED), this.#restsOn()],
    ];
    return {
      timeline: timelineOf(plan, key),
      stages: road.stages.map((stage, n) => this.stage(stage, n < settled ? "" : NOT_SETTLED)),
      facts: factsSaid(facts),
      roads: plan.alternatives.length ? plan.roads.map((it, n) => this.#roadObject(it, n)) : [],
      assumes: road.assumes.map(oneLine),
      note: this.alike(),
      dates: capital(oneLine(this.#dates())),
    };
  }

  stage(stage, note) {
    const [time, price] = [stageTime(stage, this.measures), stagePrice(stage, this.measures)];
    return { title: oneLine(stage.title), time, price: oneLine(price), note };
  }

  #roadObject(road, number) {
    const { words } = this;
    const heading = number ? capital(oneLine(this.changes(road))) : `The ${words.road} above`;
    const totals = [
      ["Time", timeTogether(road.stages, this.measures, words)],
      ["Price", priceTogether(road.stages, this.measures, words)],
      [capital(words.steps), `${road.stages.length}`],
    ];
    const facts = [...this.#differences(road), [words.leads_to, this.#leadsTo(road)], this.#beyond(road)];
    return { heading, labels: road.labels, totals: factsSaid(totals), facts: number ? factsSaid(facts) : [] };
  }

  #beyond({ complete }) {
    return ["Beyond", complete ? "" : `the way beyond these ${this.words.steps} is not known`];
  }

  get settled() {
    const { steps, questions } = this.case.footing;
    return questions.length ? steps : this.case.roadmap.stages.length;
  }

  /** What is said of the stages that are not settled; nothing where all are. */
  #restsOn() {
    if (this.case.roadmap.stages.length <= this.settled) return "";
    const wasAsked = (question) => question in this.case.answers;
    const [id, ...others] = weightiestFirst(this.case, this.case.footing.questions);
    const what = wasAsked(id) ? "you did not know" : "was not asked";
    const more = others.length ? ` (and ${soMany(others.length, "more question")})` : "";
    return `rests on what ${what}; what settles it: ${this.case.fill(this.plan.kb.questions.get(id).ask)}${more}`;
  }

  /** What one would decide otherwise; nothing for the road now. */
  changes({ changes }) {
    const ways = changes.map((way) => Object.entries(way).map(([id, values]) => this.case.english.chosen(id, values)).join(" and "));
    return ways.length ? `if ${ways.join(", or if ")}` : "";
  }

  /** What is known at the end of the road: what is new comes first; nothing where all is as now. */
  #leadsTo({ reaches }) {
    const now = this.case.case;
    const known = Object.entries(reaches).filter(([, answer]) => answer !== UNKNOWN);
    const isKept = ([id, answer]) => sameAnswer(now[id], answer);
    if (known.every(isKept)) return "";
    const ordered = [...known.filter((it) => !isKept(it)), ...known.filter(isKept)];
    const end = new English(this.plan.kb, new Filler(this.plan.kb, { ...now, ...reaches }, () => this.case.numbers));
    const facts = ordered.map(([id, answer]) => {
      const fact = end.fact(id, answer);
      return isKept([id, answer]) ? `${fact}, as now` : fact;
    });
    return facts.join("; ");
  }

  /** How a road differs from the one now, each with a heading. */
  #differences(road) {
    const { more, fewer, other, reordered } = road.beside(this.plan.road);
    const { steps } = this.words;
    return [
      [`More ${steps}`, titles(more)],
      ["Without", titles(fewer)],
      ["Different", other.map((stage) => `${stage.title} (${stageText(stage, this.measures)})`).join("; ")],
      ["Order", reordered ? `the ${steps} come in another order` : ""],
    ];
  }

  /** As of when the figures are: those of prices, and of the sources that the steps cite. */
  #dates() {
    const prices = [...new Set(this.plan.roads.flatMap(({ asOf }) => asOf))].sort();
    const sources = this.plan.sourcesAsOf;
    const parts = prices.length ? [`prices as of ${series(prices)}`] : [];
    if (sources.length) {
      const span = sources.length === 1 ? sources[0] : `${sources[0]} to ${sources.at(-1)}`;
      parts.push(`sources of the ${this.words.steps} as of ${span}`);
    }
    return parts.join("; ");
  }

  /** Why there is no other road, or that there are more than could be followed. */
  alike() {
    const { road, roads } = this.words;
    if (!this.plan.exhaustive) return `There are more ${roads} than could be followed, so none of the others is shown.`;
    const decides = [...this.plan.kb.questions.values()].some(({ decision }) => decision);
    if (!this.plan.alternatives.length && decides) return `This is the one ${road} that we see from here.`;
    return "";
  }
}

function titles(stages) {
  return stages.map(({ title }) => title).join("; ");
}


/** The facts that there are, each under its heading. */
function factsSaid(facts) {
  return facts.filter(([, text]) => text).map(([heading, text]) => [heading, capital(oneLine(text))]);
}
