// A message in one line: for the list of chats, quotes, pins; and the service lines in a chat.

import { say } from "../words.js";

const KINDS = new Set([
  "photo", "video", "animation", "video_note", "voice", "audio", "document", "location", "venue", "other",
]);

// What the server tells of a message in short: {kind, text, emoji, service, from_, mine}.
export function line(told) {
  if (!told) return "";
  if (told.service) return happened(told.service, told.from_);
  const text = told.text.replaceAll("\n", " ");
  if (told.kind === "poll") return say("poll", { text });
  if (told.kind === "sticker" || told.kind === "dice") return say(told.kind, { emoji: told.emoji ?? "" });
  if (told.kind === "contact") return say("contact_line");
  if (!KINDS.has(told.kind)) return text;
  const name = say(told.kind);
  return text ? `${SIGNS[told.kind] ?? ""} ${text}` : `${SIGNS[told.kind] ?? ""} ${name}`.trim();
}

const SIGNS = { photo: "🖼", video: "🎞", animation: "🎞", video_note: "🎞", voice: "🎤", audio: "🎵", document: "📄", location: "📍", venue: "📍" };

export function happened(service, who) {
  const names = (service.names ?? []).join(", ");
  return say(`s_${service.kind}`, { names, who, title: service.title ?? "" });
}

// The same of a message that is on the screen.
export function short(message) {
  const kind = message.media?.kind ?? (message.poll && "poll") ?? (message.venue && "venue")
    ?? (message.location && "location") ?? (message.contact && "contact") ?? (message.dice && "dice") ?? "text";
  const emoji = message.media?.emoji ?? message.dice?.emoji;
  return line({ ...message, kind, emoji, text: message.text || message.poll?.question || "" });
}
