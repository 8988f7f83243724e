"""Tests of code that calls Akool. `make_video` stands for yours."""

import json
import urllib.request

import pytest

PICTURE = "http://127.0.0.1:1/no-picture-is-needed-here.png"


class OutOfCredits(Exception):
    pass


def call(account, path, body):
    headers = {"x-api-key": account.api_key, "content-type": "application/json"}
    url = f"{account.url}/api/open/v4/image2Video/{path}"
    with urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode(), headers)) as answer:
        return json.load(answer)


def make_video(account, prompt):
    answer = call(account, "createBySourcePrompt", {"image_url": PICTURE, "prompt": prompt})
    if answer["code"] == 1104:
        raise OutOfCredits
    return answer["data"]["_id"]


def test_a_failed_job_says_why(session):
    job = make_video(session, "[fail: no face found]")
    session.advance(10_000)
    result = call(session, "resultsByIds", {"_ids": job})["data"]["result"][0]
    assert (result["status"], result["error_reason"]) == (4, "no face found")


def test_an_empty_account_is_told_apart(session):
    session.scenario("out-of-credits")
    with pytest.raises(OutOfCredits):
        make_video(session, "slow zoom in")


def test_a_lost_answer_is_not_sent_again(session):
    session.scenario("lost-answer")
    with pytest.raises(OSError):
        make_video(session, "slow zoom in")
    assert len(session.journal("create")) == 1


def test_sessions_know_nothing_of_each_other(session, simulator):
    make_video(session, "slow zoom in")
    assert len(session.control("GET", "jobs")["jobs"]) == 1
    assert simulator.control("GET", "jobs")["jobs"] == []
