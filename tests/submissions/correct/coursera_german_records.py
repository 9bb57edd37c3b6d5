"""Coursera auf Deutsch: je Schritt ein benanntes Tupel, Gewichte für a und x getrennt, Summen in einem Wörterbuch."""

from collections import namedtuple

import numpy as np

Schritt = namedtuple("Schritt", "eingabe altes_a altes_c vergessen einlass vorschlag auslass c gewichte")


def sigma(s):
    return 0.5 + 0.5 * np.tanh(0.5 * s)


def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    n = a_prev.shape[0]

    def summe(tor):
        gewicht = parameters["W" + tor]
        return np.dot(gewicht[:, :n], a_prev) + np.dot(gewicht[:, n:], xt) + parameters["b" + tor]

    vergessen, einlass, vorschlag, auslass = (
        sigma(summe("f")),
        sigma(summe("i")),
        np.tanh(summe("c")),
        sigma(summe("o")),
    )
    c = vergessen * c_prev + einlass * vorschlag
    a = auslass * np.tanh(c)
    werte = np.dot(parameters["Wy"], a) + parameters["by"]
    werte = np.exp(werte - np.max(werte, axis=0))
    schritt = Schritt(xt, a_prev, c_prev, vergessen, einlass, vorschlag, auslass, c, parameters)
    return a, c, werte / np.sum(werte, axis=0), schritt


def lstm_cell_backward(da_next, dc_next, s):
    tangens = np.tanh(s.c)
    d_c = dc_next + da_next * s.auslass * (1 - np.square(tangens))
    fehler = {
        "f": d_c * s.altes_c * s.vergessen * (1 - s.vergessen),
        "i": d_c * s.vorschlag * s.einlass * (1 - s.einlass),
        "c": d_c * s.einlass * (1 - np.square(s.vorschlag)),
        "o": da_next * tangens * s.auslass * (1 - s.auslass),
    }
    n = len(s.altes_a)
    ergebnis = {"dxt": 0, "da_prev": 0, "dc_prev": d_c * s.vergessen}
    for tor, d in fehler.items():
        ergebnis["dW" + tor] = np.hstack((np.dot(d, s.altes_a.T), np.dot(d, s.eingabe.T)))
        ergebnis["db" + tor] = np.sum(d, axis=1, keepdims=True)
        ergebnis["da_prev"] = ergebnis["da_prev"] + np.dot(s.gewichte["W" + tor][:, :n].T, d)
        ergebnis["dxt"] = ergebnis["dxt"] + np.dot(s.gewichte["W" + tor][:, n:].T, d)
    return ergebnis


def lstm_forward(x, a0, parameters):
    a, c = a0, np.zeros(a0.shape)
    schritte, a_s, c_s, y_s = [], [], [], []
    for t in range(x.shape[2]):
        a, c, y, schritt = lstm_cell_forward(x[:, :, t], a, c, parameters)
        for liste, wert in zip((schritte, a_s, c_s, y_s), (schritt, a, c, y)):
            liste.append(wert)
    return np.stack(a_s, axis=-1), np.stack(y_s, axis=-1), np.stack(c_s, axis=-1), (schritte, x)


def lstm_backward(da, caches):
    schritte, x = caches
    summen = {}
    da_prev, dc_prev = 0, 0
    dx = np.zeros(x.shape)
    for t, schritt in reversed(list(enumerate(schritte))):
        eins = lstm_cell_backward(da[:, :, t] + da_prev, dc_prev, schritt)
        dx[:, :, t], da_prev, dc_prev = eins.pop("dxt"), eins.pop("da_prev"), eins.pop("dc_prev")
        for name, wert in eins.items():
            summen[name] = summen.get(name, 0) + wert
    return {"dx": dx, "da0": da_prev, **summen}
