"""The learning rate of plain gradient descent is 1e-1, ten times what one should start with."""

from mutants._mutant import Mutant, Severity

MUTANT = Mutant(
    id="learning-rate-too-high",
    correct="LEARNING_RATE = 1e-2",
    buggy="LEARNING_RATE = 1e-1",
    where="training",
    formula=r"p \leftarrow p - \eta \, \mathrm{d}p, \quad \eta = 0.01",
    symptom="All gradients are right, but the loss may jump about, or climb after a good start.",
    hint="Does your loss fall smoothly from epoch to epoch, and what happens if you divide the step by ten?",
    explanation=(
        "Plain gradient descent subtracts the learning rate times the gradient. The gradient only says which way is "
        "down right here; a step that is too long overshoots the valley and may land higher than it started. Here the "
        "parameters are updated after every single sequence, so each step follows a noisy estimate, and the loss of a "
        "recurrent network has steep walls where the gradient suddenly grows. With 0.1 the loss often falls quickly at "
        "first and may then jump, or the gates saturate and learning stops. Clipping hides much of this, since it "
        "bounds the step. The code is not wrong, only the recipe is rash. Start with 0.01, or let Adam choose the size "
        "of the step for each parameter."
    ),
    severity=Severity.ADVICE,
    article="5",
)
