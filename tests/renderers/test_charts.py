"""Charts: positions, ticks and shades, and labels that do not overlap."""

import math
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.measured import Band, Curve, DerivativePair, Norms, StepCurve, TensorError, Training
from harness.renderers.charts import derivative_plot, error_map, norms_plot, step_plot, training_plot
from harness.renderers.charts._scale import Scale, decades, linear_ticks, spread
from harness.renderers.charts.histogram import Bin, Histogram, histogram

from .samples import STEPS, UPDATES

LAWS = ("rounding", "truncation")
NUMBER = st.floats(1e-16, 1e6)
TEXT = re.compile(r'<text x="([\d.-]+)" y="([\d.-]+)" text-anchor="(\w+)"[^>]*>([^<]*)<')


def test_a_scale_runs_from_start_to_end_and_keeps_values_inside() -> None:
    scale = Scale(1e-4, 1.0, 0.0, 100.0, log=True)
    assert [scale(x) for x in (1e-9, 1e-4, 1e-2, 1.0, 7.0)] == pytest.approx([0, 0, 50, 100, 100])


@given(NUMBER, NUMBER, st.integers(3, 12))
def test_ticks_cover_the_range_and_are_few(a: float, b: float, most: int) -> None:
    low, high = sorted((a, b))
    ticks = linear_ticks(low, high, most)
    assert ticks[0] <= low + 1e-6 * high
    assert ticks[-1] >= high * (1 - 1e-6)
    assert 2 <= len(ticks) <= most + 2
    exponents = decades(low, high, most)
    assert 10.0 ** exponents[0] <= low * (1 + 1e-9)
    assert 1 <= len(exponents) <= most


@given(st.lists(st.floats(0, 300), min_size=1, max_size=8))
def test_labels_are_spread_without_overlap_in_their_order(wanted: list[float]) -> None:
    placed = spread(tuple(wanted), 16, 0, 300)
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))
    gaps = [placed[b] - placed[a] for a, b in pairwise(order)]
    assert all(gap >= 16 - 1e-9 for gap in gaps)
    assert all(-1e-9 <= y <= 300 + 1e-9 for y in placed)


@pytest.mark.parametrize(
    ("error", "index"),
    [
        (0.0, 0),
        (9e-11, 0),
        (1e-10, 1),
        (3e-5, 3),
        (0.5, 5),
        (-0.5, 5),
        (1.0, 6),
        (1e300, 6),
        (math.inf, None),
        (math.nan, None),
    ],
)
def test_an_errors_shade_is_its_order_of_magnitude(error: float, index: int | None) -> None:
    assert error_map.shade(error) == index


def test_a_large_map_keeps_the_largest_error_of_each_block() -> None:
    errors = [[0.0] * 70 for _ in range(50)]
    errors[49][69], errors[0][0] = 0.7, math.nan
    grid = error_map.reduced(tuple(map(tuple, errors)))
    assert (len(grid), len(grid[0])) == (16, 32)
    assert grid[-1][-1] == 0.7
    assert math.isnan(grid[0][0])
    assert sum(value != 0 for row in grid for value in row) == 2


def test_the_map_of_a_gate_parts_h_from_x_and_other_maps_do_not() -> None:
    gate = TensorError("W_f", 0.1, right=False, errors=((0.1,) * 9,) * 5)
    head = TensorError("W_v", 0.1, right=False, errors=((0.1,) * 9,) * 5)
    assert 'class="split"' in error_map.error_map(gate, "a")
    assert 'class="split"' not in error_map.error_map(head, "a")


def test_a_map_of_nothing_is_still_a_drawing() -> None:
    assert error_map.error_map(TensorError("b", 0.0, right=True, errors=()), "a").startswith("<svg")


@pytest.mark.parametrize("width", [320, 680])
@pytest.mark.parametrize(
    "curve",
    [
        StepCurve("W_f", STEPS, tuple(0.4 + step for step in STEPS), 3e-10),
        StepCurve("W_f", STEPS, tuple(max(step**2, 1e-16 / step) for step in STEPS), 4e-12),
        StepCurve("W_f", STEPS, (0.0,) * len(STEPS), 0.5),
        StepCurve("W_f", (1e-3,), (1e-3,), 1e-3),
        StepCurve("W_f", (), (), math.nan),
    ],
)
def test_the_step_plot_keeps_its_labels_apart_and_its_numbers_finite(curve: StepCurve, width: int) -> None:
    drawing = step_plot.step_plot(curve, "k", width, 260)
    assert "nan" not in re.sub(r"<title.*?</desc>", "", drawing)
    assert_no_overlap(drawing)
    assert ('class="band"' in drawing) == math.isfinite(curve.bar)


