"""Sending: a message is told the same everywhere, and is sent once however often it is asked for."""
import threading


def test_a_message_is_the_same_wherever_it_is_told(house):
    for number in range(10):
        conversation = house.conversation("say:the same ¦%d" % number)
        page = house.watch(conversation)
        viewer = house.stream(conversation).wait_until_done()
        id = viewer.message["id"]
        told = [viewer.message, house.message(conversation, id), page.wait_for_final(id), house.history(conversation)[-1]]
        told.append(house.stop(conversation).value["message"])
        for other in told[1:]:
            assert other == told[0]


def test_the_answer_to_a_send_is_what_is_stored(house):
    for number in range(10):
        conversation = house.conversation("say:the same ¦%d" % number)
        sent = house.send(conversation).value
        assert house.message(conversation, sent["user_message"]["id"]) == sent["user_message"]
        stored = house.finished(conversation, sent["assistant_message"]["id"])
        assert stored["created_at"] == sent["assistant_message"]["created_at"]


def test_the_same_client_id_sends_once_even_eight_at_once(house, upstream):
    model = "words:30@5¦once"
    conversation = house.conversation(model)
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(house.send(conversation, "x", client_id="c"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert [answer.status for answer in answers] == [202] * 8
    assert len({answer.value["user_message"]["id"] for answer in answers}) == 1
    house.finished(conversation, answers[0].value["assistant_message"]["id"])
    assert len(upstream.requests(model)) == 1 and len(house.history(conversation)) == 2
    assert house.send(conversation, "y", client_id="c").status == 422


def test_a_second_send_while_one_runs_is_refused(house):
    conversation, _ = house.begin("endless:20¦busy")
    answer = house.send(conversation, "more")
    assert answer.status == 409 and answer.error["code"] == "generation_in_progress"
    assert len(house.history(conversation)) == 2
    house.stop(conversation)


def test_more_generations_than_allowed_are_refused_in_plain_words(make):
    parley = make(PARLEY_MAX_GENERATIONS=4).set_up().start()
    running = [parley.begin("endless:50¦many%d" % index)[0] for index in range(4)]
    answer = parley.send(parley.conversation("say:x"))
    assert answer.status in (429, 503) and answer.header("retry-after") and len(answer.error["message"]) > 10
    parley.stop(running[0])
    assert parley.send(parley.conversation("say:x")).status == 202


def test_two_hundred_answers_are_written_at_once(house):
    running = [house.begin("words:40@20¦crowd%d" % index) for index in range(200)]
    for conversation, id in running:
        assert house.finished(conversation, id, 60)["status"] == "complete"
