// Asking for a token.

import { ask } from "./api.js";
import { h } from "./dom.js";
import { forget, keep, session } from "./session.js";

/** A view of its own, and what stands where a token is needed. */
export function openToken(root) {
  root.append(
    h("h1", { tabindex: "-1" }, "Who are you?"),
    tokenForm("Orders and dead letters are shown to those who may see them."),
  );
  return {};
}

/** A form that keeps a token when observer_service takes it, and says why when it does not. */
export function tokenForm(why) {
  const field = h("input", { id: "token", type: "password", autocomplete: "off", spellcheck: "false", required: true });
  const answer = h("p", { class: "answer", role: "alert" }, session.notice ?? "");
  const form = h(
    "form",
    { class: "token" },
    h(
      "p",
      {},
      why,
      " Get a token with ",
      h("code", {}, ".venv/bin/choreo token me --admin"),
      " and paste it here; this tab keeps it until it is closed.",
    ),
    h("label", { for: "token" }, "Token"),
    h("span", { class: "field" }, field, h("button", {}, "Use it")),
    answer,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    tryOut(field.value.trim(), answer);
  });
  return form;
}

async function tryOut(token, answer) {
  if (!/^[\x21-\x7e]+$/.test(token)) {
    answer.textContent = "That is no token: it holds spaces or letters that none has.";
    return;
  }
  answer.textContent = "Asking whether it is taken …";
  session.token = token;
  try {
    await ask("/orders?limit=1");
    keep(token);
  } catch (refusal) {
    if (refusal.status !== 401) forget(refusal.message);
  }
}
