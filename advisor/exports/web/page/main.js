// Begins: the model is in the page, and everything else is made of it.

import { PageEngine } from "../engine/page_engine.js";
import { unpacked } from "../engine/unpacked.js";
import { App } from "./app.js";
import { afterPicture } from "./dom.js";
import { Keeping } from "./keeping.js";

const model = /** @type {HTMLElement} */ (document.getElementById("model"));
const made = /** @type {any} */ (new PageEngine(unpacked(JSON.parse(model.textContent ?? ""))));
const engine = /** @type {import("./types.js").Engine} */ (made);
const app = new App(engine, new Keeping(engine.kb.id, model.dataset.made ?? ""));
const date = /** @type {HTMLTimeElement} */ (document.getElementById("today"));
const today = new Date();
date.dateTime = `${today.getFullYear()}-${String(today.getMonth() + 1).padStart(2, "0")}-${String(today.getDate()).padStart(2, "0")}`;
date.textContent = today.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
afterPicture(() => app.prepare());
if (document.querySelector("link[rel=manifest]")) navigator.serviceWorker?.register("worker.js");
