// The stories there are. A story is data: `begins` is the command without which it is not offered; a step
// says what happens ({ en, zh }), and may have
//   who, where      "resident" or "officer"; in the chat with the bot unless where is "alarms"
//   press           the sign or word that a button's label begins with (or several, in other languages)
//   write, place    words { en, zh }, or [latitude, longitude]
//   bot             false kills the bot, true starts it again
//   wait            { who, where } with `text`, `button` or `key`: until such a message, or such a key
//                   of the keyboard, stands there; or a list of them, of which one is enough
//   unless          a key: where it is on the keyboard already, the step is left out
// A label that differs with the page's language is { en, zh }.

import { about } from "./about.js";
import { alarm } from "./alarm.js";
import { booking } from "./booking.js";
import { tongue } from "./language.js";
import { silent } from "./silent.js";

export const STORIES = [alarm, silent, about, booking, tongue];
