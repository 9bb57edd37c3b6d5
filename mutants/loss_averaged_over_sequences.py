"""The reported loss is summed over steps but averaged over sequences, so that it depends on their lengths."""

from mutants._mutant import Mutant, Severity

MUTANT = Mutant(
    id="loss-averaged-over-sequences",
    correct="tokens = sum(len(targets) for _, targets in dataset)\nreturn total / tokens",
    buggy="sequences = len(dataset)\nreturn total / sequences",
    where="training",
    formula=r"\frac{\sum L}{\sum T}",
    symptom="All gradients are right, but losses of data sets with other lengths cannot be compared.",
    hint="If every sequence became twice as long and the model no worse, what would your loss curve show?",
    explanation=(
        "The loss of one sequence is summed over its steps, so a sequence of twenty symbols contributes about ten "
        "times as much as one of two. The code adds up these sums over the data set and divides by the number of "
        "sequences. The result mixes two things: how well the model predicts a symbol, and how long the sequences are. "
        "A validation set whose sequences happen to be longer then looks worse than the training set, as if the model "
        "had overfitted, and numbers from two data sets cannot be compared. Dividing by the number of symbols gives "
        "the mean cost of one prediction, for which a model that knows nothing gets log V. Gradients are not affected; "
        "it is the report that misleads. Divide by the number of tokens."
    ),
    severity=Severity.ADVICE,
    article="details",
)
