"""The phones of the page in a real browser: what people send, answer, choose and pin."""

import pytest
from playwright.async_api import Browser, expect

from tests.street import Street, attach, choose, looking, messages, phone, write

pytestmark = pytest.mark.asyncio(loop_scope="module")


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
        await expect(li.locator(".message", has_text="Forwarded from Zhao")).to_contain_text(
            "Somebody asks"
        )
    assert street.li.with_(street.bot).screen()[-1].forwarded_from == "Zhao"
