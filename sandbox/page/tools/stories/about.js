// A resident tells who they are, so that an alarm says it for them.

export const about = {
  id: "about",
  begins: "about",
  title: { en: "Who I am", zh: "我是谁" },
  about: { en: "A few questions now, none of them when it matters", zh: "平时答几个问题，急的时候就不用再问" },
  steps: [
    {
      who: "resident", press: "👤",
      wait: [{ who: "resident", key: "⏭" }, { who: "resident", button: "✅" }],
      en: "“About me”: told once, in peace. Every question may be left out.",
      zh: "“我的信息”：平时填一次，每个问题都可以跳过。",
    },
    {
      who: "resident", press: "✅", unless: "⏭", wait: { who: "resident", key: "⏭" },
      en: "Who keeps it, why and how long is said before. She agrees, and can take it back at any time.",
      zh: "先说明谁保管、为什么、存多久。她同意了，以后随时可以撤回。",
    },
    {
      who: "resident", write: { en: "Anna Berg", zh: "王芳" }, wait: { who: "resident", key: "📱" },
      en: "A name, as the officers shall call her.",
      zh: "先填称呼，民警就这样叫她。",
    },
    {
      who: "resident", press: "⏭", wait: { who: "resident", button: ["Nanhu", "南湖"] },
      en: "A phone number is welcome, but nobody has to give one. She leaves it out.",
      zh: "电话可以留，也可以不留。她选择跳过。",
    },
    {
      who: "resident", press: ["Nanhu", "南湖"], wait: { who: "resident", text: "👤" },
      en: "Where she lives: one press. From now on her alarm goes to the room that looks after it.",
      zh: "选择所住社区，按一下就行。以后报警会直接送到负责的警务室。",
    },
    {
      who: "resident",
      en: "And this is all that officers see, and only with an alarm. It is kept sealed.",
      zh: "民警只在她报警时才看到这些内容，平时加密保存。",
    },
  ],
};
