// Asking observer_service.

import { forget, session } from "./session.js";

/** What went wrong with a request, as a sentence. `status` 0: no answer. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The headers of a request of this session. */
export function bearer() {
  return session.token ? { Authorization: `Bearer ${session.token}` } : {};
}

/** The answer's JSON, or text where it is none. Throws Refusal; a refused token is forgotten. */
export async function ask(path, { method = "GET" } = {}) {
  const token = session.token;
  let answer;
  try {
    answer = await fetch(path, { method, headers: bearer(), cache: "no-store" });
  } catch {
    throw new Refusal(0, "observer_service does not answer. Is it running?");
  }
  if (!answer.ok) await refuse(answer, token);
  const json = answer.headers.get("Content-Type")?.includes("json");
  return json ? answer.json() : answer.text();
}

/** Throws what an answer that is no success says. */
export async function refuse(answer, token) {
  const problem = await answer.json().catch(() => ({}));
  const detail = problem.detail || problem.title || `observer_service answered ${answer.status} without a word.`;
  if (answer.status === 401 && token && token === session.token) forget(`The token was refused: ${detail}`);
  throw new Refusal(answer.status, answer.status < 500 ? detail : `${problem.title ?? answer.statusText}. ${detail}`);
}

/** A path with those parameters that are set. */
export function path(base, parameters) {
  const set = Object.entries(parameters).filter(([, value]) => value);
  return set.length ? `${base}?${new URLSearchParams(set)}` : base;
}
