// Orders as rows.

import { h } from "./dom.js";
import { duration, flags, moment, money, orderLink, status } from "./words.js";

/** A table of orders. */
export function ordersTable(orders) {
  return h(
    "table",
    { class: "orders" },
    h("caption", { class: "hidden" }, "Orders, newest first"),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "col" }, "First heard"),
        h("th", { scope: "col" }, "Order"),
        h("th", { scope: "col", class: "wide" }, "Customer"),
        h("th", { scope: "col" }, "Status"),
        h("th", { scope: "col", class: "wide number" }, "Total"),
        h("th", { scope: "col", class: "wide number" }, "Events"),
        h("th", { scope: "col", class: "wide number" }, "From first to last"),
      ),
    ),
    h("tbody", {}, orders.map(row)),
  );
}

function row(order) {
  return h(
    "tr",
    { "data-key": order.order_id },
    h("td", {}, moment(order.first_at)),
    h(
      "td",
      {},
      orderLink(order.order_id),
      h(
        "span",
        { class: "narrow quiet" },
        [order.customer_id, money(order.total, order.currency)].filter(Boolean).join(", "),
      ),
    ),
    h("td", { class: "wide" }, order.customer_id ?? ""),
    h("td", {}, status(order), flags(order)),
    h("td", { class: "wide number" }, money(order.total, order.currency)),
    h("td", { class: "wide number" }, order.events),
    h("td", { class: "wide number" }, duration(new Date(order.last_at) - new Date(order.first_at))),
  );
}
