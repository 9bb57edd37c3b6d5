"""The picture of the losses."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from reference.plot import BOTTOM, LEFT, RIGHT, TOP, draw_losses, save_losses

SVG = "{http://www.w3.org/2000/svg}"
NAN = float("nan")


def polylines(svg: str) -> list[list[tuple[float, float]]]:
    found = ET.fromstring(svg).findall(f"{SVG}polyline")  # noqa: S314  (our own text)
    pairs = [[pair.split(",") for pair in line.attrib["points"].split()] for line in found]
    return [[(float(x), float(y)) for x, y in line] for line in pairs]


def test_the_file_is_well_formed_and_names_its_axes_and_curves(tmp_path: Path) -> None:
    path = tmp_path / "loss.svg"
    save_losses(path, [1.4, 0.7, 0.5], [1.3, 0.8, 0.6])
    root = ET.fromstring(path.read_bytes())  # noqa: S314  (our own text)
    words = {element.text for element in root.iter() if element.text}
    assert words >= {
        "epoch",
        "cross-entropy (nats per token)",
        "training",
        "validation",
        "Loss of the LSTM language model",
    }
    assert root.find(f"{SVG}title") is not None


def test_equal_losses_give_equal_bytes(tmp_path: Path) -> None:
    for name in ("first.svg", "second.svg"):
        save_losses(tmp_path / name, [1.0, 0.5], [1.1, 0.6])
    assert (tmp_path / "first.svg").read_bytes() == (tmp_path / "second.svg").read_bytes()


def test_each_curve_has_a_point_an_epoch_inside_the_frame_and_lower_losses_stand_lower() -> None:
    training, validation = polylines(draw_losses([1.4, 0.7, 0.5, 0.4], [1.3, 0.8, 0.6, 0.5]))
    assert len(training) == len(validation) == 4
    assert (training[0][0], training[-1][0]) == (LEFT, RIGHT)
    assert all(TOP <= y <= BOTTOM for _, y in (*training, *validation))
    assert [y for _, y in training] == sorted(y for _, y in training)


def test_a_loss_that_is_not_finite_leaves_a_gap() -> None:
    assert [len(line) for line in polylines(draw_losses([1.0, 0.9, NAN, 0.7, float("inf")], []))] == [2, 1]


@pytest.mark.parametrize("losses", [[], [0.5], [0.0, 0.0], [NAN], [1e-7, 3e-7], [1e9] * 300])
def test_odd_curves_can_be_drawn(losses: list[float]) -> None:
    svg = draw_losses(losses, losses)
    ET.fromstring(svg)  # noqa: S314  (our own text)
    assert "nan" not in svg
    assert "inf" not in svg
    assert 2 < svg.count('text-anchor="end"') < 12


@pytest.mark.parametrize("name", ["loss.png", "loss", "loss.svg.pdf"])
def test_another_kind_of_file_is_refused_with_its_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match=f"SVG only: found '{name}'"):
        save_losses(tmp_path / name, [1.0], [1.0])
    assert not (tmp_path / name).exists()
