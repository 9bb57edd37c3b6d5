"""`harness train`: train the reference, with a progress bar, and save its loss curves."""

import sys
from pathlib import Path

import click

from harness.commands._finite import FiniteRange
from harness.commands._output import say, write_text
from harness.errors import UsageError
from harness.languages.words import _

SUFFIX = ".svg"


@click.command()
@click.option("--epochs", default=100, show_default=True, type=click.IntRange(min=1))
@click.option("--adam", is_flag=True, help="Adam instead of plain gradient descent.")
@click.option("--learning-rate", default=1e-2, show_default=True, type=FiniteRange(min=0, min_open=True))
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0))
@click.option("--plot", default="reports/training.svg", show_default=True, type=click.Path(path_type=Path))
def train(*, epochs: int, adam: bool, learning_rate: float, seed: int, plot: Path) -> None:
    """Train the reference LSTM on a…ab…b EOS, let it write, and save the loss curves as SVG."""
    if plot.suffix.lower() != SUFFIX:
        raise UsageError(f"{plot} is no place for the curves, which are SVG: give a path that ends in .svg.")
    import numpy as np

    from reference.plot import draw_losses
    from reference.training import train as train_reference

    with click.progressbar(length=epochs, label=_("training"), file=sys.stderr) as bar:
        _parameters, training_losses, validation_losses = train_reference(
            epochs=epochs,
            use_adam=adam,
            learning_rate=learning_rate,
            rng=np.random.default_rng(seed),
            report=lambda _epoch, _training, _validation: bar.update(1),
        )
    write_text(plot, draw_losses(training_losses, validation_losses))
    told = _(
        "validation loss {before} before, {after} nats per token in the last epoch; curves in {path}",
        before=f"{validation_losses[0]:.3f}",
        after=f"{validation_losses[-1]:.3f}",
        path=plot,
    )
    say(f"{told}\n")
