import numpy as np

from utils import softmax

TEXT = open('input.txt').read()
words = 1 / 0
size = 4
