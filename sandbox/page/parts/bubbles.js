// A message as a bubble, or an album as one: everything in it, what is below it, and its ⋯.

import { hour, say } from "../words.js";
import { marked } from "./entities.js";
import { happened, line } from "./lines.js";
import { hued, icon, make } from "./make.js";
import { contact, dice, medium, mosaic, place, venue } from "./media.js";
import { poll } from "./polls.js";

// A service line.
export const service = (message) =>
  make("span.service", { "data-id": message.id }, happened(message.service, message.from_));

// `messages` are one, or those of an album. `does` is what a reader can do (see room.js).
export function bubble(messages, { named, replied, fresh, tail }, does) {
  const message = messages.find((one) => one.text) ?? messages[0];
  const first = messages[0];
  const inside = make("div.bubble");
  if (named) inside.append(hued(make("b.from", {}, first.from_), first.from_));
  if (first.forwarded_from) inside.append(make("span.forwarded", {}, say("forwarded", { name: first.forwarded_from })));
  if (first.reply_to) inside.append(quote(first, replied, does));
  inside.append(...contents(messages, message, does));
  if (message.text) inside.append(make("span.words", {}, marked(message.text, message.entities, does.write)));
  inside.append(meta(first, messages.some((one) => one.edited)));
  const whole = make("article.message", { "data-id": first.id, tabIndex: -1 }, inside, more(first));
  whole.classList.toggle("mine", first.mine);
  whole.classList.toggle("fresh", fresh);
  whole.classList.toggle("tail", tail);
  whole.classList.toggle("bare", Boolean((message.media?.kind === "sticker" || message.dice) && !first.reply_to));
  whole.classList.toggle("pictured", Boolean(first.media && ["photo", "video", "animation"].includes(first.media.kind)) || Boolean(first.location ?? first.venue));
  if (first.reactions.length) inside.append(reactions(first, does));
  if (first.keys.length) {
    whole.classList.add("keyed");
    whole.append(below(first, does));
  }
  return whole;
}

function contents(messages, message, does) {
  if (messages.length > 1) return [mosaic(messages, does.look)];
  if (message.media) return [medium(message.media, message.text, does.look)];
  if (message.venue) return [venue(message.venue)];
  if (message.location) return [place(message, does.now)];
  if (message.contact) return [contact(message.contact)];
  if (message.dice) return [dice(message.dice)];
  if (message.poll) return [poll(message, (numbers) => does.vote(message, numbers), does.explain)];
  return [];
}

function quote(message, replied, does) {
  const words = replied ? line(replied) : say("deleted");
  const name = replied?.from_ ?? "";
  return make("button.quote", { title: say("replies_to"), onclick: () => does.jump(message.reply_to) },
    ...(name ? [hued(make("b", {}, name), name)] : []), make("span", {}, words));
}

function meta(message, edited) {
  const shown = make("span.meta");
  if (message.pinned) shown.append(icon("pin", say("pinned")));
  if (!message.sounded) shown.append(icon("bell_off", say("silent")));
  if (edited) shown.append(say("edited"), " ");
  shown.append(make("time", {}, hour(message.date)));
  if (message.mine) shown.append(make("span.ticks", { "aria-hidden": true }, "✓✓"));
  return shown;
}

const more = () => make("button.dots", { tabIndex: -1, ariaLabel: say("more_on"), "aria-haspopup": "menu" }, icon("dots"));

function reactions(message, does) {
  return make("div.reactions", {}, ...message.reactions.map(({ emoji, count, mine }) => make("button", {
    ariaPressed: mine, ariaLabel: say(mine ? "reaction_mine" : "reaction", { emoji, count }),
    onclick: () => does.react(message, mine ? null : emoji),
  }, `${emoji} ${count}`)));
}

function below(message, does) {
  const row = (keys) => make("div", {}, ...keys.map((key) => button(message, key, does)));
  return make("div.below", {}, ...message.keys.map(row));
}

function button(message, key, does) {
  const shown = make("button", { "data-sign": [...key.text][0] }, key.text);
  if (key.url) shown.append(make("span.out", {}, icon("out", say("link_out"))));
  shown.onclick = async () => {
    if (key.url) return does.link(key.url);
    if (key.copy) return does.copy(key.copy);
    shown.setAttribute("aria-busy", true);
    await does.press(message, key.text);
    shown.removeAttribute("aria-busy");
  };
  return shown;
}
