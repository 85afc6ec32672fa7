// What slides over a phone's glass: a map to choose a place on, a question, a form, an alert.

import { icon, make } from "./make.js";
import { plan } from "./map.js";
import { say } from "../words.js";

// Shows a sheet over `glass`; resolves with what the pressed button stands for, null for Escape.
// `content` begins with its heading; a choice is [label, value()], and no value keeps it open.
export function ask(glass, content, choices, place = "") {
  const back = document.activeElement;
  return new Promise((resolve) => {
    const end = (value) => {
      if (value === undefined) return;
      sheet.remove();
      if (back?.isConnected) back.focus({ preventScroll: true });
      resolve(value);
    };
    const keys = choices.map(([label, value], index) => {
      const last = index === choices.length - 1;
      return make(last ? "button.main" : "button", { onclick: () => end(value()) }, label);
    });
    const body = make("form", { noValidate: true }, ...content, make("div.row", {}, ...keys));
    body.onsubmit = (event) => {
      event.preventDefault();
      keys.at(-1).click();
    };
    const sheet = make(`div.sheet${place}`, { role: "dialog", "aria-modal": true, "aria-label": content[0].textContent }, body);
    sheet.end = end;
    sheet.onkeydown = (event) => {
      if (event.key === "Escape") {
        event.stopPropagation();
        end(null);
      }
      if (event.key === "Tab") stay(event, sheet);
      const writes = event.target.matches("input:not([type=checkbox])");
      if (event.key === "Enter" && writes && !event.isComposing) {
        event.preventDefault();
        keys.at(-1).click();
      }
    };
    glass.append(sheet);
    (sheet.querySelector("svg.plan, input, .list button") ?? keys.at(-1)).focus();
  });
}

// The Tab key goes round within the sheet.
function stay(event, sheet) {
  const stops = [...sheet.querySelectorAll("button, input, select, textarea, a, [tabindex='0']")].filter((one) => one.offsetParent !== null || one.tagName === "svg");
  const at = stops.indexOf(document.activeElement);
  event.preventDefault();
  stops[(at + (event.shiftKey ? stops.length - 1 : 1)) % stops.length].focus();
}

const head = (title, how) => [make("h4", {}, title), ...(how ? [make("p", {}, how)] : [])];
const cancel = () => [say("cancel"), () => null];

// A place {latitude, longitude}, or null; the pin begins where `from` says.
export function askPlace(glass, from) {
  const map = plan(from);
  return ask(glass, [...head(say("where"), say("where_how")), ...map.elements], [cancel(), [say("send_place"), map.chosen]]);
}

// Whether this number may go to the bot.
export const askNumber = (glass, number) =>
  ask(glass, head(say("phone_ask"), say("phone_how", { number })), [[say("cancel"), () => false], [say("ok"), () => true]], ".middle");

export const askLink = (glass, url) =>
  ask(glass, head(say("open_link"), say("open_link_how", { url })), [[say("cancel"), () => false], [say("open_it"), () => true]], ".middle");

export const alertSheet = (glass, text) => ask(glass, head(text), [[say("ok"), () => true]], ".middle");

// One of many: `entries` are [content, value].
export function choose(glass, title, how, entries, none) {
  const list = make("div.list", {}, ...entries.map(([content, value]) =>
    make("button", { onclick: (event) => event.target.closest(".sheet").end(value) }, ...[content].flat())));
  const shown = entries.length ? list : make("p", {}, none);
  return ask(glass, [...head(title, how), shown], [cancel()]);
}

// A word or two; null for none.
export function askWords(glass, title, label, value = "", done = say("ok")) {
  const field = make("input", { value, maxLength: 128, required: true });
  const given = () => field.value.trim() || undefined;
  return ask(glass, [...head(title), make("label", {}, label, field)], [cancel(), [done, given]], ".middle");
}

// Who somebody is: {first_name, last_name, username, language_code}, or null.
export function askPerson(glass, title, person = {}) {
  const field = (name, most) => make("input", { name, value: person[name] ?? "", maxLength: most, autocomplete: "off" });
  const fields = [field("first_name", 64), field("last_name", 64), field("username", 32)];
  const languages = [["zh-hans", "lang_zh"], ["en", "lang_en"], ["mn", "lang_mn"], ["", "lang_none"]];
  const chosen = make("select", { name: "language_code" }, ...languages.map(([code, name]) =>
    make("option", { value: code, selected: (person.language_code ?? "") === code }, say(name))));
  const given = () => {
    const told = Object.fromEntries([...fields, chosen].map((one) => [one.name, one.value.trim()]));
    if (told.first_name) return told;
    fields[0].setAttribute("aria-invalid", true);
    fields[0].focus();
    return undefined;
  };
  const labels = [...fields.map((one) => make("label", {}, say(one.name), one)), make("label", {}, say("their_language"), chosen)];
  return ask(glass, [...head(title), ...labels], [cancel(), [say("save"), given]]);
}

// A poll {question, options, anonymous, quiz_answer}, or null.
export function askPoll(glass) {
  const question = make("input", { maxLength: 300 });
  const options = make("div.options");
  const right = make("select");
  const quiz = make("input", { type: "checkbox" });
  const anonymous = make("input", { type: "checkbox", checked: true });
  const whole = make("label", { hidden: true }, say("right_answer"), right);
  const add = () => {
    const number = options.children.length + 1;
    const field = make("input", { maxLength: 100 });
    options.append(make("label", {}, say("option", { number }), field));
    right.append(make("option", { value: number - 1 }, number));
    more.hidden = number === 10;
    return field;
  };
  const more = make("button.more", { onclick: () => add().focus() }, icon("plus"), say("add_option"));
  add();
  add();
  quiz.onchange = () => (whole.hidden = !quiz.checked);
  const given = () => {
    const texts = [...options.querySelectorAll("input")].map((one) => one.value.trim()).filter(Boolean);
    if (!question.value.trim() || texts.length < 2) return undefined;
    const told = { question: question.value.trim(), options: texts, anonymous: anonymous.checked };
    return quiz.checked ? { ...told, quiz_answer: Math.min(Number(right.value), texts.length - 1) } : told;
  };
  const tick = (box, words) => make("label.tick", {}, box, words);
  return ask(glass, [
    ...head(say("new_poll")), make("label", {}, say("question"), question), options, more,
    tick(anonymous, say("anonymous")), tick(quiz, say("quiz")), whole,
  ], [cancel(), [say("create"), given]]);
}

// A picture over the whole phone.
export function look(glass, address, words) {
  const picture = make("img.large", { src: address, alt: words || say("photo") });
  const caption = words ? [make("p", {}, words)] : [];
  return ask(glass, [make("h4.unseen", {}, say("photo")), picture, ...caption], [[say("close"), () => null]], ".whole");
}

// A few words that go away by themselves.
export function pop(glass, text) {
  glass.querySelector(".pop")?.remove();
  const shown = make("p.pop", { role: "status" }, text);
  glass.append(shown);
  setTimeout(() => shown.remove(), 3500);
}
