"""Work on threads that keep nothing open."""

import asyncio
import threading

import pytest

from desktop.support.threads import on_a_thread


def test_what_it_returns_comes_back() -> None:
    thread = asyncio.run(on_a_thread(threading.current_thread, name="work"))
    assert thread is not threading.current_thread()
    assert (thread.name, thread.daemon) == ("work", True)


def test_what_it_raises_comes_back() -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(on_a_thread(fail, name="work"))


def test_whoever_gives_up_waiting_is_let_go() -> None:
    go_on, threads = threading.Event(), list[threading.Thread]()

    def work() -> None:
        threads.append(threading.current_thread())
        go_on.wait()

    async def give_up() -> None:
        waiting = asyncio.create_task(on_a_thread(work, name="work"))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
        assert waiting.cancelled()

    asyncio.run(give_up())
    assert threads[0].is_alive()
    go_on.set()
    threads[0].join()
