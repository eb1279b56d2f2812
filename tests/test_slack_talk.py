"""What happens on Slack: who is answered, where, and who never learns of it."""

from __future__ import annotations

import json

import pytest
from slack_desk import (
    FIRST,
    SECOND,
    TEAM,
    Desk,
    acted,
    buttons,
    command,
    direct,
    event,
    pressed,
    shown,
    signed,
    submitted,
)

from bot.bot import Bot
from bot.setting import Setting

QUESTION = "can I stay anonymous"
ANSWER = "Yes, reports without a name are accepted"


@pytest.fixture
def desk(knowledge) -> Desk:
    return Desk(Bot(knowledge, Setting(audience="preview")))


def _window(desk: Desk, user: str = FIRST) -> dict:
    """The modal, just opened."""
    button = {"action_id": "window", "value": "window"}
    ((method, given),) = desk.send(pressed(button, user, view={"id": "V0", "type": "home"}))
    assert method == "views.open"
    return given["view"]


# --- the direct message -----------------------------------------------------------------------


def test_a_question_in_a_direct_message_is_answered_there(desk):
    ((method, given),) = desk.send(direct(QUESTION))
    assert (method, given["channel"]) == ("chat.postMessage", "D0FIRST")
    assert ANSWER in shown([(method, given)])


def test_slack_fetches_no_link_and_a_notification_shows_one_constant_line(desk):
    firsts = set()
    for text in (QUESTION, "he is outside my door", "menu", "where can I report", "more"):
        for _, given in desk.send(direct(text)):
            assert (given["unfurl_links"], given["unfurl_media"]) == (False, False)
            firsts.add((given["text"], given["blocks"][0]["text"]["text"]))
    assert firsts == {("Reply from the guide", "Reply from the guide")}


def test_an_answer_stays_in_the_thread_in_which_it_was_asked(desk):
    ((_, given),) = desk.send(direct(QUESTION, thread_ts="1795.7"))
    assert given["thread_ts"] == "1795.7"


def test_where_slack_does_not_name_the_kind_of_room_its_id_does(desk):
    assert desk.send(direct(QUESTION, channel_type=None))
    assert not desk.send(direct(QUESTION, channel_type=None, channel="C0GENERAL"))


@pytest.mark.parametrize(
    "content",
    [
        {"channel": "C0GENERAL", "channel_type": "channel"},
        {"channel": "G0GROUP", "channel_type": "group"},
        {"channel": "G0MANY", "channel_type": "mpim"},
        {"channel": "D0FIRST", "channel_type": "channel"},
        {"subtype": "message_changed", "message": {"text": QUESTION, "user": FIRST}},
        {"subtype": "message_deleted", "previous_message": {"text": QUESTION, "user": FIRST}},
        {"subtype": "bot_message"},
        {"subtype": "channel_join"},
        {"subtype": "me_message"},
        {"bot_id": "B0OTHER"},
        {"user": "U0GUIDE"},
        {"user": ""},
        {"type": "reaction_added"},
    ],
    ids=lambda content: "-".join(map(str, content.values()))[:40],
)
def test_what_is_not_said_by_a_person_to_the_bot_alone_is_not_answered(desk, content):
    assert desk.send(direct(QUESTION, **content)) == []


def test_the_same_event_again_is_acknowledged_and_answered_once(desk):
    asked = direct(QUESTION)
    assert len(desk.send(asked)) == 1
    assert desk.send(asked) == []
    again = signed(asked)
    repeated = {**again.headers, "x-slack-retry-num": "1", "x-slack-retry-reason": "http_timeout"}
    response = desk.take(type(again)(again.body, repeated))
    assert (response.status, len(desk.api.calls)) == (200, 1)


def test_a_second_person_meets_nothing_of_the_first_ones_talk(desk):
    desk.say("where can I report")
    ((_, first),) = desk.send(direct("and without my name?"))
    ((_, given),) = desk.send(direct("and without my name?", user=SECOND))
    assert given["channel"] == "D0SECOND"
    assert shown([("", given)]) != shown([("", first)])
    ((_, given),) = desk.send(pressed(buttons(first)[0], SECOND))
    assert "Everything I know" in shown([("", given)])


def test_numbers_work_pressed_and_typed(desk):
    ((_, given),) = desk.send(direct("report"))
    first = buttons(given)[0]
    assert first["text"]["text"].startswith("[1] ")
    by_button = desk.send(pressed(first))
    desk.send(direct("stop"))
    desk.send(direct("report"))
    assert shown(desk.send(direct("1"))) in shown(by_button)


def test_a_button_that_nobody_made_shows_the_menu(desk):
    ((_, given),) = desk.send(pressed({"action_id": "choice-1", "value": "x" * 80}))
    assert "Everything I know" in shown([("", given)])


def test_a_file_is_refused_kindly_and_never_fetched(desk):
    file = {"id": "F1", "url_private": "https://files.slack.com/x"}
    ((method, given),) = desk.send(direct("", subtype="file_share", files=[file]))
    assert method == "chat.postMessage"
    assert "I did not open what you sent" in shown([(method, given)])


