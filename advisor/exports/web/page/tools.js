// What can be done with the answers: saved as a file, opened from one, printed, deleted.

import { button, h, headed } from "./dom.js";
import { download, readObject } from "./files.js";
import { keeps } from "./keeping.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").Entry} Entry */

/** @param {App} app @param {Entry} entry @returns {HTMLElement} */
export function tools(app, { state, view }) {
  const any = Object.keys(state.answers).length > 0;
  const tool = (/** @type {string} */ text, /** @type {() => void} */ act) => h("li", {}, button(text, act, { class: "link" }));
  return h(
    "ul",
    {},
    any ? tool("Save your answers", () => app.go({ kind: "save" })) : null,
    tool("Open a saved file", () => app.go({ kind: "open" })),
    any && view.kind !== "sheet" && app.look(state).settled ? tool("A sheet for somebody who advises you", () => app.go({ kind: "sheet" })) : null,
    printable(view) ? tool("Print", () => print()) : null,
    any ? tool("Delete my answers", () => app.go({ kind: "delete" })) : null,
  );
}

/** @param {import("./types.js").View} view */
function printable(view) {
  return view.kind === "explain" || view.kind === "sheet" || view.kind === "preview" || !document.querySelector("main form");
}

/** @param {App} app @param {Entry} entry @returns {any[]} */
export function saving(app, { state, name }) {
  const file = `${app.engine.kb.id}.json`;
  const field = /** @type {HTMLInputElement} */ (h("input", { type: "text", id: "name", value: name, autocomplete: "off", maxlength: 200 }));
  const told = h("p", { role: "status" });
  const form = h(
    "form",
    {},
    h("label", { for: "name" }, "A name for these answers, if you like"),
    field,
    h("p", { class: "buttons" }, h("button", { class: "main" }, `Save as ${file}`)),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    app.rename(field.value.trim());
    download(file, app.engine.save(state, field.value.trim()));
    app.unsaved = false;
    told.textContent = `Saved as ${file}, where your browser keeps what you download.`;
  });
  return [
    headed("Save your answers"),
    h("p", {}, "The file stays with you. Open it here to go on, also on another device; whoever has it can read your answers."),
    form,
    told,
    back(),
  ];
}

/** @param {App} app @returns {any[]} */
export function opening(app) {
  const { engine } = app;
  const error = h("p", { id: "mistake", class: "mistake", role: "alert" });
  const field = /** @type {HTMLInputElement} */ (
    h("input", { type: "file", id: "file", accept: ".json,.yaml,.yml,application/json", "aria-describedby": "mistake" })
  );
  field.addEventListener("change", async () => {
    const file = field.files?.[0];
    if (!file) return;
    const { object, mistake } = await readObject(file, engine.kb.id);
    const found = object === undefined ? { mistake } : engine.open(object);
    if (!found.state) {
      error.textContent = found.mistake ?? "";
      field.value = "";
    } else {
      app.opened(found.state, found.name ?? "", found.unfit ?? []);
    }
  });
  return [
    headed("Open a saved file"),
    h("p", {}, "Choose answers that were saved here, or by the advisor as JSON. The file is read on this device and sent nowhere."),
    h("label", { for: "file" }, "The file"),
    field,
    error,
    back(),
  ];
}

/** @param {App} app @returns {any[]} */
export function deleting(app) {
  const where = keeps() ? "on this device" : "on this page";
  return [
    headed("Delete your answers?"),
    h("p", {}, `Nothing of them is left ${where} then, and the way back is gone, too. Files that you saved stay where they are.`),
    h(
      "p",
      { class: "buttons" },
      button("Yes, delete them", () => app.restart("Your answers are deleted."), { class: "main" }),
      button("No, keep them", () => history.back()),
    ),
  ];
}

/** What was kept of another time. @param {App} app @returns {any[]} */
export function resuming(app) {
  const kept = app.keeping.read();
  const found = kept ? app.engine.open(kept.file) : {};
  const count = Object.keys(found.state?.answers ?? {}).length;
  return [
    headed(app.engine.kb.title),
    h("p", {}, `You were here before, and ${count === 1 ? "1 answer is" : `${count} answers are`} kept on this device.`),
    h(
      "p",
      { class: "buttons" },
      button("Go on with them", () => found.state && app.opened({ ...found.state, road: Boolean(kept?.road) }, found.name ?? "", found.unfit ?? []), {
        class: "main",
      }),
      button("Delete them and begin anew", () => app.restart("The answers are deleted.")),
    ),
  ];
}

function back() {
  return h("p", { class: "buttons" }, button("Back", () => history.back()));
}
