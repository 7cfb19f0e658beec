// What the page and the engine agree on: types alone, which no program holds.

/**
 * @typedef {string | number | string[]} Answer a value's id, `unknown`, a number, or the ids that were chosen
 * @typedef {{ answers: Record<string, Answer>, road: boolean }} State the answers in their order, and whether the road is asked for
 * @typedef {{ value: string, text: string, hint?: string, names?: string[], rest?: boolean }} Choice
 * @typedef {{
 *   id: string, kind: "choice" | "many" | "number", topic: string, ask: string, why: string, help: string, label: string,
 *   choices: Choice[], required: boolean, decision: boolean, unit: string, expected: string,
 * }} Question
 * @typedef {{
 *   question: Question | null, least: number, most: number, settled: boolean, done: boolean, more: string,
 *   left: string[],
 * }} Look
 * @typedef {{ depth: number, mark: string, text: string }} Line
 * @typedef {{ heading: string, lines: Line[], sources?: Source[] }} Section
 * @typedef {{ kind: string, needs: string, about: string }} Kind
 * @typedef {{ about: any[], text: string }} Target
 * @typedef {{ id: string, label: string, topic: string, ask: string, said: string }} Given
 * @typedef {{ text: string, sources: number[] }} Cited
 * @typedef {{ concludes: string, because: Cited, given: Cited[], missing: Cited[], no_earlier: string, below: Derivation[] }} Derivation
 * @typedef {{ key: string, text: string, title: string, at: number, least: number, most: number, shape: string }} Bar
 * @typedef {{ number: number, title: string, url: string, as_of: string, passages: string }} Source
 * @typedef {{ ticks: { at: number, label: string }[], steps: Bar[], roads: Bar[], drawn: boolean, unknown: boolean }} Timeline
 * @typedef {{ heading: string, labels: string[], totals: [string, string][], facts: [string, string][] }} RoadView
 * @typedef {{
 *   open: [string, string][], enquiries: { step: string, asks: string, of: { title: string, url: string, host: string }[] }[],
 *   holds: string[], answers: [string, string][],
 * }} Sheet
 * @typedef {{
 *   timeline: Timeline, stages: { title: string, time: string, price: string, note: string }[], facts: [string, string][],
 *   roads?: RoadView[], assumes: string[], note?: string, dates?: string,
 * }} Outlook
 * @typedef {{
 *   eyebrow: string, title: string, more: string[], others: { heading: string, said: string[] }[], problem: string,
 *   takes: string, doHtml: string, gives: string[], watch: string[], sources_of_step: number[],
 *   why: [string, Derivation[]][], beside: [string, Cited[]][],
 *   answers: [string, [string, string][]][], unknown: string[], sources: Source[],
 * }} Advice
 * @typedef {{
 *   words: Record<string, string>, says: Record<string, string>, kinds: Kind[],
 *   kb: { id: string, version: number, title: string, welcome: string, goals: string[], has_road: boolean, recommends: boolean },
 *   first(): Question | null, preparing(): Generator, preparingRoad(): Generator, look(state: State): Look, question(state: State, id: string): Question,
 *   read(state: State, id: string, raw: string | string[]): { answer?: Answer, mistake?: string },
 *   answered(state: State, id: string, answer: Answer): { state: State, dropped: string[], news?: string[] },
 *   on_to_the_road(state: State): State, shown(state: State): Advice, outlook(state: State): Outlook, answers(state: State): Given[],
 *   targets(state: State, kind: string): Target[], explain(state: State, kind: string, about: any[]): Section[],
 *   what_if(state: State, changes: Record<string, Answer>): Section[], save(state: State, name: string): object,
 *   open(object: any): { state?: State, name?: string, unfit?: string[], mistake?: string },
 * }} Engine
 *
 * @typedef {{ kind: string, id?: string, answer?: Answer, explain?: string, about?: any[], text?: string }} View
 * @typedef {{ state: State, name: string, view: View, news: string[], scroll?: number }} Entry one place of the person's way
 */

export {};
