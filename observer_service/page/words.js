// How times, durations, money and states are written.

import { h } from "./dom.js";

const CLOCK = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
const time = new Intl.DateTimeFormat("en", CLOCK);
const exactTime = new Intl.DateTimeFormat("en", { ...CLOCK, fractionalSecondDigits: 3 });
const day = new Intl.DateTimeFormat("en", { month: "short", day: "numeric" });

/** A moment in local time, with UTC in its title. The day is named unless it is today. */
export function moment(at, exact = false) {
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  const text = (today ? "" : `${day.format(date)}, `) + (exact ? exactTime : time).format(date);
  return h("time", { datetime: at, title: `${at} (UTC)` }, text);
}

/** A length of time, as exact as it is worth: "58 ms", "1.42 s", "31 s", "2 min 5 s", "3 h 10 min". */
export function duration(milliseconds) {
  if (milliseconds < 999.5) return `${Math.round(Math.max(0, milliseconds))} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** How long ago, in whole seconds and above. */
export function age(since, now) {
  return duration(Math.max(1000, Math.round((new Date(now) - new Date(since)) / 1000) * 1000)).replace(/\.00/, "");
}

/** Minor units as money. */
export function money(amount, currency) {
  if (amount === null || amount === undefined) return "";
  try {
    const format = new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "code" });
    return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits).replace(/\u00a0/g, " ");
  } catch {
    return `${amount} ${currency ?? ""}`;
  }
}

/** "1 event", "2 events". */
export function count(number, one, many = `${one}s`) {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

/** "inventory" of "inventory_service", where there is no room for more. */
export function short(service) {
  return service.replace(/_service$/, "");
}

/** Whether an event takes back or refuses: these are drawn dotted. */
export function undoes(event) {
  return /\.(rejected|failed|cancelled)$/.test(event);
}

/** An order's status by sign and word, and the reason beside it. */
export function status(order) {
  return h(
    "span",
    { class: `status ${order.status.toLowerCase()}` },
    h("span", { class: "sign" }),
    h("span", {}, order.status.toLowerCase()),
    order.reason && h("span", { class: "reason" }, order.reason.replaceAll("_", " ")),
  );
}

/** What is not right with an order, in words. */
export function flags(order) {
  return [
    order.missing > 0 && h("span", { class: "flag bad" }, `${order.missing} missing`),
    order.unexpected > 0 && h("span", { class: "flag warn" }, `${order.unexpected} unexpected`),
    order.stuck && h("span", { class: "flag bad" }, "stuck"),
  ];
}

/** An order's id as a link. Its beginning, which is like its neighbours', is hidden where there is no room. */
export function orderLink(id) {
  const cut = id.length > 24 ? id.length - 12 : 0;
  return h(
    "a",
    { href: `#/orders/${encodeURIComponent(id)}`, class: "id", title: id },
    cut > 0 && h("span", { class: "head" }, id.slice(0, cut)),
    h("span", { class: "tail" }, id.slice(cut)),
  );
}
