"""Three police rooms and who serves in them: the district of the alarm's histories, as its file has it."""

FIRST, SECOND, THIRD = -1001000000011, -1001000000021, -1001000000031  # their alarm groups
GROUP = {1: FIRST, 2: SECOND, 3: THIRD}
ROOM_NAMES = {1: "First Room", 2: "Second Room", 3: "Third Room"}
NAMES = {
    7000000001: "Li Na",
    7000000002: "Zhao Gang",
    7000000003: "He Ping",
    7000000004: "Bai Yu",
}
LI, ZHAO, HE, BAI = OFFICERS = tuple(NAMES)
ROOM_OF = {LI: 1, ZHAO: 1, HE: 2, BAI: 3}

DISTRICT = """
name = { zh_Hans = "测试派出所", en = "Test Station" }
communities = [
    { code = "001", kind = "community", name = { zh_Hans = "南湖", en = "Nanhu" } },
    { code = "002", kind = "community", name = { zh_Hans = "落雁", en = "Luoyan" } },
    { code = "003", kind = "village", name = { zh_Hans = "小河", en = "Xiaohe" } },
]
[emergency]
sms = "121100471"
[[rooms]]
code = "first"
name = { zh_Hans = "第一警务室", en = "First Room" }
communities = ["001"]
alarm_group = -1001000000011
language = "en"
officers = [
    { id = 7000000001, name = "Li Na" },
    { id = 7000000002, name = "Zhao Gang", on_duty = false },
]
[[rooms]]
code = "second"
name = { zh_Hans = "第二警务室", en = "Second Room" }
communities = ["002"]
alarm_group = -1001000000021
language = "en"
officers = [{ id = 7000000003, name = "He Ping" }]
[[rooms]]
code = "third"
name = { zh_Hans = "第三警务室", en = "Third Room" }
communities = ["003"]
alarm_group = -1001000000031
language = "en"
officers = [{ id = 7000000004, name = "Bai Yu" }]
"""
