"""Python 2's spelling is read as Python 3's, on the same line."""

import ast

import pytest

from harness.submissions.older_python import mended, methods_mended


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("print", "print()"),
        ("print x", "print(x)"),
        ("print x, 'a;b', y", "print(x, 'a;b', y)"),
        ("print x,", "print(x, end=' ')"),
        ("print 'a %d' % (x)  # told", "print('a %d' % (x))  # told"),
        ("print (a), b", "print((a), b)"),
        ("print(a)", "print(a)"),
        ("print(a, file=f)", "print(a, file=f)"),
        ("print >>sys, x, y", "print(x, y, file=sys)"),
        ("if x: print y; print z", "if x: print(y); print(z)"),
        ("if x:\n    print [y,\n      z]\nprint w", "if x:\n    print([y,\n      z])\nprint(w)"),
        ("print 'a' \\\n    'b'", "print('a' \\\n    'b')"),
        ("x.print\nprint = 3\nprint.x", "x.print\nprint = 3\nprint.x"),
        ("exec 'x = 1'", "exec('x = 1')"),
        ("except X, e:", "except X as e:"),
        ("except (X, Y), e:", "except (X, Y) as e:"),
        ("except (X, Y):", "except (X, Y):"),
        ("raise X, 'text'", "raise X('text')"),
        ("raise X('a', 'b')", "raise X('a', 'b')"),
        ("if a <> b: pass", "if a != b: pass"),
        ("s = `x` + '`'", "s = repr(x) + '`'"),
        ("m = 0644 + 0 + 00 + 0.5 + 10L + 0xFFL + 017L", "m = 0o644 + 0 + 00 + 0.5 + 10 + 0xFF + 0o17"),
        ("s = ur'\\d' + u'x'", "s = r'\\d' + u'x'"),
        ("s = '''print x\nexcept X, e'''", "s = '''print x\nexcept X, e'''"),
        ("x = 1  # print x", "x = 1  # print x"),
    ],
)
def test_syntax_is_mended_where_it_stands(old: str, new: str) -> None:
    text, mends = mended(old)
    assert text == new
    assert (mends == []) == (old == new)
    assert text.count("\n") == old.count("\n")


def test_what_is_mended_is_told_with_its_line() -> None:
    _, mends = mended("x = 1\nprint x\ntry:\n    pass\nexcept X, e:\n    print e\n")
    assert sorted(mends) == [
        (2, "print x", "print(x)"),
        (5, "except X, e", "except X as e"),
        (6, "print x", "print(x)"),
    ]


def test_methods_of_dictionaries_are_renamed_unless_the_text_defines_them() -> None:
    text, mends = methods_mended("for k, v in d.iteritems():\n    assert d.has_key(k)\n")
    assert text == "for k, v in d.items():\n    assert d.__contains__(k)\n"
    assert [mend.better for mend in mends] == ["d.items()", "key in d"]
    own = "class D:\n    def has_key(self, k): ...\nD().has_key(1)\n"
    assert methods_mended(own) == (own, [])
    assert methods_mended("s = 'd.has_key'") == ("s = 'd.has_key'", [])


def test_python_3_is_left_alone() -> None:
    text = "print(f'{x!r}', *y)\nraise ValueError(1, 2) from None\nx: int = 0o17\ny = {'a': (1, 2)}\nz = a[1:2, ::3]\n"
    assert mended(text) == (text, [])
    ast.parse(text)
