// One phone: whose it is, the list, the topics or the chat that is open on it, and what happens when
// something arrives.

import { act, join, view } from "../telegram.js";
import { hour, say } from "../words.js";
import { ChatList, TopicList, topicName, topicSign } from "./chats.js";
import { avatar, icon, lay, make } from "./make.js";
import { menu } from "./menu.js";
import { Room } from "./room.js";
import { alertSheet, askWords, pop } from "./sheets.js";
import { bareTitle, isOfficer, now, summary, unread, world } from "./world.js";

const RING = 900; // milliseconds, a little longer than its animation
const TYPES = 5000; // milliseconds a sign of typing lasts (sendChatAction)
const DOING = { upload_photo: "sends_photo", record_voice: "sends_voice", upload_voice: "sends_voice", find_location: "sends_place", upload_document: "sends_file" };

export class Phone {
  // `shelf` is {caption(phone), counted()}: it draws who holds the phone, and counts what is unread.
  constructor(shelf) {
    this.shelf = shelf;
    this.places = new Map(); // person -> {chat, topic} that lies open, chat null for the list
    this.looking = new Map(); // chat -> whether another look is wanted
    this.holder = make("button.holder", { "aria-haspopup": "menu" });
    this.time = make("span");
    this.bar = make("header.bar");
    this.back = make("button.back");
    this.more = make("button.more-of", { "aria-haspopup": "menu" }, icon("more"));
    this.list = new ChatList((id) => this.go(id));
    this.topics = new TopicList((id) => this.go(this.place.chat, id));
    this.glass = make("div.glass");
    this.room = new Room(this);
    this.glass.append(make("div.status", {}, this.time), this.bar, this.list.element, this.topics.element, this.room.element);
    this.frame = make("div.phone", {}, this.glass);
    this.seat = make("section.seat", {}, make("div.caption", {}, make("h2", {}, this.holder)), this.frame);
  }

  // Whose phone this is from now on; `place` is what lies open unless they left something else so.
  take(id, place) {
    this.id = id;
    if (!this.places.has(id)) this.places.set(id, place ?? { chat: null, topic: null });
    this.seat.dataset.person = id;
    this.enter();
  }

  get person() {
    return world.people.get(this.id);
  }

  get place() {
    return { person: this.id, ...this.places.get(this.id) };
  }

  get chat() {
    return this.person.chats.get(this.place.chat);
  }

  get inForum() {
    return Boolean(this.chat?.forum) && this.place.topic === null;
  }

  get title() {
    const topic = this.topicList?.find((one) => one.id === this.place.topic);
    return topic ? topicName(topic) : this.chat?.title ?? "";
  }

  leads() {
    const status = world.groups.get(this.place.chat)?.members[this.id];
    return ["creator", "administrator"].includes(status);
  }

  // Everything anew: another language, other people, another chat.
  draw() {
    if (!this.person) return;
    this.seat.ariaLabel = say("phone_of", { name: this.person.first_name });
    this.seat.classList.toggle("officer", isOfficer(this.person));
    this.seat.classList.toggle("resident", !isOfficer(this.person));
    this.shelf.caption(this);
    if (this.place.chat !== null && !this.chat) this.places.set(this.id, { chat: null, topic: null });
    this.drawPage();
    if (this.room.view && this.chat) {
      this.room.drawWriter();
      this.room.drawPinned();
      this.room.log.draw();
    }
  }

  drawPage() {
    this.list.element.hidden = Boolean(this.chat);
    this.topics.element.hidden = !this.inForum;
    this.room.element.hidden = !this.chat || this.inForum;
    if (!this.chat) this.list.draw([...this.person.chats.values()]);
    if (this.inForum) this.topics.draw(this.topicList ?? []);
    this.drawBar();
    this.shelf.counted();
  }

  // What lies open comes before the reader's eyes.
  async enter() {
    this.topicList = null;
    this.typing = null;
    this.draw();
    if (!this.chat) return;
    if (this.chat.forum) await this.look(this.place.chat);
    if (this.chat && !this.inForum) await this.room.open(this.place);
  }

  async go(chat, topic = null) {
    this.places.set(this.id, { chat, topic });
    await this.enter();
    this.focus();
  }

  focus() {
    if (!this.chat) this.list.focus();
    else if (this.inForum) this.topics.focus();
    else this.room.writer.field.focus({ preventScroll: true });
  }

  drawBar() {
    const { chat, place } = this;
    const parts = [];
    if (chat && (this.person.chats.size > 1 || place.topic !== null)) parts.push(this.backButton());
    const topic = this.topicList?.find((one) => one.id === place.topic);
    if (topic) parts.push(topicSign(topic));
    else if (chat) parts.push(avatar(bareTitle(chat.title), chat.id > 0));
    const who = make("div.who", {}, make("h3", {}, chat ? this.title : say("chats")));
    if (chat) who.append(this.about(chat, topic));
    parts.push(who);
    if (chat) parts.push(this.menuButton(topic));
    lay(this.bar, ...parts);
  }

  backButton() {
    const { back, chat, place } = this;
    const elsewhere = unread(this.person) - chat.unread;
    const up = place.topic !== null ? [place.chat, null] : [null, null];
    back.ariaLabel = elsewhere > 0 ? `${say("back")}, ${say("unread_count", { count: elsewhere })}` : say("back");
    back.onclick = () => this.go(...up);
    back.replaceChildren(icon("back"));
    if (elsewhere > 0) back.append(make("span.badge", {}, elsewhere));
    return back;
  }

