// An order in a line, and what is not right with it.

import { h } from "./dom.js";
import { count, duration, flags, moment, money, status } from "./words.js";

const FIRST = 5; // So many of what is not right are told above the lanes.

/** What stands above the lanes. */
export function summary({ order, events, missing, unexpected }) {
  const trace = events.find((event) => event.trace_url)?.trace_url;
  return [
    h(
      "p",
      { class: "facts summary" },
      status(order),
      flags(order),
      order.customer_id &&
        h(
          "span",
          {},
          "for ",
          h("a", { href: `#/orders?customer=${encodeURIComponent(order.customer_id)}` }, order.customer_id),
        ),
      order.total !== null && h("span", {}, money(order.total, order.currency)),
      h("span", {}, "first heard ", moment(order.first_at)),
      h(
        "span",
        {},
        `${count(events.length, "event")} in ${duration(new Date(order.last_at) - new Date(order.first_at))}`,
      ),
      trace && h("a", { href: trace, target: "_blank", rel: "noopener" }, "Its trace in Jaeger"),
    ),
    sentences("bad", "Missing", missing),
    sentences("warn", "Unexpected", unexpected),
  ];
}

function sentences(grade, label, list) {
  return (
    list.length > 0 &&
    h(
      "ul",
      { class: `note ${grade}`, "aria-label": label },
      list.slice(0, FIRST).map((one) => h("li", {}, one.sentence)),
      list.length > FIRST && h("li", {}, `and ${count(list.length - FIRST, "more", "more")}, marked below`),
    )
  );
}
