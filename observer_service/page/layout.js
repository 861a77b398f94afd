// In which order services and events stand on the map, from nothing but who says and hears what.

import { undoes } from "./words.js";

/** Services from left to right as the work goes on: who begins first, who only listens last. */
export function orderOfServices(services, events) {
  const next = new Map(services.map((service) => [service, new Set()]));
  for (const event of events.filter((one) => !undoes(one.name))) {
    for (const speaker of event.said_by) {
      for (const hearer of event.heard_by)
        if (hearer !== speaker && next.has(speaker) && next.has(hearer)) next.get(speaker).add(hearer);
    }
  }
  const [first] = [...next].sort((a, b) => b[1].size - a[1].size)[0] ?? [];
  const rank = new Map(services.map((service) => [service, 0]));
  const walk = (service, depth, behind) => {
    rank.set(service, Math.max(rank.get(service), depth));
    for (const one of next.get(service))
      if (one !== first && !behind.has(one)) walk(one, depth + 1, new Set([...behind, one]));
  };
  if (first) walk(first, 0, new Set([first]));
  const place = (service) =>
    service === first ? -1 : next.get(service).size ? rank.get(service) : services.length + 1;
  return [...services].sort((a, b) => place(a) - place(b) || services.indexOf(a) - services.indexOf(b));
}

/** Events in groups, each in the order of its speakers: what goes on, what undoes, and what nobody hears. */
export function groupsOfEvents(services, events) {
  const wide = new Map(
    services.map((service) => [
      service,
      Math.max(0, ...events.filter((event) => event.said_by.includes(service)).map((event) => event.heard_by.length)),
    ]),
  );
  const place = (event) => {
    const speaker = Math.min(
      ...event.said_by.map((one) => services.indexOf(one)).filter((at) => at >= 0),
      services.length,
    );
    const ends = speaker === 0 && event.heard_by.length < wide.get(services[0]);
    const back = event.heard_by.every((one) => services.indexOf(one) <= speaker);
    const own = event.heard_by.every((one) => event.said_by.includes(one));
    return [ends ? services.length : speaker, own ? 0 : back ? 2 : 1];
  };
  const sorted = [...events].sort((a, b) => {
    const [[one, back], [other, forth]] = [place(a), place(b)];
    return one - other || back - forth || a.name.localeCompare(b.name);
  });
  const heard = sorted.filter((event) => event.heard_by.length);
  return [
    { title: "Goes on", events: heard.filter((event) => !undoes(event.name)) },
    { title: "Undoes", events: heard.filter((event) => undoes(event.name)) },
    { title: "Heard by no service", events: sorted.filter((event) => !event.heard_by.length) },
  ].filter((group) => group.events.length);
}
