#!/usr/bin/env python3
"""A second reader of bundles and documents, written from docs/bundle-format.md alone, with nothing but Python's standard library.

    read_bundle.py --secret FILE BUNDLE…    verify, open, follow the chain, print the lines
    read_bundle.py --document FILE          verify any document, print its kind and who signed it

It is slow, and guards no secret against who watches its time: it is there to hold the program against its own document.
"""
import hashlib
import re
import struct
import sys
import zlib

CHUNK = 65536
EVENTS, RECIPIENTS, HEAD_LIMIT, DOCUMENT_LIMIT = 250000, 32, 65536, 1048576
LINE_LIMIT, BODY_LIMIT = 65536, 262144
PROFILE_VALUES = 7


class Refused(Exception):
    pass


def need(good, why):
    if not good:
        raise Refused(why)


def blake(data, size=32, **more):
    return hashlib.blake2b(data, digest_size=size, **more).digest()


# --- Curve25519 and Ed25519 (RFC 7748, RFC 8032)

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def x25519(scalar, u_bytes):
    k = int.from_bytes(scalar, "little") & ~7 & (2**255 - 1) | 2**254
    u = int.from_bytes(u_bytes, "little") & (2**255 - 1)
    x2, z2, x3, z3, swap = 1, 0, u, 1, 0
    for t in range(254, -1, -1):
        bit = k >> t & 1
        if swap ^ bit:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swap = bit
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        aa, bb, da, cb = a * a % P, b * b % P, d * a % P, c * b % P
        e = aa - bb
        x3, z3 = (da + cb) ** 2 % P, u * (da - cb) ** 2 % P
        x2, z2 = aa * bb % P, e * (aa + 121665 * e) % P
    if swap:
        x2, z2 = x3, z3
    return (x2 * pow(z2, P - 2, P) % P).to_bytes(32, "little")


def point_add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def point_times(scalar, p):
    q = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            q = point_add(q, p)
        p = point_add(p, p)
        scalar >>= 1
    return q


def point_same(p, q):
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0


