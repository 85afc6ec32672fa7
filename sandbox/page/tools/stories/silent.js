// An alarm of somebody who must not be heard.

export const silent = {
  id: "silent",
  begins: "alarm",
  title: { en: "A silent alarm", zh: "静默报警" },
  about: { en: "For who cannot speak: their phone makes no sound", zh: "不方便说话时用：自己的手机不会出声" },
  steps: [
    {
      who: "resident",
      en: "Somebody is in the next room and must not notice. Here 🤫 is the right key.",
      zh: "隔壁有人，不能被发现。这时要按 🤫。",
    },
    {
      who: "resident", press: "🤫", wait: { who: "officer", where: "alarms", text: "🤫" },
      en: "The officers’ card says so in bold: do not call, make no sound.",
      zh: "民警的卡片上用粗体写明：不要打电话，不要发出声音。",
    },
    {
      who: "resident", write: { en: "He is in the kitchen.", zh: "他在厨房。" },
      wait: { who: "officer", where: "alarms", text: "💬" },
      en: "Typing is quiet. Each word stands on the card.",
      zh: "打字没有声音。每句话都会写进卡片。",
    },
    {
      who: "officer", where: "alarms", press: "✋", wait: { who: "resident", text: "✋" },
      en: "An officer takes it. The answer comes without a sound, which the small crossed bell shows.",
      zh: "民警受理。回复也没有声音，旁边有一个划掉的小铃铛。",
    },
    {
      who: "officer", where: "alarms", press: "✅", wait: { who: "resident", text: "🏁" },
      en: "When it is over, the officer closes it. Her phone has not rung once.",
      zh: "事情结束，民警办结。她的手机始终没有响。",
    },
  ],
};
