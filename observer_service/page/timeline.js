// One order as lanes over time: what was said, and where something should have been.

import { h } from "./dom.js";
import { eventDetail } from "./event_detail.js";
import { lanes } from "./lanes.js";
import { now } from "./live.js";
import { age, duration, moment, short, undoes } from "./words.js";

const LONG = 1000; // Milliseconds between two events from which the pause is named.
const BY_HAND = "by hand";

/** The rows of a timeline; `opened` holds the ids of the events that are open, `current` the one the keys are at. */
export function timeline({ services, events, missing }, opened, current) {
  const names = events.some((event) => event.service === null) ? [BY_HAND, ...services] : services;
  const focus = current ?? events[0]?.id;
  return h(
    "div",
    { class: "score timeline" },
    h(
      "div",
      { class: "heads" },
      h(
        "ol",
        { class: "services", "aria-label": "Lanes" },
        names.map((name) =>
          h(
            "li",
            { class: "service", title: name },
            h(
              "span",
              { class: "name" },
              short(name),
              h("wbr"),
              h("span", { class: "rest" }, name.slice(short(name).length)),
            ),
          ),
        ),
      ),
    ),
    h(
      "ol",
      { class: "rows", "aria-label": "Events" },
      events.map((event, index) => [
        pause(events[index - 1], event),
        eventRow(event, names, opened.has(event.id), event.id === focus),
      ]),
      missing.length > 0 && h("li", { class: "pause", "data-key": "now" }, h("span", {}, "and then should have come")),
      missing.map((one) => missingRow(one, names, events)),
    ),
  );
}

function pause(before, event) {
  const between = before ? event.after_ms - before.after_ms : 0;
  return (
    between >= LONG &&
    h("li", { class: "pause", "data-key": `before ${event.id}` }, h("span", {}, `${duration(between)} later`))
  );
}

function eventRow(event, names, open, current) {
  const says = [Math.max(0, names.indexOf(event.service ?? BY_HAND))];
  const hears = event.heard_by.map((one) => names.indexOf(one)).filter((lane) => lane >= 0);
  const words = [
    `said by ${event.service ?? "somebody by hand"}`,
    event.heard_by.length ? `heard by ${event.heard_by.join(", ")}` : "heard by no service",
  ];
  return h(
    "li",
    { class: `row event-row ${event.unexpected ? "unexpected" : ""}`, "data-key": event.id, "data-lane": says[0] },
    h("span", { class: "number" }, `+${duration(event.after_ms)}`),
    h(
      "button",
      {
        class: "event",
        "data-do": "open",
        "data-id": event.id,
        "aria-expanded": String(open),
        tabindex: current ? "0" : "-1",
      },
      event.name,
      event.copies > 1 && h("span", { class: "copies" }, ` ×${event.copies}`),
      h("span", { class: "hidden" }, `, ${words.join(", ")}`),
    ),
    lanes(names.length, { says, hears, kind: event.unexpected ? "unexpected" : undoes(event.name) ? "undoes" : "" }),
    event.unexpected && h("p", { class: "remark warn" }, "Unexpected: ", event.unexpected),
    open && eventDetail(event),
  );
}

function missingRow(one, names, events) {
  const speakers = one.after
    .map((name) => events.find((event) => event.name === name)?.service)
    .map((service) => names.indexOf(service));
  return h(
    "li",
    { class: "row missing", "data-key": `missing ${one.service} ${one.one_of.join(" ")}` },
    h("span", { class: "number" }, "missing"),
    h("span", { class: "event" }, one.one_of.join(" or ")),
    lanes(names.length, {
      says: speakers.filter((lane) => lane >= 0),
      hears: [names.indexOf(one.service)].filter((lane) => lane >= 0),
      kind: "missing",
    }),
    h(
      "p",
      { class: "remark" },
      "owed by ",
      h("b", {}, one.service),
      " since ",
      moment(one.since),
      `, ${age(one.since, now())} ago: `,
      h("b", {}, one.why.text),
      one.why.error && !one.why.text.includes(one.why.error) && h("span", { class: "error" }, one.why.error),
    ),
  );
}
