// A menu over a phone's glass: beside the button it belongs to, walked through with the arrow keys.

import { icon, make } from "./make.js";

// Shows `items`: {label, icon, act, checked, danger}; `signs` are small ones in a row above them.
// A picked item acts once the menu is gone; Escape and a press beside it pick none.
export function menu(anchor, items, { signs = [], label, glass = anchor.closest(".glass, .seat") }) {
  document.querySelector(".menu")?.end?.();
  const back = document.activeElement;
  const list = make("div.menu", { role: "menu", "aria-label": label });
  const veil = make("div.veil");
  const end = (act) => {
    list.remove();
    veil.remove();
    (back?.isConnected ? back : anchor).focus?.({ preventScroll: true });
    act?.();
  };
  list.end = () => end();
  if (signs.length) {
    list.append(make("div.signs", { role: "none" }, ...signs.map((one) => make("button", {
      role: one.checked === undefined ? "menuitem" : "menuitemcheckbox", ariaLabel: one.label,
      "aria-checked": one.checked, tabIndex: -1, onclick: () => end(one.act),
    }, one.sign))));
  }
  for (const item of items) {
    if (item.heading !== undefined) {
      list.append(make("p", { role: "none" }, item.heading));
      continue;
    }
    const entry = make("button", { role: "menuitem", tabIndex: -1, onclick: () => end(item.act) },
      ...(item.icon ? [icon(item.icon)] : []), make("span", {}, item.label));
    if (item.danger) entry.classList.add("danger");
    list.append(entry);
  }
  veil.onpointerdown = (event) => {
    event.preventDefault();
    end();
  };
  veil.oncontextmenu = (event) => event.preventDefault();
  list.onkeydown = (event) => walk(event, [...list.querySelectorAll("button")], end);
  glass.append(veil, list);
  stand(list, anchor, glass);
  list.querySelector("button")?.focus({ preventScroll: true });
  return list;
}

function walk(event, stops, end) {
  const at = stops.indexOf(document.activeElement);
  const to = {
    ArrowDown: at + 1, ArrowUp: at - 1, ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: stops.length - 1,
  }[event.key];
  if (event.key === "Escape" || event.key === "Tab") end();
  else if (to !== undefined) stops[(to + stops.length) % stops.length].focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

// Below the anchor, or above it where that does not fit; within the glass in any case.
function stand(list, anchor, glass) {
  const within = glass.getBoundingClientRect();
  const from = anchor.getBoundingClientRect();
  const [wide, high] = [list.offsetWidth, list.offsetHeight];
  const room = (value, most) => Math.max(6, Math.min(value, most - 6));
  const below = from.bottom - within.top + 4;
  const top = below + high < within.height ? below : from.top - within.top - high - 4;
  list.style.left = `${room(from.right - within.left - wide, within.width - wide)}px`;
  list.style.top = `${room(top, within.height - high)}px`;
}
