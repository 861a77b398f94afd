// The dead letters of one order.

import { h } from "./dom.js";
import { session } from "./session.js";
import { count, moment } from "./words.js";

/** One of an order, among its others. */
export function letterKey(letter) {
  return `${letter.service} ${letter.event_id}`;
}

/** With what became of those that were replayed. */
export function lettersOf({ dead_letters: letters }, outcomes) {
  return h(
    "section",
    {},
    h("h2", {}, "Dead letters"),
    h(
      "ul",
      { class: "cards" },
      letters.map((letter, number) =>
        h(
          "li",
          { class: "card letter", "data-key": letterKey(letter) },
          h("h3", {}, letter.event, h("span", { class: "by" }, ` at ${letter.service}`)),
          h("p", { class: "error" }, letter.error),
          h(
            "p",
            { class: "facts" },
            h(
              "span",
              {},
              letter.attempts === null ? "given up" : `given up after ${count(letter.attempts, "attempt")}`,
            ),
            h("span", {}, moment(letter.at)),
          ),
          h(
            "p",
            { class: "buttons" },
            session.admin &&
              letter.id !== null &&
              h(
                "button",
                {
                  "data-do": "replay",
                  "data-number": number,
                  "aria-label": `Replay ${letter.event} at ${letter.service}`,
                },
                "Replay",
              ),
            !session.admin && "An administrator can replay it.",
            outcomes.has(letterKey(letter)) && h("span", { class: "answer" }, outcomes.get(letterKey(letter))),
          ),
        ),
      ),
    ),
  );
}
