// The list of chats, of which only the rows near the screen have elements; and the topics of a forum.

import { language, say, when } from "../words.js";
import { Elements } from "./elements.js";
import { line } from "./lines.js";
import { avatar, icon, make } from "./make.js";
import { bareTitle, now } from "./world.js";

const ROW = 72; // pixels
const SPARE = 8; // rows beyond either edge
const SEARCHED = 12; // chats from which on there is a search field

export class ChatList {
  // `go(id)` opens a chat.
  constructor(go) {
    this.go = go;
    this.rows = make("ul.chats", { role: "list" });
    this.box = make("div.scroll", {}, this.rows);
    this.search = make("input.search", { type: "search", oninput: () => this.draw(this.chats) });
    this.element = make("div.list-page", {}, this.search, this.box);
    this.elements = new Elements(this.rows);
    this.chats = [];
    this.box.onscroll = () => this.fill();
    this.rows.onkeydown = (event) => this.walk(event);
  }

  draw(chats) {
    this.chats = chats;
    this.search.hidden = chats.length <= SEARCHED;
    this.search.placeholder = this.search.ariaLabel = say("search");
    const wanted = this.search.hidden ? "" : this.search.value.trim().toLowerCase();
    this.found = chats
      .filter(({ title }) => title.toLowerCase().includes(wanted))
      .sort((a, b) => (b.last?.date ?? 0) - (a.last?.date ?? 0) || (b.last?.id ?? 0) - (a.last?.id ?? 0));
    this.fill();
  }

  fill() {
    const first = Math.max(0, Math.floor(this.box.scrollTop / ROW) - SPARE);
    const last = Math.min(this.found.length, Math.ceil((this.box.scrollTop + (this.box.clientHeight || 800)) / ROW) + SPARE);
    this.rows.style.height = `${this.found.length * ROW}px`;
    const wanted = [];
    for (let at = first; at < last; at += 1) {
      const chat = this.found[at];
      const kept = this.elements.kept(chat.id, JSON.stringify(chat) + language(), () => this.row(chat));
      kept.element.style.top = `${at * ROW}px`;
      kept.element.ariaSetSize = this.found.length;
      kept.element.ariaPosInSet = at + 1;
      wanted.push(kept);
    }
    if (!this.found.length) {
      const words = say(this.chats.length ? "found_none" : "nothing");
      wanted.push(this.elements.kept("none", words, () => make("li.none", {}, words)));
    }
    this.elements.settle(wanted);
  }

  row(chat) {
    const { last } = chat;
    const sign = avatar(bareTitle(chat.title), chat.id > 0);
    return make("li", {}, make("button", { onclick: () => this.go(chat.id) }, sign, ...told(chat.title, last, chat.id < 0), badge(chat.unread)));
  }

  walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const item = event.target.closest("li");
    if (!step || !item) return;
    event.preventDefault();
    const to = Number(item.ariaPosInSet) - 1 + step;
    if (to < 0 || to >= this.found.length) return;
    const top = to * ROW;
    const { scrollTop, clientHeight } = this.box;
    if (top < scrollTop || top + ROW > scrollTop + clientHeight) this.box.scrollTop = step > 0 ? top + ROW - clientHeight : top;
    this.fill();
    this.elements.of(this.found[to].id)?.firstChild.focus({ preventScroll: true });
  }

  focus() {
    this.rows.querySelector("button")?.focus({ preventScroll: true });
  }
}

function told(title, last, grouped, ...signs) {
  const words = line(last) || (last ? "" : say("nothing"));
  const who = last && grouped && !last.service ? (last.mine ? say("mine", { text: words }) : `${last.from_}: ${words}`) : words;
  const muted = last && !last.sounded && !last.mine ? [icon("bell_off", say("silent"))] : [];
  return [
    make("b", {}, title, ...signs),
    make("span.at", {}, ...muted, make("time", {}, last ? when(last.date, now()) : "")),
    make("span.last", {}, who),
  ];
}

const badge = (count) =>
  count ? make("span.badge", { title: say("unread_count", { count }) }, count > 999 ? "999+" : count) : "";

// The topics of a forum: their colour and name, what was said last, closed ones with a lock.
export class TopicList {
  constructor(go) {
    this.go = go;
    this.element = make("ul.topics", { role: "list" });
    this.elements = new Elements(this.element);
  }

  draw(topics) {
    this.elements.settle(topics.filter((one) => !one.hidden).map((topic) =>
      this.elements.kept(topic.id, JSON.stringify(topic) + language(), () => this.row(topic))));
  }

  row(topic) {
    const name = topicName(topic);
    const closed = topic.closed ? [icon("lock", say("closed"))] : [];
    return make("li", {}, make("button", { onclick: () => this.go(topic.id) },
      topicSign(topic), ...told(name, topic.last, true, ...closed), badge(topic.unread)));
  }

  focus() {
    this.element.querySelector("button")?.focus({ preventScroll: true });
  }
}

export const topicName = (topic) => (topic.id === 1 && topic.name === "General" ? say("general") : topic.name);

export function topicSign(topic) {
  if (topic.id === 1) return make("span.topic-sign.general", { "aria-hidden": true }, "#");
  const sign = make("span.topic-sign", { "aria-hidden": true }, [...bareTitle(topic.name)][0]);
  sign.style.setProperty("--colour", `#${(topic.icon_color ?? 0x6fb9f0).toString(16).padStart(6, "0")}`);
  return sign;
}
