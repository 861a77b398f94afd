// Which view is shown, and the frame around it.

import { openDeadLetters } from "./dead_letters_view.js";
import { draw, h } from "./dom.js";
import { connect, hear, live } from "./live.js";
import { openMap } from "./map_view.js";
import { openMissing, openUnexpected } from "./missing_view.js";
import { openOrder } from "./order_view.js";
import { openOrders } from "./orders_view.js";
import { forget, onSession, openSession, session, decoded } from "./session.js";
import { openToken } from "./token_view.js";

const VIEWS = {
  "": openMap,
  orders: openOrders,
  order: openOrder,
  missing: openMissing,
  unexpected: openUnexpected,
  "dead-letters": openDeadLetters,
  token: openToken,
};
const WITHOUT_TOKEN = ["", "token"];

const main = document.getElementById("main");
let view = {};

function place() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const [name, id] = path.split("/").map(decoded);
  const meant = name === "orders" && id ? "order" : name;
  return { name: Object.hasOwn(VIEWS, meant) ? meant : "", id, query: new URLSearchParams(query) };
}

function show(moved) {
  const { name, id, query } = place();
  view.close?.();
  main.replaceChildren();
  const open = VIEWS[name];
  view = (session.token || WITHOUT_TOKEN.includes(name) ? open : openToken)(main, { id, query }) ?? {};
  frame();
  document.title = `${main.querySelector("h1")?.textContent ?? ""} · Choreo`;
  if (moved) {
    scrollTo(0, 0);
    main.querySelector("h1")?.focus({ preventScroll: true });
  }
}

function frame() {
  const { name, query } = place();
  const orders = live.map?.orders ?? {};
  const dead = live.map?.services.reduce((sum, service) => sum + service.dead_letters, 0) ?? 0;
  const stuck = query.get("stuck") === "true";
  const link = (href, words, current, number = 0) =>
    h(
      "a",
      { href, "aria-current": current ? "page" : null },
      words,
      number > 0 && h("span", { class: "badge" }, number.toLocaleString("en")),
    );
  draw(
    document.getElementById("nav"),
    link("#/", "Map", name === ""),
    link("#/orders", "Orders", name === "order" || (name === "orders" && !stuck)),
    link("#/orders?stuck=true", "Stuck", name === "orders" && stuck, orders.stuck),
    link("#/missing", "Missing", name === "missing", orders.missing),
    link("#/unexpected", "Unexpected", name === "unexpected", orders.unexpected),
    link("#/dead-letters", "Dead letters", name === "dead-letters", dead),
  );
  const line = document.getElementById("live");
  line.className = `live ${live.connected ? "on" : "off"}`;
  draw(
    line,
    h("span", { class: "sign" }),
    live.connected ? " live" : live.connected === null ? " connecting" : " not connected",
  );
  draw(
    document.getElementById("who"),
    session.token
      ? [
          h("span", {}, session.name ?? "somebody", session.admin && " (admin)"),
          h("button", { class: "plain", "data-do": "forget" }, "Forget the token"),
        ]
      : h("a", { href: "#/token" }, "Give a token"),
  );
}

document
  .getElementById("who")
  .addEventListener("click", (event) => event.target.closest("[data-do=forget]") && forget());
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
addEventListener("hashchange", () => {
  if (/^#\/?token=/.test(location.hash)) {
    openSession();
    connect();
  }
  show(true);
});
addEventListener("online", connect);
onSession(() => {
  connect();
  show(false);
});
hear((event, data) => {
  if (event === "map" || event === "connection") frame();
  view.hear?.(event, data);
});

openSession();
connect();
show(false);
