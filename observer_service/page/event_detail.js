// One event, opened: what it says, how it came, and where its trace is.

import { h } from "./dom.js";
import { moment } from "./words.js";

/** The opened event. */
export function eventDetail(event) {
  return h(
    "div",
    { class: "detail" },
    h(
      "dl",
      { class: "facts" },
      fact("said by", event.service ?? "somebody by hand"),
      fact("heard by", event.heard_by.length ? event.heard_by.join(", ") : "no service"),
      fact("at", moment(event.at, true)),
      fact(
        "in Kafka",
        `partition ${event.topic_partition}, offset ${event.offset}` +
          (event.copies > 1 ? `; it stands there ${event.copies} times, which has no effect` : ""),
      ),
      event.version !== null && fact("version", String(event.version)),
      fact("id", h("code", {}, event.id)),
      event.trace_id &&
        fact(
          "trace",
          event.trace_url
            ? h("a", { href: event.trace_url, target: "_blank", rel: "noopener" }, "Open in Jaeger")
            : h("code", {}, event.trace_id),
        ),
    ),
    h("h3", {}, event.raw === null ? "Payload" : "Bytes, which are no JSON"),
    h("pre", { tabindex: "0" }, event.raw ?? JSON.stringify(event.body, null, 2)),
    h("h3", {}, "Headers"),
    Object.keys(event.headers).length
      ? h(
          "dl",
          { class: "headers" },
          Object.entries(event.headers).map(([name, value]) => fact(name, h("code", {}, value ?? "null"))),
        )
      : h("p", { class: "quiet" }, "None: it was typed by hand."),
  );
}

function fact(name, value) {
  return h("div", {}, h("dt", {}, name), h("dd", {}, value));
}
