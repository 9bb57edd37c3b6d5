"""What asks us to stop waits for what must be done whole, and comes then."""

import signal
import threading

import pytest

from harness.classroom.holding import STOPPING, held


@pytest.mark.parametrize("number", STOPPING)
def test_a_signal_waits_for_the_end_and_comes_once(number: signal.Signals) -> None:
    came: list[int] = []
    before = signal.signal(number, lambda one, _: came.append(one))
    try:
        with held():
            signal.raise_signal(number)
            signal.raise_signal(number)
            assert came == []
        assert came == [number]
        signal.raise_signal(number)
        assert came == [number, number]
    finally:
        signal.signal(number, before)


@pytest.mark.usefixtures("heard")
def test_ctrl_c_comes_after_a_fault_too() -> None:
    def fail() -> None:
        with held():
            signal.raise_signal(signal.SIGINT)
            raise ValueError

    with pytest.raises(KeyboardInterrupt) as told:
        fail()
    assert isinstance(told.value.__context__, ValueError)


def test_what_is_ignored_stays_so() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with held():
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)


def test_in_another_thread_nothing_is_held() -> None:
    done: list[bool] = []

    def hold() -> None:
        with held():
            done.append(True)

    thread = threading.Thread(target=hold)
    thread.start()
    thread.join()
    assert done == [True]
