// An alarm from the first press to its end, with the bot killed in the middle of it.

const PLACE = [40.81, 111.67];

export const alarm = {
  id: "alarm",
  begins: "alarm",
  title: { en: "An alarm in ninety seconds", zh: "九十秒看懂一次报警" },
  about: {
    en: "Pressed, seen, accepted, and nothing lost though the bot is killed",
    zh: "按下、看到、受理；机器人中途停掉，也一条不丢",
  },
  steps: [
    {
      en: "On the left somebody who lives here, on the right an officer of the room nearby. Between them stands one bot.",
      zh: "一边是居民，一边是附近警务室的民警，中间是机器人。",
    },
    {
      who: "resident", press: "🆘", wait: { who: "officer", where: "alarms", button: "✋" },
      en: "Smoke in the stairwell. One press on 🆘: no form, no menu, no call.",
      zh: "楼道里有烟。按一下 🆘 就够了：不用填表，不用找菜单，不用打电话。",
    },
    {
      who: "officer", where: "alarms",
      en: "Within a second the alarm stands in the officers’ group, and their phones ring.",
      zh: "一秒之内，警情出现在民警群里，手机响起。",
    },
    {
      who: "officer", where: "alarms", press: "✋", wait: { who: "resident", text: "✋" },
      en: "An officer takes it with one press. Colleagues see at once whose it is.",
      zh: "民警按一下就受理，同事立刻看到由谁负责。",
    },
    {
      who: "resident",
      en: "And whoever asked for help reads a name: somebody is coming. Nothing is promised that is not so.",
      zh: "求助的人看到了民警的名字：有人来了。没有发生的事，绝不先说。",
    },
    {
      who: "resident", place: PLACE, wait: { who: "officer", where: "alarms", text: PLACE[0].toFixed(5) },
      en: "“Share where I am”: the place goes onto the same card, with a map behind it.",
      zh: "发送位置：位置写进同一张卡片，点开就是地图。",
    },
    {
      who: "resident", write: { en: "Third floor, the lift has stopped.", zh: "三楼，电梯停了。" },
      wait: { who: "officer", where: "alarms", text: "💬" },
      en: "A few words, as to a friend. The officers’ card follows each of them.",
      zh: "像平常聊天一样补充几句，民警的卡片随时更新。",
    },
    {
      bot: false,
      en: "Now a bad day: the bot is killed, without a warning, as in a power cut.",
      zh: "现在出个故障：机器人被突然强行停止，就像停电。",
    },
    {
      who: "resident", press: "🆘",
      en: "Frightened people press again. Nobody is there to hear it …",
      zh: "着急的人又按了一次。可是机器人不在……",
    },
    {
      bot: true, wait: { who: "officer", where: "alarms", text: "🔁" },
      en: "… until the bot is started again. The press was kept, counts once, and makes no second alarm.",
      zh: "……机器人重新启动后，这次按键一点没丢，只记一次，也不会变成第二个警情。",
    },
    {
      who: "officer", where: "alarms", press: "✅", wait: { who: "resident", text: "🏁" },
      en: "Help was given. The officer closes the alarm, and says how it ended.",
      zh: "事情处理好了。民警办结，并注明结果。",
    },
    {
      who: "resident",
      en: "Both sides read the same end. That is the whole bridge.",
      zh: "两边看到同样的结果。这就是枫桥。",
    },
  ],
};
