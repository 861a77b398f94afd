// One order as a sequence diagram to take along.

import { h } from "./dom.js";

/** `copied`: what became of copying it. */
export function diagram(text, copied) {
  return h(
    "section",
    { class: "diagram" },
    h("h2", {}, "As a sequence diagram"),
    h(
      "p",
      { class: "buttons" },
      h("button", { "data-do": "copy" }, "Copy"),
      h("span", { class: "quiet" }, copied ?? "Mermaid; GitHub and many editors draw it."),
    ),
    h("pre", { tabindex: "0" }, text),
  );
}

/** Copies it; returns what became of that as a sentence. */
export async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
    return "Copied.";
  } catch {
    getSelection().selectAllChildren(button.closest("section").querySelector("pre"));
    return "It could not be copied; it is selected now.";
  }
}
