// One row of the score: a lane for each service, and on it who says an event to whom.

import { s } from "./dom.js";

/** Draws a row. `says` and `hears` are places of lanes; `kind`: "", "undoes", "missing" or "unexpected"; `weight` 0–3.
 * It is for the eyes only: what it shows must stand beside it in words. */
export function lanes(number, { says = [], hears = [], kind = "", weight = 1 }) {
  const x = (lane) => `${((lane + 0.5) * 100) / number}%`;
  const places = [...says, ...hears];
  const [left, right] = [Math.min(...places), Math.max(...places)];
  const middle = says.length ? says.reduce((sum, lane) => sum + lane, 0) / says.length : left;
  return s(
    "svg",
    { class: `lanes ${kind} weight-${weight}`, "aria-hidden": "true", focusable: "false" },
    Array.from({ length: number }, (_, lane) =>
      s("line", { class: "lane", x1: x(lane), x2: x(lane), y1: "0", y2: "100%" }),
    ),
    right > left && s("line", { class: "line", x1: x(left), x2: x(right), y1: "50%", y2: "50%" }),
    hears
      .filter((lane) => !says.includes(lane))
      .map((lane) => at(x(lane), kind === "missing" ? gap() : arrow(lane > middle))),
    says.map((lane) => at(x(lane), hears.includes(lane) && s("circle", { class: "ring", r: 9 }), mark(kind))),
  );
}

function at(x, ...shapes) {
  return s("svg", { x, y: "50%", overflow: "visible" }, shapes);
}

function arrow(rightwards) {
  return s("path", { class: "arrow", d: rightwards ? "M-8-5.5 1 0-8 5.5Z" : "M8-5.5-1 0 8 5.5Z" });
}

function mark(kind) {
  if (kind === "missing") return s("circle", { class: "after", r: 3 });
  if (kind === "unexpected") return s("path", { class: "dot", d: "M0-8 8 0 0 8-8 0Z" });
  return s("circle", { class: "dot", r: 5.5 });
}

function gap() {
  return [s("circle", { class: "gap", r: 8.5 }), s("path", { class: "cross", d: "M-3-3 3 3M3-3-3 3" })];
}
