// Everything the page itself says, in the language that was chosen. What the bot says is the bot's.

import { ENGLISH } from "./words-en.js";
import { CHINESE } from "./words-zh.js";

const WORDS = { en: ENGLISH, "zh-Hans": CHINESE };

let spoken = WORDS[localStorage.getItem("language")]
  ? localStorage.getItem("language")
  : navigator.language.startsWith("zh") ? "zh-Hans" : "en";

export const language = () => spoken;

export function speak(chosen) {
  spoken = chosen;
  localStorage.setItem("language", chosen);
}

// The sentence of that name; {values} are put in.
export function say(name, values = {}) {
  return WORDS[spoken][name].replace(/\{(\w+)\}/g, (_, value) => values[value]);
}

// The district's clock, whatever zone the reader's machine is in: the bot writes its times so too.
const ZONE = "Asia/Shanghai";
const formats = new Map(); // making one is slow
function time(seconds, style) {
  const name = spoken + JSON.stringify(style);
  if (!formats.has(name)) {
    formats.set(name, new Intl.DateTimeFormat(spoken, { timeZone: ZONE, hourCycle: "h23", ...style }));
  }
  return formats.get(name).format(seconds * 1000);
}

export const hour = (seconds) => time(seconds, { hour: "2-digit", minute: "2-digit" });
export const second = (seconds) => time(seconds, { timeStyle: "medium" });
// A date in the list of chats: the hour today, else the day.
export const when = (seconds, now) => (day(seconds) === day(now) ? hour(seconds) : time(seconds, { month: "numeric", day: "numeric" }));
export const day = (seconds) => time(seconds, { month: "long", day: "numeric" });
