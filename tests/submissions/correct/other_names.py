# LSTM language model: own names everywhere, in the arguments too.
import numpy as np


def squash(a):
    return 1 / (1 + np.exp(-a))


def probabilities(logits):
    powers = np.exp(logits - logits.max())
    return powers / powers.sum()


def forward(sequence, state, memory, theta):
    Wforget, Winput, Wcand, Wout, Wvoc, bforget, binput, bcand, bout, bvoc = theta
    stacked, forgets, lets_in, candidates, lets_out, scores, predictions = [], [], [], [], [], [], []
    memories, states = [memory], [state]
    for symbol in sequence:
        both = np.concatenate([state, symbol], axis=0)
        keep = squash(Wforget @ both + bforget)
        write = squash(Winput @ both + binput)
        new = np.tanh(Wcand @ both + bcand)
        show = squash(Wout @ both + bout)
        memory = keep * memory + write * new
        state = show * np.tanh(memory)
        score = Wvoc @ state + bvoc
        stacked.append(both)
        forgets.append(keep)
        lets_in.append(write)
        candidates.append(new)
        memories.append(memory)
        lets_out.append(show)
        states.append(state)
        scores.append(score)
        predictions.append(probabilities(score))
    return stacked, forgets, lets_in, candidates, memories, lets_out, states, scores, predictions


def backward(stacked, keep, write, new, memories, show, states, scores, predictions, truth, theta):
    Wforget, Winput, Wcand, Wout, Wvoc = theta[:5]
    gWforget, gWinput, gWcand, gWout, gWvoc, gbforget, gbinput, gbcand, gbout, gbvoc = [0 * x for x in theta]
    n = Wforget.shape[0]
    cost = 0
    from_later_state = 0 * states[-1]
    from_later_memory = 0 * memories[-1]
    for step in range(len(truth) - 1, -1, -1):
        before, after = memories[step], memories[step + 1]
        cost += -np.log(predictions[step][np.argmax(truth[step]), 0])

        err = predictions[step].copy()
        err[np.argmax(truth[step])] -= 1
        gWvoc += err @ states[step + 1].T
        gbvoc += err

        err_state = Wvoc.T @ err + from_later_state
        squashed = np.tanh(after)
        err_memory = from_later_memory + err_state * show[step] * (1 - squashed * squashed)

        err_out = err_state * squashed * show[step] * (1 - show[step])
        err_cand = err_memory * write[step] * (1 - new[step] * new[step])
        err_in = err_memory * new[step] * write[step] * (1 - write[step])
        err_forget = err_memory * before * keep[step] * (1 - keep[step])

        row = stacked[step].T
        gWforget += err_forget @ row
        gWinput += err_in @ row
        gWcand += err_cand @ row
        gWout += err_out @ row
        gbforget += err_forget
        gbinput += err_in
        gbcand += err_cand
        gbout += err_out

        err_both = Wforget.T @ err_forget + Winput.T @ err_in + Wcand.T @ err_cand + Wout.T @ err_out
        from_later_state = err_both[:n, :]
        from_later_memory = err_memory * keep[step]
    return cost, (gWforget, gWinput, gWcand, gWout, gWvoc, gbforget, gbinput, gbcand, gbout, gbvoc)
