// The messages of one chat: a window on them, which slides as one scrolls, so that ten thousand are as
// light as a hundred.

import { view } from "../telegram.js";
import { day, language, say } from "../words.js";
import { bubble, service } from "./bubbles.js";
import { Elements } from "./elements.js";
import { icon, make } from "./make.js";
import { rove, walk } from "./walking.js";

const PAGE = 40; // messages fetched at once
const MOST = 140; // messages that have elements
const EDGE = 500; // pixels from an end at which more is fetched
const NEAR = 80; // pixels from the end that still count as reading the newest

export class Log {
  // `told(view)` is called with every view that came, `does` is what a reader can do with a message.
  constructor({ told, does, menu }) {
    this.told = told;
    this.does = does;
    this.box = make("div.log", { role: "log", "aria-live": "polite", tabIndex: 0 });
    this.down = make("button.down", { hidden: true, onclick: () => this.newest() });
    this.room = make("div.room", {}, this.box, this.down);
    this.elements = new Elements(this.box);
    this.box.onscroll = () => this.scrolled();
    // A keyboard that opens takes room from the messages: who reads the newest goes on reading it.
    new ResizeObserver(() => this.reading && this.toEnd()).observe(this.box);
    this.box.onkeydown = (event) => walk(this.box, event, menu);
    this.box.addEventListener("focusin", (event) => rove(this.box, event.target.closest(".message")));
  }

  // Show this chat, from the first unread message on, or from its end.
  async open(place, unread) {
    this.place = place;
    this.reading = false; // the newest: whoever stays at the end sees what comes
    this.top = 0;
    this.messages = [];
    this.replied = {};
    this.unread = null;
    this.fresh = Infinity;
    this.newer = false;
    this.elements.clear();
    await this.look(async () => {
      let page = await view(place, { last: PAGE + 10 });
      this.unread = page.unread ? page.read : null;
      if (page.more && page.unread && page.read < page.screen[0]?.id) {
        page = await view(place, { after: Math.max(0, page.read - 5), last: PAGE + 10 });
      }
      this.take(page, page.screen);
      const line = this.box.querySelector(".unread");
      if (line && unread !== false) line.scrollIntoView({ block: "center" });
      else this.toEnd();
    });
    this.read();
  }

  // One look at a time; what changes during a look is seen by the next. Another chat ends it.
  async look(fetch) {
    const place = this.place;
    while (this.looking) await this.looking;
    if (place !== this.place) return;
    let came = true;
    this.looking = fetch().catch((error) => {
      if (!(error instanceof TypeError)) throw error; // the line is down; its return looks again
      came = false;
    });
    try {
      await this.looking;
    } finally {
      this.looking = null;
    }
    if (came && place === this.place) this.scrolled(); // whoever scrolled to an end meanwhile waits there
  }

  // Something has changed here.
  async refresh() {
    this.stale = true;
    if (this.refreshing) return this.refreshing;
    this.refreshing = (async () => {
      while (this.stale) {
        this.stale = false;
        await this.look(() => this.again());
      }
    })();
    try {
      await this.refreshing;
    } finally {
      this.refreshing = null;
    }
  }

  async again() {
    const place = this.place;
    const first = this.messages[0]?.id;
    const asked = this.newer ? { after: first - 1, last: this.messages.length }
      : { last: Math.min(Math.max(PAGE + 10, this.messages.length + 10), MOST) };
    const page = await view(place, asked);
    if (place !== this.place) return;
    this.notice(); // the reader may have gone up meanwhile
    const end = this.reading;
    const last = this.messages.at(-1)?.id ?? 0;
    this.fresh = this.newer ? Infinity : last;
    // Those above the fetched page stay; a page that only reaches up further is cut to what is shown.
    const kept = page.screen.filter((one) => first === undefined || one.id >= first);
    const above = this.newer ? [] : this.messages.filter((one) => page.more && one.id < page.screen[0]?.id);
    // What one has said oneself is what one wants to see, and the answer that came with it.
    const mine = page.screen.some((one) => one.mine && !one.service && one.id > last);
    const screen = (end || mine) && !this.newer ? kept : [...above, ...kept];
    const cut = page.more || page.screen[0]?.id < screen[0]?.id;
    this.take({ ...page, more: above.length ? this.more : cut }, screen);
    if (!this.newer && (end || mine)) this.toEnd();
    this.read();
  }

  take(page, screen) {
    this.more = page.more;
    this.newer = page.newer;
    this.messages = screen;
    Object.assign(this.replied, page.replied);
    this.count = page.unread;
    this.seen = page.read;
    this.draw();
    this.told(page);
  }

  // Slide the window; the message under the reader's eyes stays where it is.
  async slide(up) {
    await this.look(async () => {
      const place = this.place;
      const from = up ? { before: this.messages[0].id } : { after: this.messages.at(-1).id };
      const page = await view(place, { ...from, last: PAGE });
      if (place !== this.place) return;
      const anchor = this.elements.of((up ? this.messages[0] : this.messages.at(-1)).id);
      const was = anchor?.offsetTop;
      const all = up ? [...page.screen, ...this.messages] : [...this.messages, ...page.screen];
      const over = Math.max(0, all.length - MOST);
      this.fresh = Infinity;
      this.take({
        ...page,
        more: up ? page.more : this.more || over > 0,
        newer: up ? this.newer || over > 0 : page.newer,
      }, up ? all.slice(0, all.length - over) : all.slice(over));
      if (anchor?.isConnected) this.box.scrollTop += anchor.offsetTop - was;
    });
  }

