// What one sends besides words: pictures, sounds, places, numbers, files, polls, each asked for in a sheet.

import { say } from "../words.js";
import { menu } from "./menu.js";
import { SAMPLES } from "./samples.js";
import { icon, make } from "./make.js";
import { ask, askPlace, askPoll, choose, pop } from "./sheets.js";

const LIVE = 900; // seconds

// The menu of the paper clip. `send(deed, body)` does it, `people` are those whose numbers one knows.
export function attach(anchor, glass, send, people) {
  const entry = (name, sign, act) => ({ label: say(name), icon: sign, act: () => act(glass, send, people) });
  menu(anchor, [
    entry("a_photo", "photo", sendPhoto),
    entry("a_voice", "mic", sendVoice),
    entry("a_place", "place", (within) => sendPlace(within, send)),
    entry("a_live", "clock", (within) => sendPlace(within, send, LIVE)),
    entry("a_contact", "person", sendContact),
    entry("a_file", "file", sendFile),
    entry("a_poll", "poll", sendPoll),
  ], { label: say("attach"), glass });
}

const form = (fields, ...files) => {
  const made = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value) made.append(name, value);
  for (const file of files) made.append("file", file, file.name ?? "photo.jpg");
  return made;
};

async function sendPhoto(glass, send) {
  const caption = make("input", { maxLength: 1024 });
  const pick = make("input", { type: "file", accept: "image/*,video/*", multiple: true, hidden: true });
  const samples = Object.keys(SAMPLES).map((name) => {
    const picture = make("img", { src: SAMPLES[name]().toDataURL("image/jpeg", 0.8), alt: "" });
    return make("button", { ariaLabel: say(`sample_${name}`), onclick: (event) => event.currentTarget.closest(".sheet").end({ sample: name }) }, picture);
  });
  pick.onchange = () => pick.closest(".sheet").end({ files: [...pick.files] });
  const chosen = await ask(glass, [
    make("h4", {}, say("choose_photo")), make("p", {}, say("choose_photo_how")),
    make("div.samples", {}, ...samples), make("label", {}, say("caption"), caption), pick,
  ], [[say("cancel"), () => null], [say("from_device"), () => pick.click()]]);
  if (!chosen) return;
  const said = { caption: caption.value.trim() };
  if (chosen.sample) {
    const blob = await new Promise((done) => SAMPLES[chosen.sample]().toBlob(done, "image/jpeg", 0.88));
    await send("sends_photo", form(said, new File([blob], `${chosen.sample}.jpg`, { type: "image/jpeg" })));
  } else if (chosen.files.length > 1) {
    await send("sends_album", form(said, ...chosen.files.slice(0, 10)));
  } else if (chosen.files.length) {
    await send(chosen.files[0].type.startsWith("video") ? "sends_video" : "sends_photo", form(said, chosen.files[0]));
  }
}

async function sendVoice(glass, send) {
  const pick = make("input", { type: "file", accept: "audio/*", hidden: true });
  pick.onchange = () => pick.closest(".sheet").end({ file: pick.files[0] });
  const other = make("button.more", { onclick: () => pick.click() }, icon("file"), say("from_device"));
  const chosen = await ask(glass, [
    make("h4", {}, say("choose_voice")), make("p", {}, say("choose_voice_how")), other, pick,
  ], [[say("cancel"), () => null], [say("record"), () => ({ record: true })], [say("sample"), () => ({})]]);
  if (!chosen) return;
  const file = chosen.file ?? (chosen.record && (await record(glass)));
  if (file === null) return;
  if (file) await send("sends_voice", form({ seconds: file.seconds ?? 3 }, file));
  else await send("sends_voice", {});
}

// What the microphone heard until the button was pressed; undefined where there is none, null if cancelled.
async function record(glass) {
  const line = await navigator.mediaDevices?.getUserMedia({ audio: true }).catch(() => undefined);
  if (!line) {
    pop(glass, say("no_microphone"));
    return undefined;
  }
  const [recorder, parts, began] = [new MediaRecorder(line), [], Date.now()];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.start();
  const kept = await ask(glass, [make("h4", {}, `🎤 ${say("sends_voice")}`)], [[say("cancel"), () => false], [say("stop_send"), () => true]]);
  await new Promise((done) => {
    recorder.onstop = done;
    recorder.stop();
  });
  for (const track of line.getTracks()) track.stop();
  if (!kept) return null;
  const file = new File(parts, "voice.ogg", { type: recorder.mimeType });
  return Object.assign(file, { seconds: Math.max(1, Math.round((Date.now() - began) / 1000)) });
}

async function sendPlace(glass, send, live) {
  const place = await askPlace(glass);
  if (place) await send("shares_place", live ? { ...place, live_period: live } : place);
}

async function sendContact(glass, send, people) {
  const entries = people.map((one) => [say("number_of", { name: one.first_name }), one]);
  const one = await choose(glass, say("choose_contact"), "", entries);
  if (!one) return;
  const number = `+86138${String(one.id).slice(-8).padStart(8, "0")}`;
  await send("shares_contact", { phone_number: number, whose: one.id });
}

async function sendFile(glass, send) {
  const pick = make("input", { type: "file" });
  pick.onchange = async () => send("sends_document", form({}, ...pick.files));
  pick.click();
}

async function sendPoll(glass, send) {
  const asked = await askPoll(glass);
  if (asked) await send("starts_poll", asked);
}
