"""The phones of the page in a real browser: who holds them, what is unread, keyboard, and a great many."""

import pytest
from playwright.async_api import Browser, expect

from tests.desk import PHONE
from tests.street import Street, looking, messages, phone, write

pytestmark = pytest.mark.asyncio(loop_scope="module")


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


async def test_a_finger_on_a_name_presses_it_whatever_is_counted_meanwhile(
    browser: Browser, street: Street
) -> None:
    street.says("Good evening")
    async with looking(browser, street, PHONE) as page:
        side = page.locator(f"[data-side='{street.anna.id}']")
        await page.locator(f"[data-side='{street.li.id}']").click()
        await expect(side.locator(".badge")).to_have_count(0)
        await side.hover()
        await page.mouse.down()
        street.says("News")
        await expect(side.locator(".badge")).to_have_text("1")
        await page.mouse.up()
        await expect(messages(phone(page, "Anna"), "News")).to_be_in_viewport()
        await expect(side).to_have_attribute("aria-pressed", "true")


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


async def test_a_question_in_a_group_opens_the_reply_of_whom_it_mentions(
    browser: Browser, street: Street
) -> None:
    telegram, bot, group = street.telegram, street.bot, street.group
    group.make_forum(on=False)
    async with looking(browser, street) as page:
        li, zhao = phone(page, "Li"), phone(page, "Zhao")
        await expect(li.locator(".bar")).to_contain_text("Alarms")
        await zhao.locator(".chats").get_by_text("Alarms").click()
        link = f'<a href="tg://user?id={street.li.id}">Li</a>: what shall stand in the file?'
        asked = {"chat_id": group.id, "text": link, "parse_mode": "HTML"}
        asked |= {"reply_markup": {"force_reply": True, "selective": True}}
        await telegram.call(bot.token, "sendMessage", asked)
        await expect(li.locator(".about")).to_contain_text("Reply to Maple Bridge")
        await expect(messages(zhao, "what shall stand")).to_be_visible()
        await expect(zhao.locator(".about")).to_be_hidden()
        await write(zhao, "Good morning")
        await expect(messages(li, "Good morning")).to_be_visible()
        await write(li, "Third time this week")
        quoted = messages(zhao, "Third time this week").locator(".quote")
        await expect(quoted).to_contain_text("what shall stand")


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
