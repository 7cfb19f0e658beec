// The engine with the object that `advisor recommend --format json` writes, which holds all that a case comes to: no page
// shows it, so no page carries it.

import { Case } from "./case.js";
import { Engine } from "./engine.js";
import { adviceJson } from "./json.js";

export class JsonEngine extends Engine {
  /** @param {import("./engine.js").State} state */
  json(state, name = "") {
    return adviceJson(new Case(this, state.answers, name));
  }
}
