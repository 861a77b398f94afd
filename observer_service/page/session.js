// Whose page this is: a bearer token, kept for this tab only.

const KEY = "choreo.token";

/** Who the token says its bearer is, and why the last one was forgotten. The services verify it; this page does not. */
export const session = { token: null, name: null, admin: false, notice: null };

const hearers = new Set();

/** Calls when the token came, changed or went. */
export function onSession(hearer) {
  hearers.add(hearer);
}

/** Takes `#token=…` out of the address, where nobody else shall read it, else the token this tab has kept. */
export function openSession() {
  const given = /^#\/?token=([^&]+)/.exec(location.hash)?.[1];
  if (given) {
    history.replaceState(null, "", `${location.pathname}#/`);
    sessionStorage.setItem(KEY, decoded(given));
  }
  read(sessionStorage.getItem(KEY));
}

/** Keeps a token from now on. */
export function keep(token) {
  sessionStorage.setItem(KEY, token);
  session.notice = null;
  read(token);
  hearers.forEach((hearer) => hearer());
}

/** Forgets the token; `why` is shown to who had it. */
export function forget(why = null) {
  sessionStorage.removeItem(KEY);
  session.notice = why;
  read(null);
  hearers.forEach((hearer) => hearer());
}

function read(token) {
  const claims = token ? claimsOf(token) : {};
  session.token = token;
  session.name = typeof claims.sub === "string" ? claims.sub : null;
  session.admin = typeof claims.scope === "string" && claims.scope.split(" ").includes("admin");
}

/** What stood in an address, also when it was not written as addresses are. */
export function decoded(given) {
  try {
    return decodeURIComponent(given);
  } catch {
    return given;
  }
}

function claimsOf(token) {
  try {
    const bytes = atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"));
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)))) ?? {};
  } catch {
    return {};
  }
}
