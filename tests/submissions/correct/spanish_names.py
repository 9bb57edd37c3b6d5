# Modelo de lenguaje LSTM: nombres en español, parámetros en una tupla, bucle while, una tupla por paso.
import numpy as np


def sigmoide(x):
    return 1 / (1 + np.exp(-x))


def propagar(entradas, estado, memoria, pesos):
    W_olvido, W_entrada, W_candidato, W_salida, W_palabra, b_olvido, b_entrada, b_candidato, b_salida, b_palabra = pesos
    predicciones, historia = [], []
    paso = 0
    while paso < len(entradas):
        junto = np.concatenate((estado, entradas[paso]))
        olvido = sigmoide(W_olvido @ junto + b_olvido)
        entrada = sigmoide(W_entrada @ junto + b_entrada)
        candidato = np.tanh(W_candidato @ junto + b_candidato)
        salida = sigmoide(W_salida @ junto + b_salida)
        anterior = memoria
        memoria = olvido * anterior + entrada * candidato
        estado = salida * np.tanh(memoria)
        puntos = W_palabra @ estado + b_palabra
        puntos = np.exp(puntos - puntos.max())
        predicciones.append(puntos / puntos.sum())
        historia.append((junto, olvido, entrada, candidato, salida, anterior, memoria, estado))
        paso += 1
    return predicciones, historia


def retropropagar(predicciones, historia, objetivos, pesos):
    W_olvido, W_entrada, W_candidato, W_salida, W_palabra = pesos[:5]
    gradientes = [np.zeros_like(peso) for peso in pesos]
    perdida = 0.0
    d_estado = np.zeros_like(historia[0][7])
    d_memoria = np.zeros_like(d_estado)
    paso = len(objetivos)
    while paso:
        paso -= 1
        junto, olvido, entrada, candidato, salida, anterior, memoria, estado = historia[paso]
        perdida -= float(np.sum(objetivos[paso] * np.log(predicciones[paso])))
        error = predicciones[paso] - objetivos[paso]
        d_estado = d_estado + W_palabra.T @ error
        tangente = np.tanh(memoria)
        d_memoria = d_memoria + d_estado * salida * (1 - tangente**2)
        d_olvido = d_memoria * anterior * olvido * (1 - olvido)
        d_entrada = d_memoria * candidato * entrada * (1 - entrada)
        d_candidato = d_memoria * entrada * (1 - candidato**2)
        d_salida = d_estado * tangente * salida * (1 - salida)
        for lugar, delta in enumerate((d_olvido, d_entrada, d_candidato, d_salida)):
            gradientes[lugar] += delta @ junto.T
            gradientes[lugar + 5] += delta
        gradientes[4] += error @ estado.T
        gradientes[9] += error
        d_junto = W_olvido.T @ d_olvido + W_entrada.T @ d_entrada + W_candidato.T @ d_candidato + W_salida.T @ d_salida
        d_estado, d_memoria = d_junto[: len(estado)], d_memoria * olvido
    return perdida, gradientes