def test_words_beside_a_file_are_still_heard(desk):
    refused, answered = desk.send(direct("he is outside my door", files=[{"id": "F1"}]))
    assert "I did not open what you sent" in shown([refused])
    assert "1. " in shown([answered])


# --- erase ------------------------------------------------------------------------------------


def test_erase_deletes_our_messages_and_says_whose_stay(desk):
    sent = [desk.send(direct(text))[0][1] for text in (QUESTION, "menu")]
    assert len(sent) == 2
    *deleted, (method, last) = desk.send(direct("erase"))
    assert [call for call, _ in deleted] == ["chat.delete", "chat.delete"]
    assert {given["channel"] for _, given in deleted} == {"D0FIRST"}
    assert method == "chat.postMessage"
    assert "Yours only you can delete" in shown([("", last)])
    assert "Your organisation may keep copies" in shown([("", last)])


def test_a_message_that_is_gone_already_does_not_stop_the_rest(desk):
    from slack_sdk.errors import SlackApiError

    desk.say(QUESTION)
    desk.say("menu")
    real = desk.api.api_call

    async def failing(method, **given):
        await real(method, **given)
        if method == "chat.delete":
            raise SlackApiError("no", {"ok": False, "error": "message_not_found"})
        return {"ok": True, "channel": "D0FIRST", "ts": "1795.9"}

    desk.api.api_call = failing
    calls = [method for method, _ in desk.send(direct("erase"))]
    assert calls == ["chat.delete", "chat.delete", "chat.postMessage"]


# --- channels, other workspaces ---------------------------------------------------------------


def test_a_mention_is_answered_for_one_pair_of_eyes_with_the_private_way_only(desk):
    said = event(
        {"type": "app_mention", "user": FIRST, "text": f"<@U0GUIDE> {QUESTION}", "channel": "C0X"}
    )
    ((method, given),) = desk.send(said)
    assert (method, given["channel"], given["user"]) == ("chat.postEphemeral", "C0X", FIRST)
    text = shown([(method, given)])
    assert "Write to me privately" in text
    assert QUESTION not in text
    assert ANSWER not in text
    assert "What you typed in a shared room" in desk.say("did the others see what I wrote there")


@pytest.mark.parametrize(
    "payload",
    [
        direct(QUESTION, team="T0OTHER"),
        direct(QUESTION, user_team="T0OTHER"),
        direct(QUESTION, outer={"team": "T0OTHER"}),
        event({"type": "app_home_opened", "tab": "home", "user": FIRST}, team="T0OTHER"),
        {**command(), "team_id": "T0OTHER"},
        {**acted("block_actions"), "team": {"id": "T0OTHER"}},
        acted(
            "view_submission", view={"type": "modal", "callback_id": "window", "team_id": "T0OTHER"}
        ),
        event(
            {"type": "app_mention", "user": FIRST, "channel": "C0X", "text": "x"},
            is_ext_shared_channel=True,
        ),
    ],
    ids=lambda payload: payload.get("type") or payload.get("command"),
)
def test_another_workspace_gets_no_answer(desk, payload):
    payload = {**payload, "event_id": f"{payload.get('event_id')}-again"}
    assert desk.send(payload) == []


def test_who_shares_the_chat_with_another_organisation_is_told_that_there_is_no_answer(desk):
    shared = {"is_ext_shared_channel": True}
    for content in ({}, {"team": "T0OTHER", "user_team": "T0OTHER"}):
        ((method, given),) = desk.send(direct(QUESTION, outer=shared, **content))
        assert method == "chat.postEphemeral"
        assert "I do not answer here" in shown([(method, given)])
        assert buttons(given) == []


def test_the_configured_workspaces_are_answered_and_no_other(knowledge):
    desk = Desk(Bot(knowledge), teams=frozenset({"T0NAMED"}))
    assert desk.send(direct(QUESTION)) == []
    named = {**direct(QUESTION, team="T0NAMED"), "team_id": "T0NAMED"}
    assert len(desk.send(named)) == 1


# --- the command and the modal ----------------------------------------------------------------


def test_the_command_opens_a_private_talk_and_reads_no_word_after_it(desk):
    ((method, given),) = desk.send(command("my boss touched me"))
    assert (method, given["channel"]) == ("chat.postMessage", FIRST)
    assert "In danger, write" in shown([(method, given)])
    assert "disclosure" not in json.dumps(given)
    assert desk.answer["response_type"] == "ephemeral"
    assert [b["action_id"] for b in buttons(desk.answer)] == ["window"]
    sent = desk.send(direct("erase"))
    assert sent[0] == ("chat.delete", {"channel": "D0FIRST", "ts": "17951.1"})


def test_a_word_of_slacks_own_after_the_command_does_not_lose_it(desk):
    assert len(desk.send(command("payload={}"))) == 1


def test_an_interaction_that_nobody_waits_for_is_acknowledged(desk):
    assert desk.send(acted("shortcut", callback_id="other")) == []


