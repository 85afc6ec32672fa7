// What a message has in it besides words: pictures, sounds, files, stickers, dice, contacts, places.

import { fileAddress } from "../telegram.js";
import { say } from "../words.js";
import { hued, icon, make } from "./make.js";
import { tile } from "./map.js";

const FACES = ["⚀", "⚁", "⚂", "⚃", "⚄", "⚅"];

// One medium as an element; `open(address, words)` shows a picture large.
export function medium(media, text, open) {
  const address = fileAddress(media.file_id);
  switch (media.kind) {
    case "photo": return hidden(media, photo(media, address, text, open));
    case "sticker": return make("span.sticker", { role: "img", "aria-label": say("sticker", { emoji: media.emoji ?? "" }) }, media.emoji ?? "🙂");
    case "video":
    case "animation":
    case "video_note": return hidden(media, video(media, address));
    case "voice": return sound(media, address, bars(media.file_id));
    case "audio": return make("div.audio", {}, sound(media, address, [make("b", {}, media.name || say("audio"))]));
    default: return file(media, address);
  }
}

// Several pictures of one album, as tiles.
export function mosaic(messages, open) {
  const whole = make("div.mosaic", { "data-count": Math.min(messages.length, 10) });
  for (const message of messages) whole.append(medium(message.media, message.text, open));
  return whole;
}

function sized(element, { width, height }) {
  if (width && height) element.style.aspectRatio = `${width} / ${height}`;
  return element;
}

function photo(media, address, text, open) {
  const picture = make("img", { src: address, alt: "", loading: "lazy", decoding: "async" });
  const label = text ? `${say("open_photo")}: ${text}` : say("open_photo");
  return sized(make("button.photo", { ariaLabel: label, onclick: () => open(address, text) }, picture), media);
}

function video(media, address) {
  const picture = make("video", { src: address, controls: true, preload: "metadata", playsInline: true, ariaLabel: say(media.kind) });
  if (media.kind === "animation") Object.assign(picture, { loop: true, muted: true });
  return sized(make(`div.video.${media.kind}`, {}, picture), media);
}

// A picture that its sender has covered.
function hidden(media, element) {
  if (!media.hidden) return element;
  const cover = make("button.cover", { onclick: () => cover.replaceWith(element) }, say("hidden_media"));
  return sized(cover, media);
}

// Heights that belong to this file for ever, as nobody listens into it to draw it.
function bars(name) {
  let seed = [...name].reduce((sum, sign) => (sum * 31 + sign.codePointAt(0)) % 9973, 7);
  const wave = make("span.wave", { "aria-hidden": true });
  for (let at = 0; at < 32; at += 1) {
    seed = (seed * 73 + 41) % 9973;
    const bar = make("i");
    bar.style.height = `${22 + (seed % 78) * Math.sin(((at + 1) / 33) * Math.PI) ** 0.5}%`;
    wave.append(bar);
  }
  return [wave];
}

const length = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, "0")}`;

function sound(media, address, drawing) {
  const rest = make("time", {}, length(media.duration ?? 0));
  const button = make("button.play", { ariaLabel: say("play") }, icon("play"));
  const whole = make(`div.sound.${media.kind}`, { role: "group", "aria-label": `${say(media.kind)} ${length(media.duration ?? 0)}` },
    button, make("div", {}, ...drawing, rest));
  let player = null;
  const show = () => {
    const plays = !player.paused && !player.ended;
    button.replaceChildren(icon(plays ? "pause" : "play"));
    button.ariaLabel = say(plays ? "pause" : "play");
    whole.classList.toggle("plays", plays);
  };
  button.onclick = () => {
    if (!player) {
      player = make("audio", { src: address, hidden: true });
      player.onplay = player.onpause = player.onended = show;
      player.ontimeupdate = () => {
        const all = Number.isFinite(player.duration) ? player.duration : media.duration || 1;
        whole.style.setProperty("--played", player.currentTime / all);
        rest.textContent = length(player.ended ? all : player.currentTime);
      };
      whole.append(player);
    }
    if (player.paused) player.play().catch(() => whole.classList.add("mute"));
    else player.pause();
  };
  return whole;
}

function file(media, address) {
  const name = media.name || say("document");
  const link = make("a.file", { href: address, download: name, ariaLabel: say("open_file", { name }) },
    make("span.sign", {}, icon("file")), make("b", {}, name), make("small", {}, bytes(media.size)));
  return link;
}

function bytes(size) {
  if (!size) return "";
  return size < 1024 ? `${size} B` : size < 1024 ** 2 ? `${Math.round(size / 1024)} KB` : `${(size / 1024 ** 2).toFixed(1)} MB`;
}

export function dice({ emoji, value }) {
  const shown = emoji === "🎲" ? FACES[value - 1] : emoji;
  return make("span.sticker.dice", { role: "img", "aria-label": say("spin", { emoji, value }) }, shown, make("small", { "aria-hidden": true }, value));
}

export function contact({ first_name, last_name, phone_number }) {
  const name = [first_name, last_name].filter(Boolean).join(" ");
  return make("div.card", {}, hued(make("span.avatar", { "aria-hidden": true }, [...name][0] ?? "?"), name),
    make("b", {}, name), make("small", {}, say("contact", { number: phone_number })));
}

export function venue({ location, title, address }) {
  return make("div.venue", {}, tile(location), make("b", {}, title), make("small", {}, address));
}

const LONGEST_LIVE = 86400; // seconds; what lives longer lives for good (core.telegram.org/bots/api#sendlocation)

// A place; a live one tells how long it still is, `now()` being the desk's time.
export function place(message, now) {
  const whole = make("div.place", {}, tile(message.location));
  if (message.live_until) {
    const told = make("span.live", {}, "");
    told.tick = () => {
      const left = message.live_until - now();
      told.classList.toggle("over", left <= 0);
      told.textContent = left <= 0 ? say("live_over") : left > LONGEST_LIVE ? say("live") : say("live_left", {
        time: left < 60 ? say("seconds", { count: Math.ceil(left) }) : say("minutes", { count: Math.ceil(left / 60) }),
      });
    };
    told.tick();
    whole.append(told);
  }
  return whole;
}
