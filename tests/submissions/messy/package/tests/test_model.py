from src.model import backward, forward


def test_it():
    assert forward and backward
