// Everything the page itself says, in both its languages. What the bot says is the bot's.

const WORDS = {
  en: {
    title: "Maple Bridge · Telegram on your desk",
    claim: "One press, and a neighbour’s officer knows.",
    lead: "Two phones, one real bot between them. Everything here is invented and stays on this machine.",
    try: "Try this",
    step1: "Press 🆘 on the resident’s phone",
    step2: "Press ✋ on the officer’s phone",
    step3: "See the officer’s name arrive at the resident’s",
    done: "That is the whole bridge.",
    more: "And then",
    more1: "Share where you are, or write a word about it: the officers’ card follows.",
    more2: "🤫 does the same without a sound on either phone.",
    more3: "Leave an alarm alone and press +20 s: the room is called again.",
    more4: "Kill the bot, press 🆘, start it again: nothing is lost.",
    phones: "Whose phone",
    resident: "Resident",
    officer: "Officer",
    person: "Whose phone this is",
    language: "Language of this page",
    theme_auto: "Colours: as the system",
    theme_light: "Colours: light",
    theme_dark: "Colours: dark",
    clock: "The clock of this desk",
    plus20: "+20 s",
    plus60: "+1 min",
    plus3600: "+1 h",
    ahead: "{time} ahead",
    bot: "The bot",
    runs: "Bot runs",
    away: "Bot is down",
    kill: "Kill the bot",
    again: "Start again",
    lost: "The desk does not answer. Trying again…",
    chats: "Chats",
    back: "Back to the chats",
    is_bot: "bot",
    members: "{count} members",
    messages: "Messages in {title}",
    placeholder: "Message",
    send: "Send",
    show_keys: "Show the keyboard",
    hide_keys: "Hide the keyboard",
    keys: "Keyboard of the bot",
    edited: "edited",
    silent: "without a sound",
    unread: "Unread messages",
    nothing: "Nothing here yet",
    newest: "To the newest message",
    spoiler: "Hidden text, press to read",
    place: "A place",
    where: "Where are you?",
    where_how: "Press on the map, or move the pin with the arrow keys.",
    map: "Map of the district",
    send_place: "Send this place",
    phone_ask: "Send the bot your phone number?",
    phone_how: "The number is invented: {number}",
    contact: "Phone number {number}",
    cancel: "Cancel",
    ok: "OK",
    failed: "That did not work: {why}",
  },
  "zh-Hans": {
    title: "枫桥 · 桌面上的 Telegram",
    claim: "一键报警，民警即知。",
    lead: "两部手机，中间是真正运行的机器人。人物和地址均为虚构，数据只留在这台电脑上。",
    try: "试一试",
    step1: "在居民手机上按 🆘",
    step2: "在民警手机上按 ✋",
    step3: "看居民手机上出现民警的名字",
    done: "这就是枫桥。",
    more: "还可以",
    more1: "发送位置，或补充几句话，民警看到的信息会随时更新。",
    more2: "用 🤫 静默报警：两边手机都不出声。",
    more3: "报警后先不受理，按“+20 秒”，警务室会再次收到提醒。",
    more4: "停掉机器人，再按 🆘，然后重新启动：一条消息也不会丢。",
    phones: "切换手机",
    resident: "居民",
    officer: "民警",
    person: "切换使用者",
    language: "页面语言",
    theme_auto: "外观：跟随系统",
    theme_light: "外观：浅色",
    theme_dark: "外观：深色",
    clock: "演示时钟",
    plus20: "+20 秒",
    plus60: "+1 分钟",
    plus3600: "+1 小时",
    ahead: "快了 {time}",
    bot: "机器人",
    runs: "机器人运行中",
    away: "机器人已停止",
    kill: "强行停止",
    again: "重新启动",
    lost: "暂时连接不上，正在重试…",
    chats: "聊天",
    back: "返回聊天列表",
    is_bot: "机器人",
    members: "{count} 位成员",
    messages: "“{title}”的消息",
    placeholder: "输入消息",
    send: "发送",
    show_keys: "显示键盘",
    hide_keys: "收起键盘",
    keys: "机器人键盘",
    edited: "已编辑",
    silent: "静音消息",
    unread: "未读消息",
    nothing: "还没有消息",
    newest: "查看最新消息",
    spoiler: "隐藏内容，点击查看",
    place: "位置",
    where: "您在哪里？",
    where_how: "点击地图，或用方向键移动标记。",
    map: "辖区地图",
    send_place: "发送这个位置",
    phone_ask: "把手机号发给机器人？",
    phone_how: "号码为虚构：{number}",
    contact: "手机号 {number}",
    cancel: "取消",
    ok: "知道了",
    failed: "没有成功：{why}",
  },
};

let spoken = WORDS[localStorage.getItem("language")]
  ? localStorage.getItem("language")
  : navigator.language.startsWith("zh") ? "zh-Hans" : "en";

export const language = () => spoken;

export function speak(chosen) {
  spoken = chosen;
  localStorage.setItem("language", chosen);
}

// The sentence of that name; {values} are put in.
export function say(name, values = {}) {
  return WORDS[spoken][name].replace(/\{(\w+)\}/g, (_, value) => values[value]);
}

// The district's clock, whatever zone the reader's machine is in: the bot writes its times so too.
const ZONE = "Asia/Shanghai";
const time = (seconds, style) =>
  new Intl.DateTimeFormat(spoken, { timeZone: ZONE, hourCycle: "h23", ...style }).format(seconds * 1000);

export const hour = (seconds) => time(seconds, { hour: "2-digit", minute: "2-digit" });
export const second = (seconds) => time(seconds, { timeStyle: "medium" });
export const day = (seconds) => time(seconds, { month: "long", day: "numeric" });
