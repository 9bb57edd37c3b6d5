from .model import forward
