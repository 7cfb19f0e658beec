// What a talk with somebody who advises needs beside the advice: see `advisor/reports/sheet.py`.

import { said } from "./answering.js";
import { unknownOf } from "./measures.js";
import { capital, firstSentence, oneLine } from "./texts.js";

const PLACES = 2;
const ASKS = { time: "how long does it take", price: "what does it cost" };

/** @param {import("./plan.js").Plan} plan */
export function sheetOf(plan) {
  const { case: about, kb } = plan;
  const left = about.questionsLeft.length ? about.questionsLeft : about.footing.questions;
  const filled = (text = "") => oneLine(about.fill(text));
  const question = (id) => kb.questions.get(id);
  return {
    open: left.map((id) => [filled(question(id).ask), firstSentence(filled(question(id).help))]),
    enquiries: [...enquiries(plan)],
    holds: plan.road.assumes.map(oneLine),
    answers: Object.keys(about.answers).map((id) => [capital(oneLine(question(id).label)), said(about.texts, question(id), about.answers[id])]),
  };
}

/** Of each step whose price or time is not known, though those of others are, where to ask. */
function* enquiries({ case: about, kb, road }) {
  for (const [n, stage] of road.stages.entries()) {
    const asks = unknownOf(stage, kb.model.measures || []).map((what) => ASKS[what]);
    if (!asks.length) continue;
    const cites = n === 0 ? about.cite : stage.step.cite;
    yield { step: oneLine(stage.title), asks: `${capital(asks.join(" and "))}?`, of: addresses(kb, cites) };
  }
}

function addresses(kb, cites) {
  const sources = [...new Set(cites.map((cite) => cite.split("/")[0]))].map((id) => kb.sources[id]);
  const reached = sources.filter(({ url }) => url).slice(0, PLACES);
  return reached.map(({ title, url }) => ({ title: oneLine(title), url: oneLine(url), host: oneLine(hostOf(url)) }));
}

function hostOf(url) {
  return /^https?:\/\/(?:www\.)?([^/?#]+)/.exec(url)?.[1] ?? "";
}
