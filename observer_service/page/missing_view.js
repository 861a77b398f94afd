// What is not right with any order: the events that somebody owes, and those that nobody should have said.

import { ask } from "./api.js";
import { draw, h } from "./dom.js";
import { now } from "./live.js";
import { failure } from "./failure.js";
import { age, moment, orderLink } from "./words.js";

const EVERY = 3000; // Milliseconds between two looks at what nobody says by itself.

/** What is missing, oldest first; live for administrators. */
export function openMissing(root) {
  return openList(root, {
    title: "Missing events",
    about: "What somebody owes to an order and has not said in time, the oldest first.",
    none: "Nothing is missing: whatever was owed has been said.",
    path: "/missing",
    word: "missing",
    key: (one) => `${one.order_id} ${one.service} ${one.one_of.join(" ")}`,
    card: missingCard,
  });
}

/** What nobody should have said, newest first. */
export function openUnexpected(root) {
  return openList(root, {
    title: "Unexpected events",
    about: "Events that nobody announced, second answers, and answers to nothing, the newest first.",
    none: "Nothing unexpected has been heard.",
    path: "/unexpected",
    word: null,
    key: (one) => `${one.event_id} ${one.kind}`,
    card: unexpectedCard,
  });
}

function openList(root, { title, about, none, path, word, key, card }) {
  const list = h("div", { class: "list" });
  root.append(h("h1", { tabindex: "-1" }, title), h("p", { class: "quiet" }, about), list);
  let page = null;
  let looked = 0;
  let closed = false;

  async function look() {
    looked = Date.now();
    try {
      page = await ask(`${path}?limit=100`);
      show();
    } catch (refusal) {
      if (!page && !closed) draw(list, failure(refusal));
    }
  }

  function show() {
    if (closed || !page) return;
    draw(
      list,
      page.items.length
        ? h(
            "ul",
            { class: "cards" },
            page.items.map((one) => card(one, key(one))),
          )
        : h("p", { class: "quiet" }, none),
      page.next &&
        h(
          "p",
          { class: "quiet" },
          "There are more; these come first. ",
          h("a", { href: `#/orders?${path.slice(1)}=true` }, "All orders concerned"),
        ),
    );
  }

  root.onclick = (event) => event.target.closest("[data-do=again]") && look();
  draw(list, h("p", { class: "quiet" }, "Asking observer_service …"));
  look();
  return {
    hear(event, data) {
      if (event === "back") look();
      if (word && event === word && page) page = { ...page, items: data.items };
      if (event === "map" && page && Date.now() - looked >= EVERY && !document.hidden) look();
      if (event === word || event === "map") show();
    },
    close() {
      closed = true;
      root.onclick = null;
    },
  };
}

function missingCard(one, key) {
  return h(
    "li",
    { class: "card missing", "data-key": key },
    h("p", { class: "sentence" }, one.sentence),
    one.why.error && !one.sentence.includes(one.why.error) && h("p", { class: "error" }, one.why.error),
    h(
      "p",
      { class: "facts" },
      h("span", {}, "order ", orderLink(one.order_id)),
      h("span", {}, "after ", one.after.join(" and ")),
      h("span", {}, "since ", moment(one.since), `, ${age(one.since, now())} ago`),
    ),
  );
}

function unexpectedCard(one, key) {
  return h(
    "li",
    { class: "card unexpected", "data-key": key },
    h("p", { class: "sentence" }, one.sentence),
    h("p", { class: "facts" }, h("span", {}, "order ", orderLink(one.order_id)), h("span", {}, moment(one.at))),
  );
}
