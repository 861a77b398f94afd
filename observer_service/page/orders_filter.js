// Which orders are shown.

import { path } from "./api.js";
import { h } from "./dom.js";

const STATUSES = {
  "": "any status",
  OPEN: "open",
  PENDING: "pending",
  PAID: "paid",
  COMPLETED: "completed",
  CANCELLED: "cancelled",
  UNKNOWN: "unknown",
};
const REASONS = [
  "out_of_stock",
  "coupon_rejected",
  "payment_declined",
  "payment_unavailable",
  "undeliverable",
  "customer_request",
  "deadline",
];
const FLAGS = { missing: "missing a step", unexpected: "with an unexpected event", stuck: "stuck" };
/** What orders can be asked for by. */
export const FILTERS = ["status", "reason", "customer", "order_id", ...Object.keys(FLAGS)];

/** A form that shows what is asked for, and writes what is wanted into the address. */
export function filterForm(filter) {
  const option = (name, value, text) => h("option", { value, selected: filter[name] === value }, text);
  const field = (name, label, control) => h("p", {}, h("label", { for: `by-${name}` }, label), control);
  const form = h(
    "form",
    { class: "filter", role: "search", "aria-label": "Which orders" },
    field(
      "status",
      "Status",
      h(
        "select",
        { id: "by-status", name: "status" },
        Object.entries(STATUSES).map(([value, text]) => option("status", value, text)),
      ),
    ),
    field(
      "reason",
      "Reason",
      h(
        "select",
        { id: "by-reason", name: "reason" },
        option("reason", "", "any reason"),
        REASONS.map((reason) => option("reason", reason, reason.replaceAll("_", " "))),
      ),
    ),
    field(
      "customer",
      "Customer",
      h("input", {
        id: "by-customer",
        name: "customer",
        value: filter.customer,
        autocomplete: "off",
        spellcheck: "false",
      }),
    ),
    field(
      "order_id",
      "Order begins with",
      h("input", {
        id: "by-order_id",
        name: "order_id",
        value: filter.order_id,
        autocomplete: "off",
        spellcheck: "false",
      }),
    ),
    h(
      "fieldset",
      {},
      h("legend", { class: "hidden" }, "Only those"),
      Object.entries(FLAGS).map(([name, text]) =>
        h(
          "label",
          {},
          h("input", { type: "checkbox", name, value: "true", checked: filter[name] === "true" }),
          ` ${text}`,
        ),
      ),
    ),
    h("p", { class: "buttons" }, h("button", {}, "Show"), h("a", { href: "#/orders" }, "All")),
  );
  const apply = () => {
    location.hash = path(
      "#/orders",
      Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()])),
    );
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    apply();
  });
  form.addEventListener("change", (event) => event.target.matches("select, [type=checkbox]") && apply());
  return form;
}
