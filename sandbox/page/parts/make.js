// Elements and icons. Text only ever becomes text nodes.

// make("button.key", {onclick}, "text", child): a tag with classes, properties or attributes, content.
export function make(what, given = {}, ...content) {
  const [tag, ...classes] = what.split(".");
  const element = document.createElement(tag);
  element.classList.add(...classes);
  if (tag === "button") element.type = "button";
  for (const [name, value] of Object.entries(given)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...content);
  return element;
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
  pin: "M12 21s-7-6.500-7-11a7 7 0 0 1 14 0c0 4.500-7 11-7 11zM12 12.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z",
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
