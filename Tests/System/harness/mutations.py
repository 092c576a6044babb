"""Bodies that a program would never send: a good one, broken in every way."""
import json

VALUES = (
    b"null", b"true", b"0", b"-0", b"1e400", b"-1e400", b"1e-400", b"9" * 400, b"-" + b"9" * 400, b"18446744073709551616",
    b"9223372036854775808", b"0.1", b"01", b"+1", b"NaN", b"Infinity", b'""', b'" "', b'"\\u0000"', b'"\\ud800"',
    b'"\\udfff\\ud800"', b'"\\ud83e"', b'"\\x00"', b'"\x00"', b'"\xff\xfe"', b'"\xed\xa0\x80"', b'"\xc0\xaf"', b'"\\u202e"',
    b'"' + b"a" * 70_000 + b'"', b'"' + "\U0001F98A".encode() * 5000 + b'"', b"[]", b"{}", b"[[]]", b'{"a":{}}', b'[null]',
    b'{"$ne":null}', b'"\' OR 1=1--"', b'"../../x"', b'"%00"', b'"${OPENAI_API_KEY}"', b"[" * 2000 + b"]" * 2000,
    b"[" * 100_000, b'{"a":' * 50_000, b'[' + b'1,' * 20_000 + b'1]', b'"\\', b'"', b"", b"'x'", b"undefined", b'"a"b')
WHOLE = (
    b"", b" ", b"\n", b"\xef\xbb\xbf{}", b"\x00", b"{", b"}", b"[]", b"null", b"0", b'"x"', b"{}", b"{}{}", b"{}x", b"{,}",
    b'{"a"}', b"{1:2}", b"[" * 100_000, b'{"":0}', b"\xff\xfe{\x00}\x00", b'{"__proto__":{"admin":true}}', b"{}" + b" " * 100_000,
    b"// x\n{}", b"{'a':1}", b"\x1f\x8b\x08\x00")


def object_of(fields):
    return b"{" + b",".join(json.dumps(name).encode() + b":" + value for name, value in fields) + b"}"


def mutations(good, chance):
    """Without end: each field with each value, missing, twice, renamed; whole bodies; bytes turned over."""
    fields = [(name, json.dumps(value).encode()) for name, value in good.items()]
    for whole in WHOLE:
        yield whole
    for name, _ in fields:
        rest = [field for field in fields if field[0] != name]
        yield object_of(rest)
        yield object_of(fields + [(name, b"null")])
        yield object_of(rest + [(name.upper(), b'"x"'), (name + "\0", b'"x"')])
        for value in VALUES:
            yield object_of(rest + [(name, value)])
    text = object_of(fields)
    while True:
        broken = bytearray(text)
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(broken))
            action = chance.randrange(3)
            if action == 0:
                broken[place] = chance.randrange(256)
            elif action == 1:
                del broken[place]
            else:
                broken[place:place] = bytes(broken[chance.randrange(len(broken)):][:chance.randint(1, 20)])
            if not broken:
                break
        yield bytes(broken)