@pytest.mark.parametrize("width", [320, 680])
@pytest.mark.parametrize(
    "curves",
    [
        (
            Curve("submission", (1.4, 1.2, 1.1, 1.0, 0.9, 0.85), 0.5),
            Curve("reference", (1.4, 1, 0.9, 0.87, 0.86, 0.85), 1),
        ),
        tuple(Curve(f"a-long-name-of-a-mutant.{k}", (1.0,) * 6, 0.5) for k in range(6)),
        (Curve("submission", (1.4, 9.0, 400.0, 1e6, math.inf, math.nan), 0.0),),
        (Curve("submission", (), 0.0),),
        (Curve("submission", (0.0,) * 6, 0.0),),
    ],
)
def test_the_training_plot_keeps_its_labels_apart_and_its_numbers_finite(curves: tuple[Curve, ...], width: int) -> None:
    drawing = training_plot.training_plot(Training(UPDATES, curves), "k", width, 300)
    assert "nan" not in re.sub(r"<title.*?</desc>", "", drawing)
    assert_no_overlap(drawing)


def test_a_loss_that_is_not_finite_interrupts_its_line() -> None:
    curve = Curve("submission", (1.0, math.nan, 0.8, 0.7, math.inf, 0.5), 0.5)
    drawing = training_plot.training_plot(Training(UPDATES, (curve,)), "k", 680, 300)
    path = re.search(r'<path d="([^"]*)" class="line submission"', drawing)
    assert path is not None
    assert path[1].count("M") == 3


def test_a_cell_of_a_map_tells_its_place_and_value() -> None:
    drawing = error_map.error_map(TensorError("b", 0.5, right=False, errors=((0.0, 0.5),)), "a")
    assert '<path d="M15 0h14v14h-14z" class="s5"><title>row 1, column 2: 0.500</title></path>' in drawing


def test_rounding_and_truncation_are_straight_lines_that_cross_where_the_difference_is_best() -> None:
    curve = StepCurve("W_f", STEPS, tuple(max(step**2, 1e-16 / step) for step in STEPS), 1e-11, 1e-16, 1.0)
    drawing = step_plot.step_plot(curve, "k", 680, 300)
    (falling,), (rising,) = (re.findall(rf'<path d="M([^"]+)" class="law {law}"', drawing) for law in LAWS)
    (x0, y0), (x1, y1) = ends(falling)
    (x2, y2), (x3, y3) = ends(rising)
    assert y0 < y1
    assert y2 > y3
    # Powers -1 and 2 of the step, on equal decades.
    assert (y3 - y2) / (x3 - x2) == pytest.approx(-2 * (y1 - y0) / (x1 - x0), rel=0.02)


@pytest.mark.parametrize("factor", [0.0, -1.0, math.nan, math.inf])
def test_a_law_that_is_not_known_is_not_drawn(factor: float) -> None:
    assert 'class="law' not in step_plot.step_plot(
        StepCurve("b", STEPS, (0.1,) * 9, 1e-3, factor, factor), "k", 680, 300
    )


def test_the_band_of_the_reference_is_an_area_from_its_lowest_to_its_highest_loss() -> None:
    curves = (Curve("submission", (1.0,) * 6, 0.5),)
    drawing = training_plot.training_plot(Training(UPDATES, curves, "", Band(5, (0.5,) * 6, (1.5,) * 6)), "k", 680, 300)
    polygon = re.search(r'<polygon points="([^"]*)" class="band"', drawing)
    assert polygon is not None
    heights = [float(corner.split(",")[1]) for corner in polygon[1].split()]
    (line,) = re.findall(r'<path d="M[\d.]+ ([\d.]+)[^"]*" class="line submission"', drawing)
    assert min(heights) < float(line) < max(heights)
    without = training_plot.training_plot(
        Training(UPDATES, curves, "", Band(5, (math.nan,) * 6, (1.5,) * 6)), "k", 680, 300
    )
    assert "polygon" not in without


