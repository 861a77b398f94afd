// How many orders there are of each kind.

import { h } from "./dom.js";
import { session } from "./session.js";
import { count } from "./words.js";

const MOST = 10_000; // Orders are counted no further.
const FAR = 1000; // Records behind Kafka from which it is said aloud.

/** Each leads to its orders, for those who may see them. */
export function totals(map) {
  const of = map.orders;
  const figure = (number, words, href, alarm) =>
    h(
      "li",
      { class: alarm && number ? "alarm" : null },
      session.token
        ? h("a", { href }, h("b", {}, figureOf(number)), ` ${words}`)
        : [h("b", {}, figureOf(number)), ` ${words}`],
    );
  return [
    h(
      "ul",
      { class: "totals", "aria-label": "Orders" },
      figure(of.open, "open", "#/orders?status=OPEN"),
      figure(of.completed, "completed", "#/orders?status=COMPLETED"),
      figure(of.cancelled, "cancelled", "#/orders?status=CANCELLED"),
      figure(of.missing, "missing a step", "#/missing", true),
      figure(of.unexpected, "with an unexpected event", "#/unexpected", true),
      figure(of.stuck, "stuck", "#/orders?stuck=true", true),
    ),
    map.behind >= FAR &&
      h(
        "p",
        { class: "note warn" },
        `What is shown is old: this view is ${count(map.behind, "record")} behind Kafka, and catches up.`,
      ),
  ];
}

function figureOf(number) {
  return number >= MOST ? `${MOST.toLocaleString("en")}+` : number.toLocaleString("en");
}
