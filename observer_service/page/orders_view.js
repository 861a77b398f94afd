// Orders with filters, newest first, a page at a time. Rows change where they stand; new ones wait until asked for
// while somebody is at the list.

import { ask, path } from "./api.js";
import { draw, h } from "./dom.js";
import { failure } from "./failure.js";
import { FILTERS, filterForm } from "./orders_filter.js";
import { session } from "./session.js";
import { ordersTable } from "./orders_table.js";
import { count } from "./words.js";

const PAGE = 50;
const EVERY = 1000; // Milliseconds between two looks at what changed; without an admin's token nobody says what did.
const EVERY_WITHOUT_WORD = 3000;
const ONE_BY_ONE = 10; // So many orders of later pages are asked for again at a time.

/** Shows the orders that fit the address's query. */
export function openOrders(root, { query }) {
  const filter = Object.fromEntries(FILTERS.map((name) => [name, query.get(name) ?? ""]));
  const news = h("p", { class: "news", role: "status" });
  const list = h("div", { class: "list" });
  const more = h("p", { class: "more" });
  root.append(
    h("h1", { tabindex: "-1" }, filter.stuck ? "Stuck orders" : "Orders"),
    filterForm(filter),
    news,
    list,
    more,
  );

  const shown = new Map(); // In the order of the list.
  let waiting = []; // Those that came while somebody was at the list.
  let changed = new Set();
  let next = null;
  let looked = 0;
  let closed = false;

  const read = (parameters) => ask(path("/orders", { ...filter, limit: String(PAGE), ...parameters }));

  async function start() {
    draw(list, h("p", { class: "quiet" }, "Looking for orders …"));
    try {
      put(await read({}));
    } catch (refusal) {
      if (!closed) draw(list, failure(refusal));
    }
  }

  function put(page) {
    if (closed) return;
    shown.clear();
    waiting = [];
    page.items.forEach((order) => shown.set(order.order_id, order));
    next = page.next;
    show();
  }

  async function addPage() {
    const page = await read({ cursor: next });
    page.items.forEach((order) => shown.set(order.order_id, order));
    next = page.next;
    show();
  }

  async function look() {
    looked = Date.now();
    const asked = changed;
    changed = new Set();
    try {
      const page = await read({});
      if (closed) return;
      const known = page.items.filter((order) => shown.has(order.order_id));
      known.forEach((order) => shown.set(order.order_id, order));
      waiting = page.items.filter((order) => !shown.has(order.order_id));
      const there = new Set(page.items.map((order) => order.order_id));
      const later = [...asked].filter((id) => shown.has(id) && !there.has(id)).slice(0, ONE_BY_ONE);
      for (const order_id of later) {
        const { items } = await ask(path("/orders", { order_id, limit: "1" }));
        if (items[0]?.order_id === order_id) shown.set(order_id, items[0]);
      }
      if (waiting.length && known.length && !someoneIsAt(list)) putFirst();
      else if (!shown.size && waiting.length) put(page);
      else show();
    } catch {
      asked.forEach((id) => changed.add(id)); // It is tried again with what changes next.
    }
  }

  function putFirst() {
    const before = [...shown];
    shown.clear();
    waiting.forEach((order) => shown.set(order.order_id, order));
    before.forEach(([id, order]) => shown.set(id, order));
    waiting = [];
    show();
  }

  function show() {
    if (closed) return;
    draw(
      list,
      shown.size
        ? ordersTable([...shown.values()])
        : h(
            "p",
            { class: "quiet" },
            FILTERS.some((name) => filter[name]) ? "No order is like this now." : "No order has been heard of yet.",
          ),
    );
    draw(
      news,
      waiting.length
        ? h("button", { "data-do": "news" }, `Show ${waiting.length >= PAGE ? `${PAGE} or more` : waiting.length} new`)
        : null,
    );
    draw(
      more,
      next
        ? h("button", { "data-do": "more" }, "Older ones")
        : h("span", { class: "quiet" }, shown.size ? `${count(shown.size, "order")}; that is all.` : ""),
    );
  }

  root.onclick = (event) => {
    const what = event.target.closest("[data-do]")?.dataset.do;
    if (what === "again" || what === "news") start();
    if (what === "more") addPage().catch((refusal) => draw(more, failure(refusal)));
  };
  start();

  return {
    hear(event, data) {
      if (event === "back") return shown.size ? look() : start();
      if (event === "orders") data.changed.forEach((id) => changed.add(id));
      const due = session.admin
        ? changed.size && Date.now() - looked >= EVERY
        : Date.now() - looked >= EVERY_WITHOUT_WORD;
      return due && !document.hidden ? look() : null;
    },
    close() {
      closed = true;
      root.onclick = null;
    },
  };
}

function someoneIsAt(list) {
  const touched = matchMedia("(hover: hover)").matches && list.matches(":hover");
  return touched || list.contains(document.activeElement) || list.getBoundingClientRect().top < 0;
}
