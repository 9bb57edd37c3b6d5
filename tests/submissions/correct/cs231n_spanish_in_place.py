"""CS231n, nombres en español: compuertas con np.split, memoria en un diccionario, acumulación con out= y +=."""

import numpy as np


def sigmoide(x):
    return 1.0 / (1.0 + np.exp(-x))


def lstm_step_forward(x, prev_h, prev_c, Wx, Wh, b):
    activacion = np.matmul(x, Wx)
    activacion += np.matmul(prev_h, Wh)
    activacion += b
    entrada, olvido, salida, candidato = np.split(activacion, 4, axis=1)
    for puerta in (entrada, olvido, salida):
        puerta[...] = sigmoide(puerta)
    np.tanh(candidato, out=candidato)
    siguiente_c = olvido * prev_c
    siguiente_c += entrada * candidato
    tangente = np.tanh(siguiente_c)
    memoria = dict(x=x, h=prev_h, c=prev_c, Wx=Wx, Wh=Wh, puertas=activacion, tangente=tangente)
    return salida * tangente, siguiente_c, memoria


def lstm_step_backward(dnext_h, dnext_c, memoria):
    entrada, olvido, salida, candidato = np.split(memoria["puertas"], 4, axis=1)
    tangente = memoria["tangente"]
    d_c = dnext_c + dnext_h * salida * (1 - tangente**2)
    d_a = np.empty_like(memoria["puertas"])
    d_entrada, d_olvido, d_salida, d_candidato = np.split(d_a, 4, axis=1)
    np.multiply(d_c * candidato, entrada * (1 - entrada), out=d_entrada)
    np.multiply(d_c * memoria["c"], olvido * (1 - olvido), out=d_olvido)
    np.multiply(dnext_h * tangente, salida * (1 - salida), out=d_salida)
    np.multiply(d_c * entrada, 1 - candidato**2, out=d_candidato)
    return (
        d_a @ memoria["Wx"].T,
        d_a @ memoria["Wh"].T,
        d_c * olvido,
        memoria["x"].T @ d_a,
        memoria["h"].T @ d_a,
        d_a.sum(0),
    )


def lstm_forward(x, h0, Wx, Wh, b):
    h, c = h0, np.zeros_like(h0)
    salidas, memorias = [], []
    for paso in np.moveaxis(x, 1, 0):
        h, c, memoria = lstm_step_forward(paso, h, c, Wx, Wh, b)
        salidas.append(h)
        memorias.append(memoria)
    return np.stack(salidas, axis=1), memorias


def lstm_backward(dh, memorias):
    dWx, dWh = np.zeros_like(memorias[0]["Wx"]), np.zeros_like(memorias[0]["Wh"])
    db = np.zeros(dWx.shape[1])
    d_h, d_c, d_pasos = 0, 0, []
    for d_paso, memoria in zip(reversed(np.moveaxis(dh, 1, 0)), reversed(memorias)):
        d_x, d_h, d_c, a, b, c = lstm_step_backward(d_paso + d_h, d_c, memoria)
        dWx += a
        dWh += b
        db += c
        d_pasos.append(d_x)
    return np.stack(d_pasos[::-1], axis=1), d_h, dWx, dWh, db
