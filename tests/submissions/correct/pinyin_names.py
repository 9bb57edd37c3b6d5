# LSTM 语言模型: names in pinyin, a dictionary of parameters by gate, one dictionary of values for each step.
import numpy as np


def zhihuo(x):
    return 1 / (1 + np.exp(-x))


def qianxiang(shuru, yincang, xibao, canshu):
    jilu = []
    for x in shuru:
        z = np.vstack([yincang, x])
        bu = {"z": z, "jiu": xibao}
        bu["yiwang"] = zhihuo(canshu["W_yiwang"].dot(z) + canshu["b_yiwang"])
        bu["shuru"] = zhihuo(canshu["W_shuru"].dot(z) + canshu["b_shuru"])
        bu["houxuan"] = np.tanh(canshu["W_houxuan"].dot(z) + canshu["b_houxuan"])
        bu["shuchu"] = zhihuo(canshu["W_shuchu"].dot(z) + canshu["b_shuchu"])
        xibao = bu["yiwang"] * xibao + bu["shuru"] * bu["houxuan"]
        yincang = bu["shuchu"] * np.tanh(xibao)
        fenshu = canshu["W_ci"].dot(yincang) + canshu["b_ci"]
        e = np.exp(fenshu - np.max(fenshu))
        bu["xin"], bu["yincang"], bu["gailv"] = xibao, yincang, e / np.sum(e)
        jilu.append(bu)
    return [bu["gailv"] for bu in jilu], jilu


def fanxiang(gailv, jilu, mubiao, canshu):
    tidu = {ming: np.zeros(zhi.shape) for ming, zhi in canshu.items()}
    sunshi = 0.0
    d_yincang = np.zeros(jilu[0]["yincang"].shape)
    d_xibao = np.zeros(jilu[0]["xin"].shape)
    for bu, y in zip(reversed(jilu), reversed(list(mubiao))):
        sunshi += -np.sum(y * np.log(bu["gailv"]))
        wucha = bu["gailv"] - y
        tidu["W_ci"] = tidu["W_ci"] + wucha.dot(bu["yincang"].T)
        tidu["b_ci"] = tidu["b_ci"] + wucha
        dh = canshu["W_ci"].T.dot(wucha) + d_yincang
        t = np.tanh(bu["xin"])
        dc = d_xibao + dh * bu["shuchu"] * (1 - t * t)
        d = {}
        d["yiwang"] = dc * bu["jiu"] * bu["yiwang"] * (1 - bu["yiwang"])
        d["shuru"] = dc * bu["houxuan"] * bu["shuru"] * (1 - bu["shuru"])
        d["houxuan"] = dc * bu["shuru"] * (1 - bu["houxuan"] ** 2)
        d["shuchu"] = dh * t * bu["shuchu"] * (1 - bu["shuchu"])
        dz = 0
        for men in d:
            tidu["W_" + men] = tidu["W_" + men] + d[men].dot(bu["z"].T)
            tidu["b_" + men] = tidu["b_" + men] + d[men]
            dz = dz + canshu["W_" + men].T.dot(d[men])
        d_yincang = dz[: d_yincang.shape[0]]
        d_xibao = dc * bu["yiwang"]
    return sunshi, tidu
