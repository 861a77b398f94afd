// What went wrong, where something should stand.

import { h } from "./dom.js";

/** The sentence, and a button to try again. */
export function failure(refusal) {
  return h(
    "div",
    { class: "note bad", role: "alert" },
    h("p", {}, refusal.message),
    h("button", { "data-do": "again" }, "Try again"),
  );
}
