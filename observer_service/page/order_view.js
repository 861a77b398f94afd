// One order: its timeline, what is wrong with it, and its sequence diagram to copy.

import { ask } from "./api.js";
import { copy, diagram } from "./diagram.js";
import { draw, h } from "./dom.js";
import { failure } from "./failure.js";
import { lettersOf, letterKey } from "./order_letters.js";
import { summary } from "./order_summary.js";
import { announce, replay } from "./replay.js";
import { session } from "./session.js";
import { timeline } from "./timeline.js";
import { step } from "./timeline_keys.js";

const EVERY = 1000; // Milliseconds between two looks, at most; without an admin's token nobody says that it changed.
const EVERY_WITHOUT_WORD = 3000;

/** Shows the order. */
export function openOrder(root, { id }) {
  const at = `/orders/${encodeURIComponent(id)}`;
  const about = h("div");
  const score = h("div");
  const rest = h("div");
  root.append(
    h("h1", { tabindex: "-1", class: "order-id" }, h("span", { class: "quiet" }, "Order "), id),
    about,
    score,
    rest,
  );
  const opened = new Set();
  const outcomes = new Map();
  let current = null;
  let order = null;
  let sequence = null;
  let copied = null;
  let changed = false;
  let looked = 0;
  let looks = 0;
  let closed = false;

  async function look() {
    const own = ++looks;
    looked = Date.now();
    changed = false;
    try {
      const told = await ask(`${at}/timeline`);
      if (own < looks) return; // a later look knows more
      order = told;
      show();
      const drawn = await ask(`${at}/sequence`);
      if (own < looks) return;
      sequence = drawn;
      show();
    } catch (refusal) {
      changed = true;
      if (!closed && !order) draw(about, failure(refusal));
    }
  }

  function show() {
    if (closed || !order) return;
    draw(about, summary(order));
    draw(
      score,
      h("h2", { class: "hidden" }, "What was said"),
      timeline(order, opened, current),
      h(
        "p",
        { class: "legend quiet" },
        "Arrow keys: ↓ ↑ along time, → ← to the next lane. Enter opens an event, Esc closes it.",
      ),
    );
    draw(
      rest,
      order.dead_letters.length > 0 && lettersOf(order, outcomes),
      sequence !== null && diagram(sequence, copied),
    );
  }

  function toggle(event, open = !opened.has(event)) {
    if (open) opened.add(event);
    else opened.delete(event);
    current = event;
    show();
  }

  async function again(letter) {
    const key = letterKey(letter);
    const outcome = await replay(letter.service, letter.id).catch((refusal) => refusal.message);
    if (closed || outcome === null) return;
    outcomes.set(key, outcome);
    announce(outcome);
    await look();
  }

  root.onclick = async (event) => {
    const button = event.target.closest("[data-do]");
    if (button?.dataset.do === "open") toggle(button.dataset.id);
    if (button?.dataset.do === "again") look();
    if (button?.dataset.do === "replay") await again(order.dead_letters[Number(button.dataset.number)]);
    if (button?.dataset.do === "copy") {
      copied = await copy(sequence, button);
      announce(copied);
      show();
    }
  };
  root.onkeydown = (event) => {
    const row = event.target.closest(".event-row");
    if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape" && opened.has(row.dataset.key)) {
      toggle(row.dataset.key, false);
      row.querySelector("button.event").focus();
    }
    const to = event.target.matches("button.event") && step(event.key, row);
    if (!to) return;
    event.preventDefault();
    current = to.dataset.key;
    row.querySelector("button.event").tabIndex = -1;
    to.querySelector("button.event").tabIndex = 0;
    to.querySelector("button.event").focus();
  };

  draw(about, h("p", { class: "quiet" }, "Looking for it …"));
  look();
  return {
    hear(event, data) {
      if (event === "orders" && data.changed.includes(id)) changed = true;
      if (event === "missing" && (order?.missing.length || data.items.some((one) => one.order_id === id)))
        changed = true;
      if (event === "back") changed = true;
      const due = Date.now() - looked >= (session.admin && order ? EVERY : EVERY_WITHOUT_WORD);
      if (due && (changed || !session.admin || !order) && !document.hidden) look();
      else if (event === "map" && order?.missing.length) show();
    },
    close() {
      closed = true;
      root.onclick = root.onkeydown = null;
    },
  };
}
