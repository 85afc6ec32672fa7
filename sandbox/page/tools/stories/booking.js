// A resident books the plate for an e-bike: what to bring, a free time, a ticket for the window.

export const booking = {
  id: "booking",
  begins: "book",
  title: { en: "A plate for the e-bike", zh: "电动车上牌" },
  about: { en: "Which papers, a time that is really free, a ticket", zh: "带什么、几点有空、一张预约凭证" },
  steps: [
    {
      who: "resident", press: ["📅 Book", "📅 预约"], wait: { who: "resident", button: ["New plate", "新车上牌"] },
      en: "A new e-bike needs a plate. No queue: she asks for a visit.",
      zh: "新买的电动车要上牌。不用排队，先预约。",
    },
    {
      who: "resident", press: ["New plate", "新车上牌"], wait: { who: "resident", button: ["📅 Choose", "📅 选择"] },
      en: "First what to bring, so that nobody comes twice.",
      zh: "先说清要带什么，免得跑两趟。",
    },
    {
      who: "resident", press: ["📅 Choose", "📅 选择"], wait: { who: "resident", button: "⏩" },
      en: "Only days that are really free, and the next free time on top.",
      zh: "只列出真正有空的日子，最早的时间放在最上面。",
    },
    {
      who: "resident", press: "⏩", wait: { who: "resident", button: "✅" },
      en: "One press, and the place is hers for ten minutes: nobody takes it while she thinks.",
      zh: "按一下，这个位置为她保留十分钟，考虑的时候没人抢走。",
    },
    {
      who: "resident", press: "✅", wait: { who: "resident", text: "🎫" },
      en: "Booked. A ticket for the window and an event for her calendar come at once, without a sound.",
      zh: "预约好了。凭证和日历提醒马上送到，不响铃。",
    },
    {
      who: "resident",
      en: "She is reminded the day before and two hours before, and can move or cancel it with a press.",
      zh: "前一天和两小时前会提醒她；要改期或取消，也是按一下。",
    },
  ],
};