  about(chat, topic) {
    if (this.typing) return make("p.typing", {}, this.typing);
    const group = world.groups.get(chat.id);
    const members = Object.values(group?.members ?? {}).filter((status) => !["left", "kicked"].includes(status)).length;
    const words = group ? say("members", { count: members }) : say("is_bot");
    return make("p", {}, topic ? chat.title : words);
  }

  menuButton(topic) {
    const { more } = this;
    more.ariaLabel = say("chat_menu");
    more.onclick = () => menu(more, [...this.choices(topic)], { label: say("chat_menu"), glass: this.glass });
    return more;
  }

  *choices(topic) {
    const { chat } = this;
    if (chat.id > 0) {
      const deed = chat.blocked ? "unblock" : "block";
      yield { label: say(deed), icon: "lock", danger: !chat.blocked, act: () => this.do(`${deed}s`) };
      return;
    }
    if (chat.forum) yield { label: say("new_topic"), icon: "plus", act: () => this.newTopic() };
    if (topic) {
      const deed = topic.closed ? "reopen_topic" : "close_topic";
      yield { label: say(deed), icon: "lock", act: () => this.do(deed.replace("_", "s_"), { topic: topic.id }) };
    }
    yield { label: say("leave"), icon: "out", danger: true, act: () => this.do("leaves") };
  }

  async newTopic() {
    const name = await askWords(this.glass, say("new_topic"), say("topic_name"), "", say("create"));
    if (name) await this.do("opens_topic", { name }, { ...this.place, topic: null });
  }

  // A view of the open chat has come: its line in the list is news too.
  told(news) {
    this.topicList = news.topics;
    if (this.place.topic === null) this.arrived(news);
    else this.look(news.id);
    this.drawBar();
    this.shelf.counted();
  }

  // Something has changed in these chats, as the server names them: one's own id is all private ones.
  changed(ids) {
    for (const id of this.person.chats.keys()) {
      if (!ids.has(id > 0 ? this.id : id)) continue;
      if (id === this.place.chat && !this.inForum) this.room.log.refresh();
      else this.look(id);
    }
  }

  // Look what a chat is like now that is not on the screen: one look at a time for each.
  async look(id) {
    if (this.looking.has(id)) {
      this.looking.set(id, true);
      return;
    }
    const holder = this.id;
    do {
      this.looking.set(id, false);
      const news = await view({ person: holder, chat: id }, { last: 5 }).catch(() => null);
      if (!news || holder !== this.id || !this.person.chats.has(id)) break;
      this.arrived(news);
      if (id === this.place.chat) this.topicList = news.topics;
    } while (this.looking.get(id));
    this.looking.delete(id);
    this.drawPage();
  }

  // What came since the last look: the phone rings unless it came without a sound.
  arrived(news) {
    const last = this.person.chats.get(news.id)?.last?.id ?? 0;
    this.person.chats.set(news.id, summary(news));
    const fresh = news.screen.filter((one) => one.id > last && !one.mine);
    if (!fresh.length) return;
    this.typing = null;
    if (fresh.some((one) => one.sounded)) this.ring();
  }

  ring() {
    this.frame.classList.remove("rings");
    void this.frame.offsetWidth; // so that a ring during a ring begins anew
    this.frame.classList.add("rings");
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => this.frame.classList.remove("rings"), RING);
  }

  // Somebody types, or sends a picture …, in the chat that is open.
  action(event) {
    const { chat } = this;
    const there = chat && (chat.id > 0 ? event.chat === this.id && event.from === chat.id : event.chat === chat.id);
    if (!there || (chat.forum && this.place.topic !== (event.topic ?? 1))) return;
    const name = world.bots.get(event.from)?.first_name ?? world.people.get(event.from)?.first_name;
    this.typing = chat.id < 0 && name ? say("is_typing", { name }) : say(DOING[event.action] ?? "typing");
    this.drawBar();
    clearTimeout(this.typed);
    this.typed = setTimeout(() => {
      this.typing = null;
      this.drawBar();
    }, TYPES);
  }

  tick() {
    this.time.textContent = hour(now());
  }

  toast({ text, alert }) {
    if (!text) return;
    if (alert) alertSheet(this.glass, text);
    else pop(this.glass, text);
  }

  // Gives what the chat is like then, or null when it did not work.
  async do(deed, body = {}, place = this.place) {
    try {
      return await act(place, deed, body);
    } catch (error) {
      pop(this.glass, say("failed", { why: error.message }));
      return null;
    }
  }

  async reads(id) {
    const news = await act(this.place, "reads", { message: id }).catch(() => null);
    if (!news || news.id !== this.place.chat) return;
    this.room.log.count = news.unread;
    this.room.log.drawDown();
    if (this.place.topic === null) this.person.chats.set(news.id, { ...this.chat, unread: news.unread });
    else await this.look(news.id);
    this.drawBar();
    this.shelf.counted();
  }

  // A link that stays within Telegram: a bot's, or an invitation. False for all others.
  async follow(url) {
    const link = URL.parse?.(url) ?? new URL(url);
    if (!["t.me", "telegram.me"].includes(link.hostname)) return false;
    const name = link.pathname.slice(1);
    const bot = [...world.bots.values()].find((one) => one.username.toLowerCase() === name.toLowerCase());
    try {
      if (bot) {
        const done = await act({ person: this.id, chat: bot.id }, "starts", { parameter: link.searchParams.get("start") ?? "" });
        this.person.chats.set(bot.id, summary(done));
        await this.go(bot.id);
      } else await join(this.id, url);
    } catch (error) {
      pop(this.glass, say("failed", { why: error.message }));
    }
    return true;
  }
}
