# The two passes stand in files of their own.
from forward import forward
from backward import *

if __name__ == '__main__':
    print(forward, backward)
