"""The phones of the page in a real browser, on a sandbox without a bot: what people send and see."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

from sandbox import Phone, Telegram
from sandbox.records import Bot, Chat
from tests.desk import LAPTOP, PHONE, chromium, opened

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass
class Street:
    """A bot, a resident and two officers with their group, and where their page is."""

    telegram: Telegram
    bot: Bot
    anna: Phone
    li: Phone
    zhao: Phone
    group: Chat
    url: str

    def says(self, text: str, **more: object) -> None:
        """The bot writes to Anna."""
        chat = self.telegram.private_chat(self.bot, self.anna.person)
        self.telegram.add_message(chat, self.bot, {"text": text} | more)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def street() -> AsyncIterator[Street]:
    telegram = Telegram(limits=False)
    bot = telegram.add_bot("Maple Bridge", "maple_bridge_bot", "1000:TEST")
    anna, li, zhao = (telegram.add_person(name) for name in ("Anna", "Li", "Zhao"))
    for phone in (anna, li, zhao):
        phone.meets(bot)
        phone.with_(bot)
    group = telegram.add_group("Alarms", members=[li, zhao], bot=bot, forum=True)
    async with telegram.serving(routes=[web.get("/demo/bot", _no_process)]) as url:
        yield Street(telegram, bot, anna, li, zhao, group, url)


async def _no_process(_: web.Request) -> web.Response:
    return web.json_response(None)


@asynccontextmanager
async def looking(
    browser: Browser, street: Street, size: ViewportSize = LAPTOP
) -> AsyncIterator[Page]:
    """The page in English."""
    async with opened(browser, street.url, size, "en") as page:
        page.set_default_timeout(8000)
        await expect(page.locator(".seat")).to_have_count(len(street.telegram.people))
        yield page


def phone(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=f"{name}’s phone")


def messages(where: Locator, text: str) -> Locator:
    return where.locator(".message", has_text=text)


async def write(where: Locator, text: str) -> None:
    field = where.get_by_label("Message", exact=True)
    await field.fill(text)
    await field.press("Enter")


async def choose(where: Locator, message: Locator, item: str) -> None:
    """Something from the menu of a message."""
    await message.click(button="right")
    await where.get_by_role("menuitem", name=item).click()


async def attach(where: Locator, item: str) -> None:
    await where.get_by_label("Attach").click()
    await where.get_by_role("menuitem", name=item, exact=True).click()


async def test_words_get_a_mark_and_an_answer(browser: Browser, street: Street) -> None:
    street.says("Good evening")
    async with looking(browser, street) as page:
        anna = phone(page, "Anna")
        await choose(anna, messages(anna, "Good evening"), "Reply")
        await expect(anna.locator(".about")).to_contain_text("Reply to Maple Bridge")
        await write(anna, "Good evening to you")
        mine = messages(anna, "Good evening to you")
        await expect(mine.locator(".quote")).to_contain_text("Good evening")
        await choose(anna, mine, "Edit")
        await write(anna, "A good evening to you")
        await expect(messages(anna, "A good evening to you")).to_contain_text("edited")
        await anna.locator(".message").first.click(button="right")
        await anna.get_by_role("menuitemcheckbox", name="React with 👍").click()
        given = anna.locator(".message").first.get_by_role("button", name="👍, given by 1, you too")
        await expect(given).to_have_attribute("aria-pressed", "true")
        await given.click()
        await expect(given).to_have_count(0)
        await choose(anna, messages(anna, "A good evening"), "Delete")
        await expect(anna.locator(".message")).to_have_count(1)


async def test_a_quote_leads_to_what_it_answers_however_far_up(
    browser: Browser, street: Street
) -> None:
    resident = street.anna.with_(street.bot)
    first = await resident.writes("The very first words")
    for number in range(400):
        await resident.writes(f"Line {number}")
    await resident.writes("And an answer", reply_to=first.id)
    async with looking(browser, street) as page:
        anna = phone(page, "Anna")
        assert await anna.locator(".message").count() < 160
        await messages(anna, "And an answer").locator(".quote").click()
        await expect(messages(anna, "The very first words").first).to_be_in_viewport()
        await anna.get_by_label("To the newest message").click()
        await expect(messages(anna, "And an answer")).to_be_in_viewport()


async def test_a_photo_a_voice_note_and_an_album(
    browser: Browser, street: Street, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with looking(browser, street) as page:
        anna = phone(page, "Anna")
        await anna.get_by_role("button", name="Start").click()
        await attach(anna, "Photo or video")
        await anna.get_by_label("Caption").fill("Smoke!")
        await anna.get_by_role("button", name="A drawn house with smoke").click()
        shown = messages(anna, "Smoke!").locator("img")
        await expect(shown).to_be_visible()
        assert await shown.evaluate("img => img.decode().then(() => img.naturalWidth)") > 100
        await messages(anna, "Smoke!").get_by_role("button", name="Photo, open it large").click()
        await expect(anna.locator("img.large")).to_be_visible()
        await page.keyboard.press("Escape")
        await attach(anna, "Voice note")
        await anna.get_by_role("button", name="Send a sample").click()
        await expect(anna.get_by_role("group", name="Voice note")).to_be_visible()
        await attach(anna, "Photo or video")
        drawn = tmp_path_factory.mktemp("pictures") / "a.png"
        await anna.locator(".samples img").first.screenshot(path=drawn)
        async with page.expect_file_chooser() as chosen:
            await anna.get_by_role("button", name="From this device…").click()
        await (await chosen.value).set_files([drawn, drawn])
        await expect(anna.locator(".mosaic img")).to_have_count(2)
    kinds = [seen.media.kind for seen in street.anna.with_(street.bot).screen() if seen.media]
    assert kinds == ["photo", "voice", "photo", "photo"]


async def test_a_place_and_a_live_one_whose_time_runs_out(browser: Browser, street: Street) -> None:
    await street.anna.with_(street.bot).writes("/start")
    async with looking(browser, street) as page:
        anna = phone(page, "Anna")
        await attach(anna, "Place")
        await anna.locator(".plan").click(position={"x": 90, "y": 90})
        chosen = await anna.locator(".sheet [role=status]").inner_text()
        await anna.get_by_role("button", name="Send this place").click()
        await expect(anna.get_by_role("img", name=f"A place: {chosen}")).to_be_visible()
        await attach(anna, "Live place, 15 min")
        await anna.get_by_role("button", name="Send this place").click()
        await expect(anna.locator(".live")).to_contain_text("15 min more")
        await page.get_by_role("button", name="+1 min").click()
        await expect(anna.locator(".live")).to_contain_text("14 min more")
        await choose(anna, anna.locator(".message").last, "Stop sharing my place")
        await expect(anna.locator(".live")).to_have_count(0)


async def test_a_poll_and_a_quiz_that_explains(browser: Browser, street: Street) -> None:
    seat = street.anna.with_(street.bot)
    await seat.writes("/start")
    quiz = {
        "chat_id": street.anna.id,
        "question": "Which is a swindle?",
        "options": [{"text": "A locker code"}, {"text": "A safe account"}],
        "type": "quiz",
        "correct_option_ids": [1],
        "explanation": "No police asks for a transfer.",
    }
    assert (await street.telegram.call(street.bot.token, "sendPoll", quiz))["ok"]
    async with looking(browser, street) as page:
        anna = phone(page, "Anna")
        asked = messages(anna, "Which is a swindle?")
        await asked.get_by_role("button", name="A locker code").click()
        await expect(anna.locator(".pop")).to_have_text("No police asks for a transfer.")
        await expect(asked.locator(".result").first).to_contain_text("100%")
        await expect(asked.locator(".result.wrong title")).to_have_text("wrong")
        await expect(asked.locator(".result.right title")).to_have_text("right")
        await attach(anna, "Poll")
        await anna.get_by_label("Question").fill("Where do we meet?")
        await anna.get_by_label("Option 1").fill("At the gate")
        await anna.get_by_label("Option 2").fill("In the yard")
        await anna.get_by_role("button", name="Create").click()
        mine = messages(anna, "Where do we meet?")
        await mine.get_by_role("button", name="In the yard").click()
        await expect(mine).to_contain_text("Votes: 1")
        await choose(anna, mine, "Take my vote back")
        await expect(mine).to_contain_text("Nobody has voted")


async def test_officers_talk_in_a_topic(browser: Browser, street: Street) -> None:
    async with looking(browser, street) as page:
        li, zhao = phone(page, "Li"), phone(page, "Zhao")
        await li.get_by_label("About this chat").click()
        await li.get_by_role("menuitem", name="New topic").click()
        await li.get_by_label("Name of the topic").fill("Alarm 7")
        await page.keyboard.press("Enter")
        await zhao.locator(".chats button", has_text="Alarms").click()
        await zhao.locator(".topics button", has_text="Alarm 7").click()
        await li.get_by_label("Back to the chats").click()
        await li.locator(".topics button", has_text="Alarm 7").click()
        await write(li, "I am on my way")
        await expect(messages(zhao, "I am on my way")).to_be_visible()
        await zhao.get_by_label("Back to the chats").click()
        await zhao.locator(".topics button", has_text="General").click()
        await expect(messages(zhao, "I am on my way")).to_have_count(0)
        await write(li, "I am there")
        await zhao.get_by_label("Back to the chats").click()
        topic = zhao.locator(".topics button", has_text="Alarm 7")
        await expect(topic.locator(".badge")).to_have_text("1")
        await li.get_by_label("About this chat").click()
        await li.get_by_role("menuitem", name="Close the topic").click()
        await expect(topic.locator("title")).to_have_text("closed")
        await topic.click()
        await expect(zhao.locator(".instead")).to_contain_text("This topic is closed.")
    assert street.telegram.breaches == []


async def test_a_message_is_pinned_and_found_by_its_bar(browser: Browser, street: Street) -> None:
    seat = street.li.in_(street.group)
    await seat.writes("The rota: Li today, Zhao tomorrow")
    for number in range(60):
        await seat.writes(f"Line {number}")
    async with looking(browser, street) as page:
        li = phone(page, "Li")
        await li.get_by_role("log").evaluate("log => log.scrollTo({top: 0})")
        rota = messages(li, "The rota: Li today")
        await expect(rota).to_be_visible()
        await choose(li, rota, "Pin")
        await li.get_by_label("To the newest message").click()
        await li.locator("button.pinned", has_text="The rota").click()
        await expect(rota).to_be_in_viewport()
        await expect(rota.locator("title", has_text="Pinned message")).to_have_count(1)


async def test_a_message_is_forwarded_to_the_bot(browser: Browser, street: Street) -> None:
    await street.zhao.in_(street.group).writes("Somebody asks for a transfer")
    async with looking(browser, street) as page:
        li = phone(page, "Li")
        await choose(li, messages(li, "Somebody asks"), "Forward…")
        await li.locator(".sheet").get_by_role("button", name="Maple Bridge").click()
        await expect(messages(li, "Forwarded from Zhao")).to_contain_text("Somebody asks")
    assert street.li.with_(street.bot).screen()[-1].forwarded_from == "Zhao"


async def test_what_is_unread_is_counted_until_it_was_seen(
    browser: Browser, street: Street
) -> None:
    street.says("Good evening")
    async with looking(browser, street, PHONE) as page:
        side = page.locator(f"[data-side='{street.anna.id}']")
        await page.locator(f"[data-side='{street.li.id}']").click()
        await expect(side.locator(".badge")).to_have_count(0)
        for number in range(3):
            street.says(f"News {number}")
        await expect(side.locator(".badge")).to_have_text("3")
        assert street.anna.with_(street.bot).unread == 3
        await side.click()
        await expect(messages(phone(page, "Anna"), "News 2")).to_be_in_viewport()
        await expect(side.locator(".badge")).to_have_count(0)
    assert street.anna.with_(street.bot).unread == 0


async def test_somebody_new_gets_a_phone(browser: Browser, street: Street) -> None:
    async with looking(browser, street) as page:
        await page.get_by_role("button", name="Anna", exact=False).first.click()
        await page.get_by_role("menuitem", name="Add a person…").click()
        await page.get_by_label("First name").fill("Wang Fang")
        await page.get_by_label("Language of their Telegram").select_option("zh-hans")
        await page.get_by_role("button", name="Save").click()
        wang = phone(page, "Wang Fang")
        await wang.get_by_role("button", name="Start").click()
        await expect(messages(wang, "/start")).to_be_visible()
    (somebody,) = (one for one in street.telegram.people.values() if one.first_name == "Wang Fang")
    assert somebody.language_code == "zh-hans"


async def test_somebody_changes_who_they_are_and_hands_the_phone_on(
    browser: Browser, street: Street
) -> None:
    async with looking(browser, street) as page:
        holder = phone(page, "Anna").locator(".holder")
        await holder.click()
        await page.get_by_role("menuitem", name="Change who I am…").click()
        await page.get_by_label("First name").fill("Annie")
        await page.keyboard.press("Enter")
        await expect(phone(page, "Annie")).to_be_visible()
        await phone(page, "Annie").locator(".holder").click()
        await page.get_by_role("menuitem", name="Zhao", exact=True).click()
        await expect(page.locator(".seat").first).to_have_attribute("aria-label", "Zhao’s phone")
        await expect(page.locator(".seat").last).to_have_attribute("aria-label", "Annie’s phone")
    assert street.anna.person.first_name == "Annie"


async def test_everything_by_keyboard(browser: Browser, street: Street) -> None:
    street.says("Good evening")
    async with looking(browser, street) as page:
        anna = phone(page, "Anna")
        await anna.get_by_role("log").focus()
        await page.keyboard.press("ArrowUp")
        await page.keyboard.press("Enter")
        await expect(anna.get_by_role("menu")).to_be_visible()
        await page.keyboard.press("ArrowRight")
        await page.keyboard.press("Enter")
        await expect(anna.get_by_role("button", name="❤, given by 1, you too")).to_be_visible()
        await anna.get_by_label("More about this message").focus()
        await page.keyboard.press("Enter")
        await page.keyboard.press("End")
        await page.keyboard.press("Escape")
        await expect(anna.get_by_role("menu")).to_have_count(0)
        await expect(anna.get_by_label("More about this message")).to_be_focused()
        await anna.get_by_label("Attach").focus()
        await page.keyboard.press("Enter")
        for _ in range(2):
            await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await page.keyboard.press("ArrowUp")
        await page.keyboard.press("Enter")
        await expect(anna.get_by_role("img", name="A place")).to_have_count(0)
        for _ in range(2):
            await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(anna.get_by_role("img", name="A place")).to_be_visible()


async def test_links_lead_out_only_when_it_is_meant(browser: Browser, street: Street) -> None:
    keys = [[{"text": "The law", "url": "https://example.org/law"}]]
    keys += [[{"text": "Start anew", "url": "https://t.me/maple_bridge_bot?start=anew"}]]
    chat = street.telegram.private_chat(street.bot, street.anna.person)
    markup = {"inline_keyboard": keys}
    street.telegram.add_message(chat, street.bot, {"text": "Read"}, markup=markup)
    async with looking(browser, street) as page:
        anna = phone(page, "Anna")
        await anna.get_by_role("button", name="The law").click()
        await expect(anna.get_by_role("dialog")).to_contain_text("https://example.org/law")
        await anna.get_by_role("button", name="Cancel").click()
        assert len(page.context.pages) == 1
        await anna.get_by_role("button", name="Start anew").click()
        await expect(messages(anna, "/start anew")).to_be_visible()


async def test_a_blocked_bot_can_be_let_back(browser: Browser, street: Street) -> None:
    street.says("Good evening")
    async with looking(browser, street) as page:
        anna = phone(page, "Anna")
        await anna.get_by_label("About this chat").click()
        await anna.get_by_role("menuitem", name="Block the bot").click()
        await expect(anna.locator(".instead")).to_contain_text("You have blocked this bot.")
        assert street.bot.id in street.anna.person.blocked
        await anna.get_by_role("button", name="Unblock the bot").click()
        await expect(anna.get_by_label("Message", exact=True)).to_be_visible()


async def test_the_bot_types_lists_its_commands_and_wants_an_answer(
    browser: Browser, street: Street
) -> None:
    bot, telegram = street.bot, street.telegram
    command = {"command": "alarm", "description": "Raise an alarm"}
    await telegram.call(bot.token, "setMyCommands", {"commands": [command]})
    street.says("Good evening")
    async with looking(browser, street) as page:
        anna = phone(page, "Anna")
        await expect(messages(anna, "Good evening")).to_be_visible()
        typing = {"chat_id": street.anna.id, "action": "typing"}
        await telegram.call(bot.token, "sendChatAction", typing)
        await expect(anna.locator(".bar")).to_contain_text("typing…")
        await anna.get_by_label("Commands").click()
        await anna.get_by_role("menuitem", name="/alarm Raise an alarm").click()
        await expect(messages(anna, "/alarm")).to_be_visible()
        asked = {"chat_id": street.anna.id, "text": "Where?", "reply_markup": {"force_reply": True}}
        await telegram.call(bot.token, "sendMessage", asked)
        await expect(anna.locator(".about")).to_contain_text("Reply to Maple Bridge")
        await write(anna, "At the gate")
        await expect(messages(anna, "At the gate").locator(".quote")).to_contain_text("Where?")


async def test_a_thousand_chats_and_ten_thousand_messages_have_few_elements(
    browser: Browser, street: Street
) -> None:
    telegram = street.telegram
    for number in range(1000):
        group = telegram.add_group(f"Room {number}", members=[street.li])
        telegram.add_message(group, street.li.person, {"text": f"Good morning {number}"})
    chat = telegram.private_chat(street.bot, street.anna.person)
    for number in range(10_000):
        telegram.add_message(chat, street.anna.person, {"text": f"Line {number}"})
    async with looking(browser, street) as page:
        anna, li = phone(page, "Anna"), phone(page, "Li")
        await expect(messages(anna, "Line 9999")).to_be_in_viewport()
        log = anna.get_by_role("log")
        for oldest in (9900, 9800, 9700):
            while await messages(anna, f"Line {oldest}").count() == 0:
                await log.evaluate("log => log.scrollTo({top: 0})")
                await expect(log).not_to_have_js_property("scrollTop", 0)
        assert await anna.locator(".message").count() <= 200
        await li.get_by_label("Back to the chats").click()
        await li.get_by_label("Back to the chats").click()
        assert await li.locator(".chats li").count() < 60
        await li.locator(".scroll").evaluate("list => list.scrollTo({top: list.scrollHeight})")
        await expect(li.locator(".chats li").last).to_have_attribute("aria-posinset", "1002")
        await li.get_by_label("Search").fill("Room 77")
        await expect(li.locator(".chats li")).to_have_count(11)
        await li.locator(".chats button", has_text="Room 777").click()
        await expect(messages(li, "Good morning 777")).to_be_visible()
