"""The checks: each file asks one question, its docstring is the sentence people read, and it defines CHECK."""
