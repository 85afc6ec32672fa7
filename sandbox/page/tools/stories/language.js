// One bot, each in their own language.

const OTHER = { en: "中文", zh: "English" };
const OTHER_ALARM = { en: "🆘 报警", zh: "🆘 Alarm" };
const OWN = { en: "English", zh: "中文" };
const OWN_ALARM = { en: "🆘 Alarm", zh: "🆘 报警" };

export const tongue = {
  id: "language",
  begins: "language",
  title: { en: "Each in their own language", zh: "各说各的语言" },
  about: { en: "Keys and answers change at once; the officers’ stay as they are", zh: "按键和回复立刻切换，民警那边不变" },
  steps: [
    {
      who: "resident", press: "🌐", wait: { who: "resident", button: OTHER },
      en: "“Language” names every language in itself, so that everybody finds their own.",
      zh: "“语言”菜单里，每种语言都用自己的文字，谁都找得到。",
    },
    {
      who: "resident", press: OTHER, wait: { who: "resident", key: OTHER_ALARM },
      en: "Chinese, for instance. Keys and answers change at once.",
      zh: "比如选英文，按键和回复立刻切换。",
    },
    {
      who: "resident", press: "🆘", wait: { who: "officer", where: "alarms", button: "✋" },
      en: "Whichever language an alarm is raised in, the officers’ card is in theirs.",
      zh: "不管居民用哪种语言报警，民警看到的都是自己的语言。",
    },
    {
      who: "officer", where: "alarms", press: "✋", wait: { who: "resident", text: "✋" },
      en: "And what the officer presses is read by the resident in the language of their choice.",
      zh: "民警按下受理，居民收到的是自己选的语言。",
    },
    {
      who: "officer", where: "alarms", press: "✅", wait: { who: "resident", text: "🏁" },
      en: "Nobody has to know the other’s language.",
      zh: "双方都不必懂对方的语言。",
    },
    {
      who: "resident", press: "🌐", wait: { who: "resident", button: OWN },
      en: "And back again.",
      zh: "再换回来。",
    },
    {
      who: "resident", press: OWN, wait: { who: "resident", key: OWN_ALARM },
      en: "The choice is kept until it is changed.",
      zh: "选好的语言会一直保留。",
    },
  ],
};
