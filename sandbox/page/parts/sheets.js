// What slides over a phone's glass: a map to choose a place on, a question, an alert.

import { make } from "./make.js";
import { plan } from "./map.js";
import { say } from "../words.js";

// Shows a sheet over `glass`; resolves with what the pressed button stands for, null for Escape.
function ask(glass, content, choices, place = "") {
  const back = document.activeElement;
  return new Promise((resolve) => {
    const end = (value) => {
      sheet.remove();
      back?.focus();
      resolve(value);
    };
    const keys = choices.map(([label, value], index) => {
      const last = index === choices.length - 1;
      return make(last ? "button.main" : "button", { onclick: () => end(value()) }, label);
    });
    const body = make("div", {}, ...content, make("div.row", {}, ...keys));
    const sheet = make(`div.sheet${place}`, { role: "dialog", "aria-modal": true, "aria-label": content[0].textContent }, body);
    sheet.onkeydown = (event) => {
      if (event.key === "Escape") end(null);
      if (event.key === "Tab") stay(event, sheet);
    };
    glass.append(sheet);
    (sheet.querySelector("svg") ?? keys.at(-1)).focus();
  });
}

// The Tab key goes round within the sheet.
function stay(event, sheet) {
  const stops = [...sheet.querySelectorAll("button, [tabindex]")];
  const at = stops.indexOf(document.activeElement);
  event.preventDefault();
  stops[(at + (event.shiftKey ? stops.length - 1 : 1)) % stops.length].focus();
}

// A place {latitude, longitude}, or null.
export function askPlace(glass) {
  const map = plan();
  const head = [make("h4", {}, say("where")), make("p", {}, say("where_how"))];
  return ask(glass, [...head, ...map.elements], [
    [say("cancel"), () => null],
    [say("send_place"), map.chosen],
  ]);
}

// Whether this number may go to the bot.
export function askNumber(glass, number) {
  const content = [make("h4", {}, say("phone_ask")), make("p", {}, say("phone_how", { number }))];
  return ask(glass, content, [[say("cancel"), () => false], [say("ok"), () => true]], ".middle");
}

export const alertSheet = (glass, text) =>
  ask(glass, [make("h4", {}, text)], [[say("ok"), () => true]], ".middle");

// A few words that go away by themselves.
export function pop(glass, text) {
  glass.querySelector(".pop")?.remove();
  const shown = make("p.pop", { role: "status" }, text);
  glass.append(shown);
  setTimeout(() => shown.remove(), 3500);
}
