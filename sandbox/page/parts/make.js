// Elements and icons. Text only ever becomes text nodes.

// make("button.key", {onclick}, "text", child): a tag with classes, properties or attributes, content.
export function make(what, given = {}, ...content) {
  const [tag, ...classes] = what.split(".");
  const element = document.createElement(tag);
  element.classList.add(...classes);
  if (tag === "button") element.type = "button";
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...content);
  return element;
}

// The children that an element has from now on. Those that stay are not touched: a finger may lie on one.
export function lay(element, ...children) {
  for (const child of [...element.children]) if (!children.includes(child)) child.remove();
  children.forEach((child, place) => {
    if (element.children[place] !== child) element.insertBefore(child, element.children[place] ?? null);
  });
}

export function drawn(tag, given, ...content) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(given)) element.setAttribute(name, value);
  element.append(...content);
  return element;
}

const ICONS = {
  back: "M15 5l-7 7 7 7",
  down: "M12 5v13M6 12l6 6 6-6",
  send: "M12 19V5M6 11l6-6 6 6",
  keys: "M4 6h16v12H4zM8 10h.01M12 10h.01M16 10h.01M8 14h8",
  hide: "M6 9l6 6 6-6",
  bell_off: "M4 4l16 16M18 17H5l2-3v-4a5 5 0 0 1 .6-2.400M9.500 5.700A5 5 0 0 1 17 10v3M10 20a2 2 0 0 0 4 0",
  place: "M12 21s-7-6.500-7-11a7 7 0 0 1 14 0c0 4.500-7 11-7 11zM12 12.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z",
  attach: "M19 11.500l-7.500 7.500a4.600 4.600 0 0 1-6.500-6.500l8-8a3.100 3.100 0 0 1 4.400 4.400l-7.800 7.800a1.500 1.500 0 0 1-2.200-2.200l6.900-6.900",
  dots: "M5 12h.01M12 12h.01M19 12h.01",
  more: "M12 5v.01M12 12v.01M12 19v.01",
  play: "M8 5.500v13l11-6.500z",
  pause: "M8 5v14M16 5v14",
  reply: "M10 7L4 12l6 5M4 12h9a7 7 0 0 1 7 6",
  edit: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  delete: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13",
  forward: "M14 7l6 5-6 5M20 12h-9a7 7 0 0 0-7 6",
  pin: "M9 4h6l-1 6 4 4H6l4-4zM12 14v6",
  copy: "M8 8h11v12H8zM5 16V4h11",
  plus: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6L6 18",
  check: "M5 13l4 4L19 7",
  lock: "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3",
  file: "M7 3h7l5 5v13H7zM14 3v5h5",
  photo: "M4 6h16v13H4zM4 16l5-5 4 4 3-3 4 4M15.500 10h.01",
  mic: "M12 4a2.500 2.500 0 0 0-2.500 2.500v5a2.500 2.500 0 0 0 5 0v-5A2.500 2.500 0 0 0 12 4zM6.500 11.500a5.500 5.500 0 0 0 11 0M12 17v3",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20a7.500 7.500 0 0 1 15 0",
  poll: "M5 20V10M12 20V4M19 20v-7",
  music: "M9 18V6l10-2v12M9 18a2.500 2.500 0 1 1-5 0 2.500 2.500 0 0 1 5 0zM19 16a2.500 2.500 0 1 1-5 0 2.500 2.500 0 0 1 5 0z",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4l3 2",
  out: "M9 5h10v10M19 5L6 18",
  theme_auto: "M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16M12 8h4M12 12h6M12 16h4",
  theme_light: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M4.900 4.900l1.400 1.400M17.700 17.700l1.400 1.400M2 12h2M20 12h2M4.900 19.100l1.400-1.400M17.700 6.300l1.400-1.400",
  theme_dark: "M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500z",
};

export function icon(name, label) {
  const picture = drawn("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": !label });
  if (label) picture.append(drawn("title", {}, label));
  picture.append(drawn("path", { d: ICONS[name] }));
  return picture;
}

// Hues that go with the page: maple, amber, moss, pine, river, plum.
const HUES = [12, 32, 96, 158, 192, 336];
const hue = (name) => HUES[[...name].reduce((sum, sign) => sum + sign.codePointAt(0), 0) % HUES.length];

// The element, with the colour that this name always has.
export function hued(element, name) {
  element.style.setProperty("--hue", hue(name));
  return element;
}

export function avatar(name, isBot) {
  const picture = isBot ? make("img", { src: "look/maple-bridge.svg", alt: "" }) : [...name][0];
  return hued(make("span.avatar", { "aria-hidden": true }, picture), name);
}
