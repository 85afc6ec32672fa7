// The strip above the phones. A stand-in until the tools come: the clock, the bot's process, language, colours.

import { listen } from "../telegram.js";
import { Strip } from "../parts/strip.js";
import { world } from "../parts/world.js";

export const tools = {
  start({ refresh }) {
    const strip = new Strip(() => {
      refresh();
      look();
    });
    const look = () => strip.set({ now: Date.now() / 1000 + world.ahead, offset: world.offset });
    listen((event) => {
      if (event.kind === "bot") strip.told(event);
      if (event.kind === "clock") strip.set(event);
    }, (connected) => connected && refresh().then(look));
    look();
  },
};
