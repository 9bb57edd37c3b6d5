"""Bugs that change no gradient: in the initialisation and in the training recipe."""

from harness.advice.collect import advice
from harness.diagnosis.locate import location
from harness.diagnosis.naming import named
from harness.observations import Observations
from harness.records import Bug


def from_recipe(observations: Observations, causes: frozenset[str]) -> list[Bug]:
    """Return what is surely unwise beside the errors that are already the `causes` of wrong numbers."""
    found = advice(observations)
    remarks = (*found.initialisation, *found.recipe)
    given = observations.submission
    return [
        named(remark.id, remark.evidence, location=location(given, remark.line) if remark.line else None)
        for remark in remarks
        if remark.id not in causes
    ]