def point_read(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * ROOT % P
    if (x * x - xx) % P or (x == 0 and sign):
        return None
    return (P - x if x & 1 != sign else x), y, 1, (P - x if x & 1 != sign else x) * y % P


BASE = point_read((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519_fits(key, message, signature, ph=False):
    """ph: message is its SHA-512."""
    a, r, s = point_read(key), point_read(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    for point in (a, r):
        if point_same(point_times(8, point), (0, 1, 1, 0)):  # of small order
            return False
    dom = b"SigEd25519 no Ed25519 collisions\x01\x00" if ph else b""
    h = int.from_bytes(hashlib.sha512(dom + signature[:32] + key + message).digest(), "little") % L
    return point_same(point_times(s, BASE), point_add(r, point_times(h, a)))


# --- Poly1305, Salsa20, ChaCha20 (RFC 8439; HSalsa20 and HChaCha20 are their cores without the last addition)

def poly1305(key, message):
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for i in range(0, len(message), 16):
        total = (total + int.from_bytes(message[i:i + 16] + b"\x01", "little")) * r % (2**130 - 5)
    return ((total + int.from_bytes(key[16:32], "little")) % 2**128).to_bytes(16, "little")


CONSTANTS = struct.unpack("<4I", b"expand 32-byte k")
MASK = 0xFFFFFFFF


def rotate(value, bits):
    value &= MASK
    return (value << bits | value >> (32 - bits)) & MASK


def salsa_rounds(x):
    x = list(x)
    quarters = ((0, 4, 8, 12), (5, 9, 13, 1), (10, 14, 2, 6), (15, 3, 7, 11), (0, 1, 2, 3), (5, 6, 7, 4), (10, 11, 8, 9), (15, 12, 13, 14))
    for _ in range(10):
        for a, b, c, d in quarters:
            x[b] ^= rotate(x[a] + x[d], 7)
            x[c] ^= rotate(x[b] + x[a], 9)
            x[d] ^= rotate(x[c] + x[b], 13)
            x[a] ^= rotate(x[d] + x[c], 18)
    return x


def salsa_input(key, data):
    k, n, c = struct.unpack("<8I", key), struct.unpack("<4I", data), CONSTANTS
    return (c[0], *k[:4], c[1], *n, c[2], *k[4:], c[3])


def hsalsa20(key, data):
    x = salsa_rounds(salsa_input(key, data))
    return struct.pack("<8I", *(x[i] for i in (0, 5, 10, 15, 6, 7, 8, 9)))


def xsalsa20_stream(key, nonce, length):
    key, out = hsalsa20(key, nonce[:16]), b""
    for block in range((length + 63) // 64):
        start = salsa_input(key, nonce[16:] + struct.pack("<Q", block))
        out += struct.pack("<16I", *((a + b) & MASK for a, b in zip(start, salsa_rounds(start))))
    return out[:length]


def chacha_rounds(start):
    a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3 = start

    def quarter(a, b, c, d):
        a = a + b & MASK
        d ^= a
        d = (d << 16 | d >> 16) & MASK
        c = c + d & MASK
        b ^= c
        b = (b << 12 | b >> 20) & MASK
        a = a + b & MASK
        d ^= a
        d = (d << 8 | d >> 24) & MASK
        c = c + d & MASK
        b ^= c
        return a, (b << 7 | b >> 25) & MASK, c, d

    for _ in range(10):
        a0, b0, c0, d0 = quarter(a0, b0, c0, d0)
        a1, b1, c1, d1 = quarter(a1, b1, c1, d1)
        a2, b2, c2, d2 = quarter(a2, b2, c2, d2)
        a3, b3, c3, d3 = quarter(a3, b3, c3, d3)
        a0, b1, c2, d3 = quarter(a0, b1, c2, d3)
        a1, b2, c3, d0 = quarter(a1, b2, c3, d0)
        a2, b3, c0, d1 = quarter(a2, b3, c0, d1)
        a3, b0, c1, d2 = quarter(a3, b0, c1, d2)
    return a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3


def hchacha20(key, data):
    x = chacha_rounds(CONSTANTS + struct.unpack("<8I", key) + struct.unpack("<4I", data))
    return struct.pack("<8I", *x[:4], *x[12:])


def chacha20(key, nonce, counter, data):
    out = bytearray()
    words = CONSTANTS + struct.unpack("<8I", key)
    for i in range(0, len(data), 64):
        start = words + (counter + i // 64,) + struct.unpack("<3I", nonce)
        block = struct.pack("<16I", *((a + b) & MASK for a, b in zip(start, chacha_rounds(start))))
        out += bytes(a ^ b for a, b in zip(data[i:i + 64], block))
    return bytes(out)


# --- libsodium's crypto_box_seal and secretstream

def seal_open(sealed, public, secret):
    """What was sealed for a key; None where it does not open."""
    once, mac, cipher = sealed[:32], sealed[32:48], sealed[48:]
    shared = x25519(secret, once)
    if shared == bytes(32):
        return None
    stream = xsalsa20_stream(hsalsa20(shared, bytes(16)), blake(once + public, 24), 32 + len(cipher))
    if poly1305(stream[:32], cipher) != mac:
        return None
    return bytes(a ^ b for a, b in zip(cipher, stream[32:]))


class Stream:
    def __init__(self, key, head):
        self.key, self.counter, self.inner = hchacha20(key, head[:16]), 1, head[16:24]

    def open(self, sealed, associated):
        """Mark and content of one chunk; None where it does not open."""
        nonce, mac, cipher = struct.pack("<I", self.counter) + self.inner, sealed[-16:], sealed[1:-16]
        first = chacha20(self.key, nonce, 1, sealed[:1] + bytes(63))
        block = sealed[:1] + first[1:]
        data = associated + bytes(-len(associated) % 16) + block + cipher + bytes(len(cipher) % 16)
        data += struct.pack("<QQ", len(associated), 64 + len(cipher))
        if poly1305(chacha20(self.key, nonce, 0, bytes(32)), data) != mac:
            return None
        content = chacha20(self.key, nonce, 2, cipher)
        self.inner = bytes(a ^ b for a, b in zip(self.inner, mac))
        self.counter += 1
        return first[0], content


# --- Documents

NAMED, ARRIVED = "NAMED", "ARRIVED"
FIELDS = {
    "invitation": ("sign", "serial:INT name:TEXT sign:KEY seal:KEY receipt:KEY exchange:KEY recipient:NAMED* publisher:NAMED* previous:KEY? follows:SIGNATURE?"),
    "request": ("key", "serial:INT centre:UUID name:TEXT key:KEY seal:KEY previous:KEY? follows:SIGNATURE?"),
    "grant": ("coordinator", "serial:INT coordinator:KEY centre:UUID name:TEXT key:KEY"),
    "certificate": ("key", "centre:UUID key:KEY origin:UUID terminal:KEY grant:KEY?"),
    "receipt": ("receipt", "serial:INT coordinator:KEY receipt:KEY centre:UUID arrived:ARRIVED*"),
    "bundle": ("terminal", "centre:UUID key:KEY origin:UUID terminal:KEY grant:KEY? certificate:SIGNATURE first:INT last:INT count:INT before:KEY after:KEY "
                           "made:INT bytes:INT recipient:NAMED*"),
}
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
INT = re.compile(r"0|[1-9][0-9]{0,17}")


def text_fits(text):
    def fits(c):
        return not (c < 0x20 or 0x7F <= c < 0xA0 or c in (0x2028, 0x2029, 0x061C, 0x200E, 0x200F) or 0x202A <= c <= 0x202E or 0x2066 <= c <= 0x2069 or
                    c & 0xFFFE == 0xFFFE or 0xFDD0 <= c <= 0xFDEF)
    return 1 <= len(text.encode()) <= 200 and text[0] != " " and text[-1] != " " and all(fits(ord(c)) for c in text)


def hex_fits(text, least, most):
    return re.fullmatch(r"([0-9a-f]{2})+", text) is not None and least <= len(text) // 2 <= most


def value_fits(kind, value):
    if kind == "INT":
        return INT.fullmatch(value) is not None
    if kind == "TEXT":
        return text_fits(value)
    if kind == "UUID":
        return UUID.fullmatch(value) is not None
    if kind == "KEY":
        return hex_fits(value, 32, 32)
    if kind == "SIGNATURE":
        return hex_fits(value, 64, 64)
    parts = value.split(" ", 1 if kind == NAMED else -1)
    if kind == NAMED:
        return len(parts) == 2 and hex_fits(parts[0], 1, 80) and text_fits(parts[1])
    return len(parts) == 4 and all(map(value_fits, ("UUID", "INT", "KEY", "INT"), parts))


def read_fields(lines, kinds):
    """The fields of a document's lines, and how many lines they took."""
    first = lines[0].split(" ")
    need(len(first) == 3 and first[0] == "empretec-kiosk" and first[1] in kinds, "this is no such document")
    need(first[2] == "1", "this is of a later version")
    fields, at = {"": first[1]}, 1
    for field in FIELDS[first[1]][1].split():
        name, kind = field.rstrip("*?").split(":")
        values = []
        while at < len(lines) and lines[at].startswith(name + " ") and (not values or field.endswith("*")):
            need(value_fits(kind, lines[at][len(name) + 1:]), "line %d is not written as it must be" % (at + 1))
            values.append(lines[at][len(name) + 1:])
            at += 1
        need(values or field[-1] in "*?", "%s is missing in line %d" % (name, at + 1))
        need(len(values) <= 4096, "%s is there too often" % name)
        fields[name] = values if field.endswith("*") else values[0] if values else None
    return fields, at


def decode(data):
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("it is not UTF-8") from error


def read_document(data):
    need(len(data) <= DOCUMENT_LIMIT, "it is too large")
    data = data[3:] if data.startswith(b"\xef\xbb\xbf") else data  # an editor's mark
    lines = decode(data.rstrip(b" \t\n\v\f\r").replace(b"\r\n", b"\n")).split("\n")
    fields, at = read_fields(lines, [kind for kind in FIELDS if kind not in ("certificate", "bundle")])
    need(at == len(lines) - 1 and lines[at].startswith("signature ") and hex_fits(lines[at][10:], 64, 64), "the signature is missing in line %d" % (at + 1))
    text = "".join(line + "\n" for line in lines[:at]).encode()
    key = fields[FIELDS[fields[""]][0]]
    need(ed25519_fits(bytes.fromhex(key), text, bytes.fromhex(lines[at][10:])), "the signature does not fit")
    return fields, key


# --- Bundles

def read_secret(path):
    """The seal key of a secret's file."""
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    need(len(lines) == 4 and re.fullmatch("empretec-kiosk (coordinator|recipient|centre) secret 1", lines[0]) and hex_fits(lines[2], 32, 32), "this is no secret")
    secret = blake(b"", key=bytes.fromhex(lines[2]), salt=struct.pack("<QQ", 2, 0), person=b"EmpKiosk" + bytes(8))
    return x25519(secret, (9).to_bytes(32, "little")), secret


def certificate_text(head):
    text = "empretec-kiosk certificate 1\n"
    for name in ("centre", "key", "origin", "terminal", "grant"):
        text += "%s %s\n" % (name, head[name]) if head[name] else ""
    return text.encode()


def read_head(data):
    stop = data.find(b"\n\n", 0, HEAD_LIMIT)
    need(stop >= 0, "its head does not end")
    lines = decode(data[:stop]).split("\n")
    head, at = read_fields(lines, ["bundle"])
    need(at == len(lines), "line %d is not known" % (at + 1))
    for name in ("first", "last", "count", "bytes"):
        head[name] = int(head[name])
    need(head["count"] <= EVENTS and 1 <= len(head["recipient"]) <= RECIPIENTS, "it is larger than a bundle may be")
    need(head["first"] > 0 and head["count"] > 0 and head["last"] - head["first"] + 1 == head["count"] and head["bytes"] > 0, "its numbers do not fit each other")
    need(all(re.fullmatch("[0-9a-f]{16} [0-9a-f]{160}", row) for row in head["recipient"]), "its keys are not written as they must be")
    sealed = 24 + head["bytes"] + (head["bytes"] + CHUNK - 1) // CHUNK * 17
    need(len(data) >= stop + 2 + sealed + 64, "it is cut off")
    need(len(data) == stop + 2 + sealed + 64, "there is more behind its end")
    return head, stop + 2


def open_body(data, head, start, public, secret):
    mine, key = blake(public)[:8].hex(), None
    for row in head["recipient"]:
        if row[:16] == mine:
            key = key or seal_open(bytes.fromhex(row[17:]), public, secret)
    need(key, "it is not sealed for the key %s" % mine)
    stream, at, end, deflated = Stream(key, data[start:start + 24]), start + 24, len(data) - 64, b""
    while at < end:
        opened = stream.open(data[at:min(at + CHUNK + 17, end)], blake(data[:start]))
        need(opened, "a chunk does not open")
        at = min(at + CHUNK + 17, end)
        need(opened[0] == (3 if at == end else 0), "a chunk has the wrong mark")
        deflated += opened[1]
    return deflated


def unescape(text):
    need(not re.search(rb"[\0\t\r\n]", text) and re.fullmatch(rb"([^\\]|\\[\\tnr])*", text, re.DOTALL), "a text is not escaped as it must be")
    return re.sub(rb"\\(.)", lambda match: {b"t": b"\t", b"n": b"\n", b"r": b"\r"}.get(match[1], match[1]), text)


def check_profile(line):
    columns = decode(line).split("\t")
    need(len(columns) == 8 + PROFILE_VALUES, "a profile has other columns")
    good = UUID.fullmatch(columns[0]) and INT.fullmatch(columns[1]) and columns[1] != "0" and INT.fullmatch(columns[2])
    good = good and columns[3] in ("learner", "facilitator", "manager") and all(flag in ("0", "1") for flag in columns[-4:])
    need(good and all(value == "\\N" or re.fullmatch("[a-z0-9-]{1,40}", value) for value in columns[4:-4]), "a profile is not written as it must be")


def check_lines(head, lines):
    chain, seq, expects, profiles = bytes.fromhex(head["before"]), head["first"] - 1, None, 0
    for line in lines:
        if line.startswith(b"\tpayload\t"):
            salt, tab, body = line[9:].partition(b"\t")
            need(expects and not profiles and tab and re.fullmatch(rb"[0-9a-f]{32}", salt), "a text stands at the wrong place")
            body = unescape(body)
            decode(body)
            need(len(body) <= BODY_LIMIT and blake(bytes.fromhex(salt.decode()) + body).hex().encode() == expects, "a text does not belong to its event")
            expects = None
        elif line.startswith(b"\tprofile\t"):
            profiles += 1
            need(seq == head["last"] and profiles <= 2 * head["count"], "a profile stands at the wrong place")
            check_profile(line[9:])
        else:
            seq += 1
            need(not profiles and seq <= head["last"] and len(line) <= LINE_LIMIT and b"\0" not in line and
                 line.startswith(b"%s\t%d\t" % (head["origin"].encode(), seq)), "a line is not the next event")
            expects = line.rpartition(b"\t")[2]
            need(expects == b"\\N" or re.fullmatch(rb"[0-9a-f]{64}", expects), "a line has no payload column")
            expects = None if expects == b"\\N" else expects
            chain = blake(chain + line)
    need(seq == head["last"], "events are missing")
    need(chain.hex() == head["after"], "the chain is another one")


def read_bundle(data, public, secret):
    need(data.startswith(b"empretec-kiosk bundle "), "this is no bundle")
    head, start = read_head(data)
    need(ed25519_fits(bytes.fromhex(head["key"]), certificate_text(head), bytes.fromhex(head["certificate"])), "the terminal is not certified")
    need(ed25519_fits(bytes.fromhex(head["terminal"]), hashlib.sha512(data[:-64]).digest(), data[-64:], ph=True), "the signature does not fit")
    inflate = zlib.decompressobj()
    try:
        plain = inflate.decompress(open_body(data, head, start, public, secret))
    except zlib.error as error:
        raise Refused("it is not deflated as it must be") from error
    need(inflate.eof and not inflate.unused_data, "its zlib stream does not end where it must")
    lines = plain.split(b"\n")
    need(lines.pop() == b"", "its last line does not end")
    check_lines(head, lines)
    return lines


def show_bundle(path, secret):
    with open(path, "rb") as file:
        data = file.read()
    for line in read_bundle(data, *secret):
        sys.stdout.buffer.write(line + b"\n")


def show_document(path, _):
    with open(path, "rb") as file:
        fields, key = read_document(file.read())
    print("%s signed by %s" % (fields[""], key))


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "--document":
        show, secret, paths = show_document, None, arguments[1:]
    elif len(arguments) >= 3 and arguments[0] == "--secret":
        show, secret, paths = show_bundle, read_secret(arguments[1]), arguments[2:]
    else:
        print(__doc__, file=sys.stderr)
        return 2
    status = 0
    for path in paths:
        try:
            show(path, secret)
        except Refused as refused:
            print("%s: %s" % (path, refused), file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
