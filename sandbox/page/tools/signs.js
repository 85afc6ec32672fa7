// The tools' icons.

import { drawn } from "../parts/make.js";

const PATHS = {
  play: "M8 5l11 7-11 7z",
  pause: "M9 5v14M15 5v14",
  next: "M6 6l8 6-8 6zM18 6v12",
  first: "M18 6l-8 6 8 6zM6 6v12",
  close: "M6 6l12 12M18 6L6 18",
  tools: "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.500v5M9 14.500v5",
  theme_auto: "M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16M12 8h4M12 12h6M12 16h4",
  theme_light: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M4.900 4.900l1.400 1.400M17.700 17.700l1.400 1.400M2 12h2M20 12h2M4.900 19.100l1.400-1.400M17.700 6.300l1.400-1.400",
  theme_dark: "M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500z",
};

export const sign = (name) =>
  drawn("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": true }, drawn("path", { d: PATHS[name] }));
