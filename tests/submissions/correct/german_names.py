# LSTM-Sprachmodell: alle Namen deutsch, die Parameter in einem Wörterbuch.
import numpy as np


def sigma(a):
    return 1 / (1 + np.exp(-a))


def vorwaerts(eingaben, zustand, gedaechtnis, gewichte):
    verlauf, vorhersagen = [], []
    for eingabe in eingaben:
        alles = np.concatenate((zustand, eingabe))
        vergessen = sigma(gewichte["W_vergessen"] @ alles + gewichte["b_vergessen"])
        einlass = sigma(gewichte["W_einlass"] @ alles + gewichte["b_einlass"])
        vorschlag = np.tanh(gewichte["W_vorschlag"] @ alles + gewichte["b_vorschlag"])
        auslass = sigma(gewichte["W_auslass"] @ alles + gewichte["b_auslass"])
        altes = gedaechtnis
        gedaechtnis = vergessen * altes + einlass * vorschlag
        zustand = auslass * np.tanh(gedaechtnis)
        werte = gewichte["W_wort"] @ zustand + gewichte["b_wort"]
        potenzen = np.exp(werte - werte.max())
        vorhersagen.append(potenzen / potenzen.sum())
        verlauf.append((alles, vergessen, einlass, vorschlag, auslass, altes, gedaechtnis, zustand))
    return vorhersagen, verlauf


def rueckwaerts(vorhersagen, verlauf, ziele, gewichte):
    ableitung = {name: np.zeros_like(wert) for name, wert in gewichte.items()}
    d_zustand, d_gedaechtnis, verlust = 0, 0, 0
    for t in range(len(ziele) - 1, -1, -1):
        alles, vergessen, einlass, vorschlag, auslass, altes, neues, zustand = verlauf[t]
        verlust -= np.sum(ziele[t] * np.log(vorhersagen[t]))
        fehler = vorhersagen[t] - ziele[t]
        ableitung["W_wort"] += fehler @ zustand.T
        ableitung["b_wort"] += fehler
        d_zustand = d_zustand + gewichte["W_wort"].T @ fehler
        tangens = np.tanh(neues)
        d_gedaechtnis = d_gedaechtnis + d_zustand * auslass * (1 - tangens**2)
        d_vor = {
            "vergessen": d_gedaechtnis * altes * vergessen * (1 - vergessen),
            "einlass": d_gedaechtnis * vorschlag * einlass * (1 - einlass),
            "vorschlag": d_gedaechtnis * einlass * (1 - vorschlag**2),
            "auslass": d_zustand * tangens * auslass * (1 - auslass),
        }
        d_alles = 0
        for tor, d in d_vor.items():
            ableitung["W_" + tor] += d @ alles.T
            ableitung["b_" + tor] += d
            d_alles = d_alles + gewichte["W_" + tor].T @ d
        d_zustand, d_gedaechtnis = d_alles[: len(zustand)], d_gedaechtnis * vergessen
    return verlust, ableitung
