// How something is known: see `advisor/reports/explaining/how.py`.

import { Citations, listed } from "./citations.js";
import { UNKNOWN } from "./conditions.js";
import { closestEarlier } from "./failures.js";
import { pairOf, valueOf } from "./knowledge.js";
import { MAX_DEEP, line, section, told } from "./lines.js";
import { absenceCites, absenceOf, absenceSentence, givenOf, noEarlier, reasonsOf, toldAbsence } from "./reasons.js";
import { Standing } from "./standing.js";
import { capital, sentence } from "./texts.js";

const MAX_PASSAGES = 3; // of a source so many are told

/** The derivation of each value, or that it is an answer, or that it is not concluded. */
export function explainHow(advice, id, value = "") {
  const { kb } = advice;
  if (kb.questions.has(id)) return [section("", answered(advice, id))];
  const { number, values = [] } = kb.conclusions.get(id);
  const pairs = values.map((each) => pairOf(id, each)).filter((pair) => advice.concluded.has(pair));
  const wanted = pairs.filter((pair) => !value || valueOf(pair) === value);
  if (number) return numberSections(advice, id, wanted);
  if (!wanted.length) return [section("", notConcluded(advice, id, value))];
  const derived = wanted.map((pair) => [advice.english.concluded(pair), advice.derivation(pair)]);
  const earlier = derived.map(([, nodes]) => section("", earlierLines(advice, nodes[0].firing.rule)));
  return told([...derivationSections(advice, derived), ...earlier]);
}

function numberSections(advice, id, pairs) {
  const head = section("", [line(sentence(advice.english.sumOf(id, advice.concluded)))]);
  const derived = pairs.map((pair) => [advice.english.concluded(pair), advice.derivation(pair)]);
  return told([head, ...derivationSections(advice, derived)]);
}

/** What each of some conclusions rests on, below what is said of it; and the sources. */
export function derivationSections(advice, derived) {
  const citations = new Citations(advice.kb);
  const parts = derived.map(([text, nodes]) => {
    const reasons = reasonsOf(advice, nodes).flatMap((reason) => reasonLines(advice, reason, citations));
    return section("", [line(text), ...reasons]);
  });
  return [...parts, sourcesSection(advice.kb, citations)];
}

/** The sources that were cited, as lines and as they are. */
export function sourcesSection(kb, citations) {
  const sources = citations.sources();
  const lines = sources.map(({ number, title, url, as_of, passages }) => {
    const about = [title, url, as_of ? `as of ${as_of}` : ""].filter(Boolean).join(", ");
    const shown = passages.length <= MAX_PASSAGES ? passages.join("; ") : "";
    return line(shown ? `${about}: ${shown}` : about, `[${number}] `);
  });
  return { ...section(kb.model.words.sources.toUpperCase(), lines), sources: sources.map(listed) };
}

function reasonLines(advice, reason, citations) {
  const { kb, english } = advice;
  const { words } = kb.model;
  const { rule } = reason.firing;
  const depth = Math.min(reason.depth, MAX_DEEP);
  const head = reason.depth === 0 ? "" : `${capital(english.conclusion(rule.pair))}: `;
  const lines = [line(`${head}${advice.fill(rule.because)} ${citations.marks(reason.cite)}`, "- ", depth)];
  const facts = givenOf(advice, reason).map(([text, cites]) => `${text} ${citations.marks(cites)}`.trimEnd());
  if (facts.length) lines.push(line(`${words.given}: ${facts.join("; ")}. ${noEarlier(advice, reason)}`, "", depth + 1));
  for (const pair of reason.missing) {
    const absence = toldAbsence(advice, absenceOf(advice, pair));
    const text = `${absenceSentence(absence)}. ${citations.marks(absenceCites(advice, absence))}`;
    lines.push(line(`${words.missing}: ${text}`, "", depth + 1));
  }
  return lines;
}

/** That no rule applies that would have decided before, and the one that came closest. */
function earlierLines(advice, rule) {
  const { kb, english } = advice;
  const rivals = kb.earlier(rule).length;
  if (!rivals) return [];
  const closest = closestEarlier(advice, rule);
  const which = rivals === 1 ? "There is one, which" : `Of ${rivals} the closest`;
  const said = `${capital(kb.model.words.no_earlier)}. ${which} would give: ${english.name(closest.rule.pair)}`;
  return [line(said), ...new Standing(advice).attempt(closest, 0)];
}

function answered(advice, id) {
  const { english, answers } = advice;
  const label = english.label(id);
  const asked = line(`You were asked: ${advice.fill(advice.kb.questions.get(id).ask)}`);
  if (!(id in answers)) return [line(`${label} ${advice.english.is(id) === "are" ? "were" : "was"} not answered, so this counts as not known.`), asked];
  const given = english.answer(id, answers[id]);
  if (answers[id] === UNKNOWN) return [line(`${capital(advice.english.fact(id, UNKNOWN))}: you answered ${given}.`), asked];
  return [line(`${label}: your own answer, ${given}.`), asked];
}

function notConcluded(advice, id, value) {
  const { kb, english } = advice;
  const { label, values = [] } = kb.conclusions.get(id);
  const head = value ? `Not concluded: ${english.missing(pairOf(id, value))}.` : `Nothing is concluded about it: ${label}.`;
  const asks = (value ? [value] : values.slice(0, 3)).map((each) => `"${english.name(pairOf(id, each))}"`);
  return [line(head), line(`To see what is missing, ask why not: ${asks.join(", ")}`)];
}