  // Only a reader goes up; less room or more words below are no wish to be left behind.
  notice() {
    const { scrollTop: top } = this.box;
    this.reading = this.atEnd() || (this.reading && top >= this.top);
    this.top = top;
  }

  scrolled() {
    this.notice();
    this.read();
    if (!this.messages.length || this.looking) return;
    const { scrollTop, scrollHeight, clientHeight } = this.box;
    if (this.more && scrollTop < EDGE) this.slide(true);
    else if (this.newer && scrollHeight - scrollTop - clientHeight < EDGE) this.slide(false);
  }

  async newest() {
    if (this.newer) await this.open(this.place, false);
    this.toEnd("smooth");
    this.read();
  }

  // Bring a message before the reader's eyes, wherever it is.
  async jump(id) {
    if (!this.messages.some((one) => one.id === id)) {
      await this.look(async () => {
        const page = await view(this.place, { after: id - 15, last: PAGE });
        this.fresh = Infinity;
        this.elements.clear();
        this.take(page, page.screen);
      });
    }
    const found = this.find(id);
    found?.scrollIntoView({ block: "center" });
    found?.classList.remove("jumped");
    void found?.offsetWidth;
    found?.classList.add("jumped");
    this.scrolled();
  }

  find(id) {
    return this.box.querySelector(`[data-id="${id}"]`);
  }

  get empty() {
    return !this.messages?.length;
  }

  draw() {
    const wanted = [];
    let date = "";
    let line = this.unread === null;
    for (let at = 0; at < this.messages.length; at += 1) {
      const message = this.messages[at];
      if (day(message.date) !== date) {
        date = day(message.date);
        wanted.push(this.elements.kept(`day ${date}`, date, () => make("span.day", {}, date)));
      }
      if (!line && message.id > this.unread && !message.mine) {
        line = true;
        wanted.push(this.elements.kept("unread", language(), () => make("span.unread", {}, say("unread"))));
      }
      if (message.service) {
        wanted.push(this.elements.kept(message.id, JSON.stringify(message) + language(), () => service(message)));
        continue;
      }
      const album = [message];
      while (message.album && this.messages[at + 1]?.album === message.album) album.push(this.messages[at += 1]);
      wanted.push(this.one(album, wanted.at(-1)?.author, this.messages[at + 1]));
    }
    if (!this.messages.length) {
      wanted.push(this.elements.kept("silence", language(), () => make("p.silence", {}, say("nothing"))));
    }
    this.elements.settle(wanted);
    if (!this.box.querySelector(".dots[tabindex='0']")) rove(this.box, [...this.box.querySelectorAll(".message")].at(-1));
    this.drawDown();
  }

  one(album, before, next) {
    const [first] = album;
    const looks = {
      named: this.place.chat < 0 && !first.mine && before !== first.from_id,
      tail: next?.from_id !== first.from_id || Boolean(next.service),
      replied: this.replied[first.reply_to] ?? null,
      fresh: first.id > this.fresh,
    };
    const signature = JSON.stringify([album, looks.named, looks.tail, looks.replied, language()]);
    const kept = this.elements.kept(first.id, signature, () => bubble(album, looks, this.does));
    return { ...kept, author: first.from_id };
  }

  drawDown() {
    this.box.ariaLabel = say("messages", { title: this.title ?? "" });
    this.down.ariaLabel = this.count ? `${say("newest")}, ${say("unread_count", { count: this.count })}` : say("newest");
    this.down.hidden = this.atEnd() && !this.newer;
    this.down.replaceChildren(icon("down"), ...(this.count ? [make("span.badge", {}, this.count)] : []));
  }

  atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.box;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  toEnd(behavior = "instant") {
    this.reading = true;
    this.box.scrollTo({ top: this.box.scrollHeight, behavior });
    this.top = this.box.scrollTop;
  }

  // Whatever the reader has had before their eyes counts as read, unless nobody sees this phone.
  read() {
    this.drawDown();
    if (!this.box.offsetParent || !this.messages?.length) return;
    const last = this.atEnd() && !this.newer ? this.messages.at(-1).id : this.lowest();
    if (last > this.seen && this.count) {
      this.seen = last;
      this.does.reads(last);
    }
  }

  // The last message that can be seen whole.
  lowest() {
    const floor = this.box.scrollTop + this.box.clientHeight;
    const all = [...this.box.querySelectorAll("[data-id]")];
    let [from, to] = [0, all.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (all[middle].offsetTop + all[middle].offsetHeight <= floor) from = middle + 1;
      else to = middle;
    }
    return from ? Number(all[from - 1].dataset.id) : 0;
  }
}
