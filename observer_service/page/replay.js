// Having a dead letter tried again, by its service, in the reader's own name.

import { ask } from "./api.js";
import { h } from "./dom.js";

/** Returns what became of it as a sentence, null when the reader left it. A parked one, replayed too often, is forced
 * only after a question. Throws Refusal. */
export async function replay(service, id) {
  const path = `/dead-letters/${encodeURIComponent(service)}/${encodeURIComponent(id)}/replay`;
  try {
    await ask(path, { method: "POST" });
  } catch (refusal) {
    if (refusal.status !== 409 || !refusal.message.includes("force")) throw refusal;
    if (!(await reallyForced(refusal.message))) return null;
    await ask(`${path}?force=true`, { method: "POST" });
  }
  return `${service} is trying it again. If it fails again, it comes back here.`;
}

/** Says it to those who do not see it. */
export function announce(sentence) {
  document.getElementById("said").textContent = sentence;
}

function reallyForced(why) {
  const dialog = h(
    "dialog",
    { "aria-labelledby": "question" },
    h("h2", { id: "question" }, "Replay it all the same?"),
    h("p", {}, why),
    h(
      "form",
      { method: "dialog", class: "buttons" },
      h("button", { value: "no", autofocus: true }, "Leave it"),
      h("button", { value: "yes" }, "Replay it all the same"),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}
