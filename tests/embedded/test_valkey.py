from pathlib import Path

import pytest
import redis
from embedded.conftest import Hold

from inventorysync.entry.embedded.process import wait_until
from inventorysync.entry.embedded.valkey import start_valkey


def client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, decode_responses=True)


def answers(url: str) -> bool:
    try:
        with client(url) as valkey:
            return bool(valkey.ping())
    except redis.ConnectionError:
        return False


def test_it_starts_with_a_password_and_ends_with_its_owner(tmp_path: Path) -> None:
    with start_valkey(tmp_path) as url:
        with client(url) as valkey:
            assert valkey.set("k", "v") is True
            assert valkey.get("k") == "v"
            assert valkey.config_get("appendonly") == {"appendonly": "no"}
        with pytest.raises(redis.AuthenticationError), client(f"redis://{url.split('@')[1]}") as stranger:
            stranger.ping()
    assert not answers(url)


def test_a_killed_owner_takes_its_server_along_and_the_next_start_works(tmp_path: Path, hold: Hold) -> None:
    holder = hold("valkey", tmp_path)
    holder.kill()
    assert wait_until(lambda: not answers(holder.url), 10)
    with start_valkey(tmp_path) as url:
        assert answers(url)


def test_a_server_left_running_by_a_killed_owner_is_taken_over_and_ended(tmp_path: Path, hold: Hold) -> None:
    holder = hold("valkey", tmp_path, orphan=True)
    with client(holder.url) as valkey:
        valkey.set("left", "behind")
    holder.kill()
    with start_valkey(tmp_path) as url:
        assert url == holder.url
        with client(url) as valkey:
            assert valkey.get("left") == "behind"
    assert not answers(url)


def test_a_second_user_shares_the_server_and_does_not_end_it(tmp_path: Path, hold: Hold) -> None:
    holder = hold("valkey", tmp_path)
    with start_valkey(tmp_path) as url:
        assert url == holder.url
    assert answers(holder.url)
