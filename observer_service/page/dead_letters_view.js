// The dead letters of all services, asked of each at once; and replaying them.

import { ask } from "./api.js";
import { draw, h } from "./dom.js";
import { live } from "./live.js";
import { failure } from "./failure.js";
import { announce, replay } from "./replay.js";
import { count, orderLink } from "./words.js";

const EVERY = 2000; // Milliseconds between two looks while one is being tried again.

/** Shows them. */
export function openDeadLetters(root) {
  const list = h("div", { class: "list" });
  root.append(
    h("h1", { tabindex: "-1" }, "Dead letters"),
    h(
      "p",
      { class: "quiet" },
      "Events that a service could not handle, kept as they came. Mend the cause, then replay.",
    ),
    list,
  );
  const outcomes = new Map(); // What became of a replay, by letter; while it is tried again it is on no list.
  let page = null;
  let looked = 0;
  let heard = null;
  let closed = false;

  async function look() {
    looked = Date.now();
    try {
      page = await ask("/dead-letters");
      show();
    } catch (refusal) {
      if (!closed && !page) draw(list, failure(refusal));
    }
  }

  function show() {
    if (closed) return;
    const there = new Set(page.items.map(keyOf));
    draw(
      list,
      [...outcomes]
        .filter(([key]) => !there.has(key))
        .map(([key, outcome]) =>
          h(
            "p",
            { class: "note", "data-key": `tried ${key}` },
            outcome.sentence,
            " ",
            outcome.order && [h("span", {}, "Order "), orderLink(outcome.order)],
          ),
        ),
      page.silent.map((one) =>
        h(
          "p",
          { class: "note warn", "data-key": `silent ${one.service}` },
          `${one.service} could not be asked: ${one.problem}`,
        ),
      ),
      page.items.length
        ? h(
            "ul",
            { class: "cards" },
            page.items.map((letter) => card(letter, outcomes.get(keyOf(letter))?.sentence)),
          )
        : h(
            "p",
            { class: "quiet" },
            page.silent.length ? "None at those that answered." : "None: every event that was heard was handled.",
          ),
    );
  }

  root.onclick = async (event) => {
    const button = event.target.closest("[data-do]");
    if (button?.dataset.do === "again") look();
    if (button?.dataset.do !== "replay") return;
    const { service, id } = button.dataset;
    const outcome = await replay(service, id).catch((refusal) => refusal.message);
    if (closed || outcome === null) return;
    const letter = page.items.find((one) => keyOf(one) === `${service} ${id}`);
    outcomes.set(`${service} ${id}`, { sentence: outcome, order: letter?.order_id });
    announce(outcome);
    await look();
  };
  draw(list, h("p", { class: "quiet" }, "Asking every service …"));
  look();

  return {
    hear(event) {
      if (event === "back") look();
      if (event !== "map") return;
      const known = JSON.stringify(live.map.services.map((service) => [service.state, service.dead_letters]));
      const due = page && (known !== heard || outcomes.size) && Date.now() - looked >= EVERY;
      if (!due) return;
      heard = known;
      look();
    },
    close() {
      closed = true;
      root.onclick = null;
    },
  };
}

function keyOf(letter) {
  return `${letter.service} ${letter.id}`;
}

function card(letter, outcome) {
  const trying = letter.state === "RETRYING";
  return h(
    "li",
    { class: `card letter ${letter.state.toLowerCase()}`, "data-key": keyOf(letter) },
    h("h2", {}, letter.event, h("span", { class: "by" }, ` at ${letter.service}`)),
    letter.error && h("p", { class: "error" }, letter.error),
    h(
      "p",
      { class: "facts" },
      letter.order_id && h("span", {}, "order ", orderLink(letter.order_id)),
      h(
        "span",
        {},
        letter.state === "PARKED" ? "parked" : trying ? "being tried" : "dead",
        ` after ${count(letter.attempts, "attempt")}`,
      ),
      h("span", {}, letter.replays ? `replayed ${count(letter.replays, "time")}` : "never replayed"),
    ),
    h(
      "p",
      { class: "buttons" },
      !trying &&
        h(
          "button",
          {
            "data-do": "replay",
            "data-service": letter.service,
            "data-id": letter.id,
            "aria-label": `Replay ${letter.event} at ${letter.service}` + (letter.order_id ? ` for order ${letter.order_id}` : ""),
          },
          letter.state === "PARKED" ? "Replay all the same …" : "Replay",
        ),
      outcome && h("span", { class: "answer" }, outcome),
    ),
  );
}
