// Elements, and how a view that is drawn anew each second keeps the reader's place: what is the same stays as it is.

const SVG = "http://www.w3.org/2000/svg";

/** An element. An attribute that is null or false is left out, one that is true is empty. Texts are never markup. */
export function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same, in SVG. */
export function s(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(
    ...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

/** Makes the children of `parent` these, touching only what differs. Children with a `data-key` keep their element. */
export function draw(parent, ...children) {
  const fresh = document.createElement("div");
  fresh.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  drawChildren(parent, [...fresh.childNodes]);
}

function drawChildren(parent, fresh) {
  const keyed = new Map(
    [...parent.children].filter((child) => child.dataset.key).map((child) => [child.dataset.key, child]),
  );
  const stays = new Set(fresh.map((child) => child.dataset?.key));
  let place = parent.firstChild;
  for (const child of fresh) {
    const known = keyed.get(child.dataset?.key);
    while (place && place !== known && place.dataset?.key && !stays.has(place.dataset.key)) {
      const gone = place;
      place = place.nextSibling;
      gone.remove();
    }
    if (known) {
      if (known === place) place = place.nextSibling;
      else parent.insertBefore(known, place);
      drawOver(known, child);
    } else if (place && !child.dataset?.key && !place.dataset?.key && place.nodeName === child.nodeName) {
      const same = place;
      place = place.nextSibling;
      drawOver(same, child);
    } else {
      parent.insertBefore(child, place);
    }
  }
  while (place) {
    const gone = place;
    place = place.nextSibling;
    gone.remove();
  }
}

function drawOver(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType === Node.TEXT_NODE) {
    old.data = fresh.data;
    return;
  }
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  drawChildren(old, [...fresh.childNodes]);
}
