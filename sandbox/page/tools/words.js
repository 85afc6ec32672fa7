// What the tools say, in the language of the page.

import { language } from "../words.js";
import { ENGLISH } from "./words-en.js";
import { CHINESE } from "./words-zh.js";

const WORDS = { en: ENGLISH, "zh-Hans": CHINESE };

// The sentence of that name; {values} are put in.
export function say(name, values = {}) {
  return WORDS[language()][name].replace(/\{(\w+)\}/g, (_, value) => values[value]);
}

export const knows = (name) => name in WORDS.en;

// Of a text in both languages, { en, zh }, the one that is spoken.
export const spoken = (text) => (language() === "en" ? text.en : text.zh);

// Seconds as 1:05, 2:00:20, or with days before it.
export function span(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value) => String(value).padStart(2, "0");
  const [days, hours, minutes] = [Math.floor(whole / 86400), Math.floor(whole / 3600) % 24, Math.floor(whole / 60) % 60];
  const short = `${minutes}:${two(whole % 60)}`;
  if (!days && !hours) return short;
  const long = `${hours}:${two(minutes)}:${two(whole % 60)}`;
  if (!days) return long;
  return language() === "en" ? `${days} d ${long}` : `${days} 天 ${long}`;
}