def test_right_derivatives_are_dots_on_the_line_and_wrong_ones_crosses_beside_it() -> None:
    pairs = (DerivativePair("W_f", 2.0, -1.0, 1e-9), DerivativePair("b_f", -0.5, -0.5, 1e-9))
    tensors = (TensorError("W_f", 1.5, right=False, errors=()), TensorError("b_f", 0.0, right=True, errors=()))
    drawing = derivative_plot.derivative_plot(pairs, tensors, "k", 320)
    assert drawing.count('class="cross"') == drawing.count('class="dot right"') == 1
    assert "<title>W_f: analytic 2.00, numeric -1.00</title>" in drawing
    assert derivative_plot.in_units(pairs)[0][1:] == (1.0, -0.5)
    assert "1 of 2 measured derivatives agree" in derivative_plot.caption(pairs, "k").description
    assert_no_overlap(drawing)


@pytest.mark.parametrize(
    "pairs", [(), (DerivativePair("W", math.nan, math.inf, math.nan),), (DerivativePair("W", 0, 0, 0),)]
)
def test_derivatives_that_say_nothing_still_make_a_drawing(pairs: tuple[DerivativePair, ...]) -> None:
    assert "nan" not in derivative_plot.derivative_plot(pairs, (), "k", 320)


@pytest.mark.parametrize(
    "curves",
    [
        (Norms("reference", (0.5, 0.7, 0.3), (0.2, 0.4, 0.1)), Norms("submission", (5e8, 1e3, 0.3), (0.0, 0.0, 0.1))),
        (Norms("reference", (0.0,) * 40, (math.inf,) * 40),),
        (Norms("", (), ()),),
    ],
)
@pytest.mark.parametrize("of", ["dh", "dC"])
def test_the_norms_keep_their_labels_apart_and_their_numbers_finite(curves: tuple[Norms, ...], of: str) -> None:
    drawing = norms_plot.norms_plot(curves, of, "k", 320, 230)
    assert "nan" not in re.sub(r"<title.*?</title>|<desc.*?</desc>", "", drawing)
    assert "inf" not in re.sub(r"<title.*?</title>|<desc.*?</desc>", "", drawing)
    assert_no_overlap(drawing)


def ends(path: str) -> list[tuple[float, float]]:
    """Return both ends of a straight path, as x and y."""
    return [(float(x), float(y)) for x, y in (point.split() for point in path.split("L"))]


def assert_no_overlap(drawing: str) -> None:
    """Check that no two texts of a drawing share a place, by a generous estimate of their widths."""
    boxes = []
    for x, y, anchor, words in TEXT.findall(drawing):
        wide = 6.0 * len(words)
        left = float(x) - {"start": 0, "middle": wide / 2, "end": wide}[anchor]
        boxes.append((left, left + wide, float(y), words))
    assert boxes
    for index, (left, right, y, words) in enumerate(boxes):
        for other_left, other_right, other_y, other in boxes[index + 1 :]:
            apart = right <= other_left or other_right <= left or abs(y - other_y) >= 11
            assert apart, f"{words!r} and {other!r} overlap"


BAR = re.compile(r'<rect x="([\d.]+)" width="([\d.]+)" y="([\d.]+)" height="([\d.]+)" class="piece (\w+)">')


@pytest.mark.parametrize("width", [320, 680])
def test_bars_are_as_high_as_their_counts_and_stand_on_each_other(width: int) -> None:
    bins = (Bin(0, 2.5, (3, 0)), Bin(2.5, 5, (0, 0)), Bin(5, 7.5, (1, 4)))
    data = Histogram("Marks", "Nine.", "points", "students", (("right", "clean"), ("bugs", "bugs")), bins)
    text = histogram(data, "h", width, 260)
    found = [(float(x), float(wide), float(y), float(high), css) for x, wide, y, high, css in BAR.findall(text)]
    assert [one[4] for one in found] == ["right", "right", "bugs"]
    unit = found[1][3]
    assert [one[3] / unit for one in found] == pytest.approx([3, 1, 4], rel=0.01)
    assert found[2][2] + found[2][3] == pytest.approx(found[1][2], abs=0.11)  # one decimal is written
    assert re.findall(r'class="words">(\d+)<', text) == ["3", "5"]
    assert all(one[0] >= 0 and one[0] + one[1] <= width for one in found)


@pytest.mark.parametrize("highest", [0, 1, 2, 3, 7, 400])
def test_students_are_counted_on_an_axis_of_whole_numbers(highest: int) -> None:
    data = Histogram("t", "d", "points", "students", (("right", "clean"),), (Bin(0, 1, (highest,)),))
    labels = re.findall(r'text-anchor="end">([^<]*)<', histogram(data, "h", 320, 260))
    assert len(labels) >= 2
    assert all(label.isdigit() for label in labels)
