"""An outage of Kafka is told, not shouted."""

import logging

from shared.telemetry.repetition import AGAIN_AFTER, Repetition


def line(logger: str, number: int) -> logging.LogRecord:
    return logging.LogRecord(logger, logging.ERROR, "", 0, "cannot reach node %s, try %s", (1, number), None)


def test_a_library_says_the_same_once_in_a_while_and_then_how_often_it_was_held_back() -> None:
    moments = iter([0.0, 0.1, 0.2, AGAIN_AFTER + 0.1])
    passes = Repetition(lambda: next(moments))

    lines = [line("aiokafka.client", number) for number in range(4)]
    told = [record.getMessage() for record in lines if passes(record)]

    assert told == ["cannot reach node 1, try 0", "cannot reach node 1, try 3 (and 2 more such lines before)"]


def test_other_lines_and_other_loggers_are_not_held_back() -> None:
    passes = Repetition(lambda: 0.0)
    other = logging.LogRecord("aiokafka.client", logging.ERROR, "", 0, "something else", (), None)

    assert passes(line("aiokafka.client", 1))
    assert passes(other)
    assert passes(line("aiokafka.consumer", 1))
    assert passes(line("shared.messaging", 1))
    assert passes(line("shared.messaging", 1))
