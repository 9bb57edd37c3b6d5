"""The catalogue of documented bugs: each file here is the reference LSTM with one bug, or one family of bugs."""
