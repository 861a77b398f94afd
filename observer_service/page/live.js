// What observer_service says by itself: GET /live, read with fetch because an EventSource sends no token.

import { bearer, refuse } from "./api.js";
import { session } from "./session.js";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;
const SILENCE = 20_000; // Milliseconds without a byte, though a comment is due each 15 s: then the line is dead.

/** The last map, and whether what is shown is live; null: not yet tried. */
export const live = { map: null, connected: null };

const hearers = new Set();
let line = null;
let waiting = null;

/** Calls `hearer(event, data)` for each "map", "orders", "missing", "connection" and "back" (after a time without).
 * Returns how to end that. */
export function hear(hearer) {
  hearers.add(hearer);
  return () => hearers.delete(hearer);
}

/** The observer's clock, for ages; ours until it was heard. */
export function now() {
  return live.map?.at ?? new Date().toISOString();
}

/** Connects, or connects anew: at once. */
export function connect() {
  line?.abort();
  waiting?.();
  const own = (line = new AbortController());
  listen(own);
}

async function listen(own) {
  let wait = FIRST_WAIT;
  while (!own.signal.aborted) {
    const began = Date.now();
    try {
      await read(own.signal);
    } catch {
      // Whatever ended it, it is tried again; what a refusal means was said where it was read.
    }
    if (own.signal.aborted) return;
    show(false);
    wait = Date.now() - began > LONGEST_WAIT ? FIRST_WAIT : Math.min(wait * 2, LONGEST_WAIT);
    await new Promise((resolve) => {
      waiting = resolve;
      setTimeout(resolve, wait * (0.5 + Math.random() / 2));
    });
  }
}

async function read(ended) {
  const call = new AbortController();
  ended.addEventListener("abort", () => call.abort());
  let watchdog = setTimeout(() => call.abort(), SILENCE);
  try {
    const token = session.token;
    const answer = await fetch("/live", { headers: bearer(), cache: "no-store", signal: call.signal });
    if (!answer.ok) await refuse(answer, token);
    const stream = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let unread = "";
    for (;;) {
      const { done, value } = await stream.read();
      if (done) return;
      clearTimeout(watchdog);
      watchdog = setTimeout(() => call.abort(), SILENCE);
      const messages = (unread + value.replaceAll("\r", "")).split("\n\n");
      unread = messages.pop();
      messages.forEach(take);
    }
  } finally {
    clearTimeout(watchdog);
  }
}

function take(message) {
  const lines = message.split("\n");
  const event = lines
    .find((one) => one.startsWith("event:"))
    ?.slice(6)
    .trim();
  if (!event) return;
  const data = JSON.parse(
    lines
      .filter((one) => one.startsWith("data:"))
      .map((one) => one.slice(5))
      .join("\n"),
  );
  if (event === "map") live.map = data;
  show(true);
  tell(event, data);
}

function show(connected) {
  if (live.connected === connected) return;
  const back = connected && live.connected === false;
  live.connected = connected;
  tell("connection", connected);
  if (back) tell("back", null);
}

function tell(event, data) {
  hearers.forEach((hearer) => hearer(event, data));
}