def test_a_whole_talk_goes_on_inside_the_modal_and_leaves_no_message(desk):
    view = _window(desk)
    assert "not posted as a message" in shown([("", {"view": view})])
    assert desk.send(submitted(view, "where can I report")) == []
    view = desk.answer["view"]
    assert desk.answer["response_action"] == "update"
    assert "Investigation office" in shown([("", {"view": view})])
    human = buttons(view)[-1]
    in_view = {"view": {"id": "V1", "type": "modal"}}
    ((method, given),) = desk.send(pressed(human, **in_view))
    assert (method, given["view_id"]) == ("views.update", "V1")
    assert {method for method, _ in desk.api.calls} == {"views.open", "views.update"}


def test_the_modals_field_is_empty_again_at_each_turn(desk):
    view = _window(desk)
    names = [view["blocks"][-1]["block_id"]]
    for text in (QUESTION, "menu"):
        desk.send(submitted(view, text))
        view = desk.answer["view"]
        names.append(view["blocks"][-1]["block_id"])
        assert view["blocks"][-1]["element"].get("initial_value") is None
    assert len(set(names)) == 3


def test_an_empty_modal_gets_an_answer_too(desk):
    assert desk.send(submitted(_window(desk), None)) == []
    assert "I can read words only" in shown([("", {"view": desk.answer["view"]})])


def test_the_modal_keeps_no_word_and_no_id_in_its_hidden_fields(desk):
    view = _window(desk)
    desk.send(submitted(view, "my boss Zanzibarella touched me"))
    text = json.dumps(desk.answer)
    for secret in ("Zanzibarella", FIRST, TEAM, "D0FIRST"):
        assert secret not in text
    assert "private_metadata" not in desk.answer["view"]


# --- the App Home -----------------------------------------------------------------------------


def _home(desk: Desk) -> dict:
    ((method, given),) = desk.send(
        event({"type": "app_home_opened", "tab": "home", "user": FIRST, "channel": "D0FIRST"})
    )
    assert (method, given["user_id"]) == ("views.publish", FIRST)
    return given["view"]


def test_the_home_is_the_same_before_and_after_a_talk(desk):
    before = shown([("", {"view": _home(desk)})])
    desk.say("he is outside my door")
    assert shown([("", {"view": _home(desk)})]) == before
    assert "Slack keeps this chat" in before


def test_the_messages_tab_draws_no_home(desk):
    opened = {"type": "app_home_opened", "tab": "messages", "user": FIRST}
    assert desk.send(event(opened)) == []


@pytest.mark.parametrize(("button", "says"), [(1, "Everything I know"), (2, "Which language")])
def test_menu_and_language_of_the_home_open_in_the_modal(desk, button, says):
    home = _home(desk)
    calls = desk.send(pressed(buttons(home)[button], view={"id": "V0", "type": "home"}))
    assert [method for method, _ in calls] == ["views.open", "views.publish"]
    assert says in shown(calls[:1])


def test_erase_from_the_home_deletes_what_the_direct_messages_hold(desk):
    desk.say(QUESTION)
    calls = desk.send(pressed(buttons(_home(desk))[3], view={"id": "V0", "type": "home"}))
    assert [method for method, _ in calls] == ["views.open", "views.publish", "chat.delete"]
    assert calls[2][1]["channel"] == "D0FIRST"
    assert "erase" not in shown(calls[1:2]).casefold().replace("forget and delete", "")


def test_the_home_speaks_the_language_of_the_talk(desk):
    desk.say("Est-ce que je peux rester anonyme ?")
    assert "Slack conserve cette conversation" in shown([("", {"view": _home(desk)})])


# --- when things break ------------------------------------------------------------------------


def test_a_turn_that_breaks_still_brings_the_last_resort(desk, monkeypatch):
    def broken(*_: object) -> None:
        raise ValueError(QUESTION)

    monkeypatch.setattr("bot.bot.respond", broken)
    ((_, given),) = desk.send(direct(QUESTION))
    assert "call the local emergency number" in shown([("", given)])
    assert desk.send(submitted({"blocks": [{"block_id": "x"}]}, QUESTION)) == []
    assert "local emergency number" in shown([("", {"view": desk.answer["view"]})])


def test_what_slack_refuses_is_logged_by_slacks_word_alone(desk, caplog):
    from slack_sdk.errors import SlackApiError

    async def refusing(method, **given):
        raise SlackApiError(QUESTION, {"ok": False, "error": "channel_not_found"})

    desk.api.api_call = refusing
    desk.send(direct(QUESTION))
    assert [r.getMessage() for r in caplog.records if r.name == "whereto.slack"] == [
        "answer not delivered: channel_not_found"
    ]


def test_an_event_that_nobody_asked_for_is_acknowledged(desk):
    assert desk.send(event({"type": "im_open", "channel": "D0FIRST", "user": FIRST})) == []


def test_slack_may_prove_the_address(desk):
    response = desk.take(signed({"type": "url_verification", "challenge": "abc"}))
    assert (response.status, json.loads(response.body)["challenge"]) == (200, "abc")
