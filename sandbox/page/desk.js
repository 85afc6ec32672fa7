// The desk: it looks what there is, hears what changes, and lets each phone draw what concerns it.

import { listen, state } from "./telegram.js";
import { say } from "./words.js";
import { Shelf } from "./parts/shelf.js";
import { at, take } from "./parts/world.js";
import { tools } from "./tools/tools.js";

const MANY = 12; // changed chats from which on one look at everything is less than one at each
const lost = document.querySelector(".lost");
const shelf = new Shelf(document.querySelector(".phones"), document.querySelector(".sides"), refresh);

// Look at everything: who there is, and the line of each chat. One look at a time.
let looking = null;
let again = false;
async function refresh() {
  again = true;
  looking ??= (async () => {
    try {
      while (again) {
        again = false;
        take(await state());
        shelf.draw();
      }
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // the line is down; its return looks again
    } finally {
      looking = null;
    }
  })();
  return looking;
}

// What has changed until the next frame is looked at in one go.
let changed = new Set();
function change(chats) {
  if (!changed.size) setTimeout(settle, 16);
  for (const chat of chats) changed.add(chat);
}

function settle() {
  const ids = changed;
  changed = new Set();
  if (ids.size > MANY) refresh();
  for (const phone of shelf.phones) {
    if (!phone.person) continue;
    if (ids.size <= MANY) phone.changed(ids);
    else if (phone.chat && ids.has(phone.chat.id > 0 ? phone.id : phone.chat.id)) phone.changed(new Set([phone.chat.id > 0 ? phone.id : phone.chat.id]));
  }
}

function heard(event) {
  switch (event.kind) {
    case "changed": return change(event.chats);
    case "world": return refresh();
    case "clock":
      at(event);
      for (const phone of shelf.phones) phone.tick();
      return undefined;
    case "toast": return shelf.of(event.person)?.toast(event);
    case "action":
      for (const phone of shelf.phones) phone.action(event);
      return undefined;
    default: return undefined; // the tools listen to the rest
  }
}

tools.start({ refresh, phones: shelf.tools });
let known = false;
listen(heard, async (connected) => {
  lost.hidden = connected;
  lost.textContent = say("lost");
  if (!connected) return;
  await refresh();
  if (known) for (const phone of shelf.phones) phone.enter(); // whatever happened meanwhile
  known = true;
});
setInterval(() => {
  for (const phone of shelf.phones) phone.tick();
}, 1000);
