// One order: its timeline, what is wrong with it, and its sequence diagram to copy.

import { ask } from "./api.js";
import { draw, h } from "./dom.js";
import { failure } from "./orders_view.js";
import { announce, replay } from "./replay.js";
import { session } from "./session.js";
import { timeline } from "./timeline.js";
import { count, duration, flags, moment, money, status } from "./words.js";

const EVERY = 1000; // Milliseconds between two looks, at most; without an admin's token nobody says that it changed.
const EVERY_WITHOUT_WORD = 3000;
const FIRST = 5; // So many of what is not right are told above the lanes.

/** Shows the order. */
export function openOrder(root, { id }) {
  const at = `/orders/${encodeURIComponent(id)}`;
  const about = h("div");
  const score = h("div");
  const rest = h("div");
  root.append(h("h1", { tabindex: "-1", class: "order-id" }, h("span", { class: "quiet" }, "Order "), id), about, score, rest);
  const opened = new Set();
  const outcomes = new Map();
  let current = null;
  let order = null;
  let sequence = null;
  let copied = null;
  let changed = false;
  let looked = 0;
  let closed = false;

  async function look() {
    looked = Date.now();
    changed = false;
    try {
      order = await ask(`${at}/timeline`);
      show();
      sequence = await ask(`${at}/sequence`);
      show();
    } catch (refusal) {
      if (!closed && !order) draw(about, failure(refusal));
    }
  }

  function show() {
    if (closed || !order) return;
    draw(about, summary(order));
    draw(score, h("h2", { class: "hidden" }, "What was said"), timeline(order, opened, current),
      h("p", { class: "legend quiet" }, "Arrow keys: ↓ ↑ along time, → ← to the next lane. Enter opens an event, Esc closes it."));
    draw(rest, order.dead_letters.length > 0 && deadLetters(order.dead_letters, outcomes), sequence !== null && diagram(sequence, copied));
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
      if (event === "missing" && (order?.missing.length || data.items.some((one) => one.order_id === id))) changed = true;
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

function step(key, row) {
  const rows = [...row.parentElement.querySelectorAll(".event-row")];
  const at = rows.indexOf(row);
  const lane = Number(row.dataset.lane);
  const nearest = (fits) => {
    const lanes = rows.map((one) => Number(one.dataset.lane)).filter(fits);
    const next = lanes.sort((a, b) => Math.abs(a - lane) - Math.abs(b - lane))[0];
    return rows.filter((one) => Number(one.dataset.lane) === next).sort((a, b) => Math.abs(rows.indexOf(a) - at) - Math.abs(rows.indexOf(b) - at))[0];
  };
  switch (key) {
    case "ArrowDown": return rows[at + 1];
    case "ArrowUp": return rows[at - 1];
    case "Home": return rows[0];
    case "End": return rows.at(-1);
    case "ArrowRight": return nearest((one) => one > lane);
    case "ArrowLeft": return nearest((one) => one < lane);
    default: return null;
  }
}

function summary({ order, events, missing, unexpected }) {
  const trace = events.find((event) => event.trace_url)?.trace_url;
  return [
    h("p", { class: "facts summary" },
      status(order), flags(order),
      order.customer_id && h("span", {}, "for ", h("a", { href: `#/orders?customer=${encodeURIComponent(order.customer_id)}` }, order.customer_id)),
      order.total !== null && h("span", {}, money(order.total, order.currency)),
      h("span", {}, "first heard ", moment(order.first_at)),
      h("span", {}, `${count(events.length, "event")} in ${duration(new Date(order.last_at) - new Date(order.first_at))}`),
      trace && h("a", { href: trace, target: "_blank", rel: "noopener" }, "Its trace in Jaeger")),
    sentences("bad", "Missing", missing),
    sentences("warn", "Unexpected", unexpected),
  ];
}

function sentences(grade, label, list) {
  return list.length > 0 && h("ul", { class: `note ${grade}`, "aria-label": label },
    list.slice(0, FIRST).map((one) => h("li", {}, one.sentence)),
    list.length > FIRST && h("li", {}, `and ${count(list.length - FIRST, "more", "more")}, marked below`));
}

function letterKey(letter) {
  return `${letter.service} ${letter.event_id}`;
}

function deadLetters(letters, outcomes) {
  return h("section", {}, h("h2", {}, "Dead letters"),
    h("ul", { class: "cards" }, letters.map((letter, number) => h("li", { class: "card letter", "data-key": letterKey(letter) },
      h("h3", {}, letter.event, h("span", { class: "by" }, ` at ${letter.service}`)),
      h("p", { class: "error" }, letter.error),
      h("p", { class: "facts" }, h("span", {}, letter.attempts === null ? "given up" : `given up after ${count(letter.attempts, "attempt")}`), h("span", {}, moment(letter.at))),
      h("p", { class: "buttons" },
        session.admin && letter.id !== null && h("button", { "data-do": "replay", "data-number": number, "aria-label": `Replay ${letter.event} at ${letter.service}` }, "Replay"),
        !session.admin && "An administrator can replay it.",
        outcomes.has(letterKey(letter)) && h("span", { class: "answer" }, outcomes.get(letterKey(letter))))))));
}

function diagram(text, copied) {
  return h("section", { class: "diagram" },
    h("h2", {}, "As a sequence diagram"),
    h("p", { class: "buttons" }, h("button", { "data-do": "copy" }, "Copy"), h("span", { class: "quiet" }, copied ?? "Mermaid; GitHub and many editors draw it.")),
    h("pre", { tabindex: "0" }, text));
}

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
    return "Copied.";
  } catch {
    getSelection().selectAllChildren(button.closest("section").querySelector("pre"));
    return "It could not be copied; it is selected now.";
  }
}
