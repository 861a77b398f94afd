// The choreography, live: services as lanes, events from who says them to who hears them.

import { draw, h } from "./dom.js";
import { lanes } from "./lanes.js";
import { groupsOfEvents, orderOfServices } from "./layout.js";
import { live } from "./live.js";
import { totals } from "./map_totals.js";
import { session } from "./session.js";
import { tokenForm } from "./token_view.js";
import { count, short, undoes } from "./words.js";

/** Shows the map as it is heard. */
export function openMap(root) {
  const map = h("div");
  root.append(h("h1", { tabindex: "-1" }, "Choreography"), map);
  if (!session.token) root.append(tokenForm("Without a token only this map is shown."));
  const show = () =>
    draw(
      map,
      live.map ? theMap(live.map) : h("p", { class: "quiet" }, "Waiting for observer_service to say what it hears …"),
    );
  show();
  return { hear: (event) => event === "map" && show() };
}

function theMap(map) {
  const names = orderOfServices(
    map.services.map((service) => service.name),
    map.events,
  );
  const services = names.map((name) => map.services.find((service) => service.name === name));
  return [
    totals(map),
    h(
      "div",
      { class: "score map" },
      h("div", { class: "heads" }, h("ul", { class: "services", "aria-label": "Services" }, services.map(card))),
      h(
        "ul",
        { class: "troubles", "aria-label": "What is not well" },
        services
          .filter((service) => troubles(service).length)
          .map((service) =>
            h("li", { "data-key": service.name }, h("b", {}, short(service.name)), ` ${troubles(service).join(", ")}`),
          ),
      ),
      groupsOfEvents(names, map.events).map((group) =>
        h(
          "section",
          { class: "group", "data-key": group.title },
          h("h2", {}, group.title),
          h(
            "ul",
            { class: "rows" },
            group.events.map((event) => row(event, names)),
          ),
        ),
      ),
    ),
    h(
      "p",
      { class: "legend quiet" },
      "A dot says, an arrow hears, a ring does both. Dotted: what undoes. Numbers: events a second, over the past 10 s. ",
      map.behind > 0
        ? `This view is ${count(map.behind, "record")} behind Kafka.`
        : map.behind === 0
          ? "This view has heard all there is."
          : "",
    ),
  ];
}

function card(service) {
  return h(
    "li",
    { class: `service ${service.state}`, "data-key": service.name },
    h(
      "span",
      { class: "name", title: service.name },
      short(service.name),
      h("wbr"),
      h("span", { class: "rest" }, service.name.slice(short(service.name).length)),
    ),
    h("span", { class: `state ${service.state}` }, h("span", { class: "sign" }), ` ${service.state}`),
    h("span", { class: "lag" }, lag(service)),
    troubles(service).map((trouble) => h("span", { class: "trouble" }, trouble)),
  );
}

function lag({ behind }) {
  if (behind === null) return "lag unknown";
  return behind > 0 ? `${behind.toLocaleString("en")} behind` : "up to date";
}

function troubles(service) {
  return [
    service.detail,
    service.owes > 0 && `owes ${count(service.owes, "event")}`,
    service.dead_letters > 0 && count(service.dead_letters, "dead letter"),
  ].filter(Boolean);
}

function row(event, names) {
  const says = event.said_by.map((one) => names.indexOf(one)).filter((lane) => lane >= 0);
  const hears = event.heard_by.map((one) => names.indexOf(one)).filter((lane) => lane >= 0);
  const heard = event.heard_by.length ? `heard by ${event.heard_by.join(", ")}` : "heard by no service";
  return h(
    "li",
    { class: event.rate > 0 ? "row moving" : "row", "data-key": event.name },
    h(
      "span",
      { class: "number", title: "a second, over the past 10 s" },
      event.rate > 0 ? `${event.rate.toFixed(1)} /s` : h("span", { "aria-hidden": "true" }, "·"),
    ),
    h(
      "span",
      { class: "event" },
      event.name,
      h("span", { class: "hidden" }, `, said by ${event.said_by.join(", ")}, ${heard}`),
    ),
    lanes(names.length, { says, hears, kind: undoes(event.name) ? "undoes" : "", weight: weight(event.rate) }),
  );
}

function weight(rate) {
  return rate <= 0 ? 0 : rate < 1 ? 1 : rate < 10 ? 2 : 3;
}
