// A text as Telegram marks it: entities are ranges in UTF-16 units, which is how JavaScript counts.

import { make } from "./make.js";
import { say } from "../words.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s",
  code: "code", pre: "pre", blockquote: "blockquote", expandable_blockquote: "blockquote",
};

// A fragment with the text; `write` is called with a /command that is pressed in it.
export function marked(text, entities, write) {
  const outermost = entities.toSorted((a, b) => a.offset - b.offset || b.length - a.length);
  const whole = document.createDocumentFragment();
  fill(whole, text, 0, text.length, outermost, write);
  return whole;
}

function fill(into, text, from, to, entities, write) {
  let at = from;
  for (let index = 0; index < entities.length; ) {
    const entity = entities[index];
    const end = Math.min(entity.offset + entity.length, to);
    const within = (other) => other.offset < end;
    let next = index + 1;
    while (next < entities.length && within(entities[next])) next += 1;
    into.append(text.slice(at, entity.offset));
    const element = dressed(entity, text.slice(entity.offset, end), write);
    fill(element, text, entity.offset, end, entities.slice(index + 1, next), write);
    into.append(element);
    at = end;
    index = next;
  }
  into.append(text.slice(at, to));
}

function dressed(entity, words, write) {
  switch (entity.type) {
    case "text_link": return link(entity.url);
    case "url": return link(words.includes("://") ? words : `https://${words}`);
    case "email": return link(`mailto:${words}`);
    case "bot_command": return make("button.command", { onclick: () => write(words) });
    case "spoiler": return spoiler();
    default: return make(TAGS[entity.type] ?? "span");
  }
}

function link(address) {
  // Whatever a bot or a person links to, a script it must not be.
  const safe = /^(https?|mailto|tel|tg):/i.test(address);
  return safe ? make("a", { href: address, target: "_blank", rel: "noreferrer" }) : make("span");
}

function spoiler() {
  const hidden = make("button.spoiler", { "aria-expanded": false, title: say("spoiler") });
  hidden.onclick = () => hidden.setAttribute("aria-expanded", true);
  return hidden;
}
