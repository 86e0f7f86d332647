#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Writes requests signed by botocore, for test_sigv4_botocore to sign again.

sigv4_botocore.py FILE [COUNT]

A case is lines of a word and its value, ended by an empty line. Whatever may hold
any byte is in hexadecimal. The cases are the same on every run.
"""

import datetime
import random
import sys
from unittest import mock

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

REGIONS = ["us-east-1", "eu-west-1", "eu-central-2", "ap-southeast-3", "sa-east-1", "cn-north-1",
           "us-gov-west-1", "eusc-de-east-1", "us-isob-east-1"]
HOSTS = ["dynamodb.{region}.amazonaws.com", "sts.{region}.amazonaws.com", "localhost:8000",
         "127.0.0.1:54321", "[::1]:8000", "proxy.internal:8443", "Dynamo.Example.COM"]
OPERATIONS = ["Query", "Scan", "GetItem", "UpdateItem", "DescribeTable"]
TYPES = ["application/x-amz-json-1.0", "application/x-www-form-urlencoded; charset=utf-8",
         "text/plain ;  charset=utf-8", "  application/json\t "]
WORDS = ["gmail", "userId", "Grüße", "東京", "🦉", "\u202e", '"', "\\", "{", "}", ":", " ", "\n", "\x00",
         "true", "0", "2024-01-15T10:35:00Z"]
KEY_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def letters(rng, low, high):
    return "".join(rng.choice(KEY_LETTERS) for _ in range(rng.randint(low, high)))


def body(rng):
    kind = rng.randrange(8)
    if kind == 0:
        return b""
    if kind == 1:
        return rng.randbytes(rng.randint(1, 300))
    return "".join(rng.choice(WORDS) for _ in range(rng.randint(1, 200))).encode()


def headers(rng, host, service):
    """In any case and order, as a caller may have them."""
    out = [("Host", host)]
    if rng.random() < 0.9:
        out.append(("Content-Type", rng.choice(TYPES)))
    if service == "dynamodb":
        out.append(("X-Amz-Target", "DynamoDB_20120810." + rng.choice(OPERATIONS)))
    if rng.random() < 0.3:
        out.append(("x-Amz-Meta-Note", "  a" + " " * rng.randint(1, 5) + "b\tc  "))
    if rng.random() < 0.2:
        out.append(("Accept", ""))
    rng.shuffle(out)
    return out


class Clock(datetime.datetime):
    now_utc = None

    @classmethod
    def utcnow(cls):
        return cls.now_utc


def make_case(rng):
    region = rng.choice(REGIONS)
    service = rng.choice(["dynamodb", "dynamodb", "sts"])
    host = rng.choice(HOSTS).format(region=region)
    time_ms = rng.randint(946684800000, 4102444800000)
    Clock.now_utc = (datetime.datetime(1970, 1, 1)
                     + datetime.timedelta(milliseconds=time_ms))
    credentials = Credentials(letters(rng, 16, 128), letters(rng, 40, 128),
                              letters(rng, 100, 1500) if rng.random() < 0.5 else None)
    request = AWSRequest(method="POST", url=f"https://{host}/", data=body(rng))
    for name, value in headers(rng, host, service):
        request.headers[name] = value

    signer = botocore.auth.SigV4Auth(credentials, service, region)
    with mock.patch("botocore.auth.datetime.datetime", Clock):
        signer.add_auth(request)
    authorization = request.headers["Authorization"]
    del request.headers["Authorization"]
    # As it was signed: the date and the token are headers by now.
    canonical = signer.canonical_request(request)
    return [
        ("region", region),
        ("service", service),
        ("time_ms", time_ms),
        ("access_key_id", credentials.access_key),
        ("secret_access_key", credentials.secret_key),
        *((f"header {name}", value) for name, value in request.headers.items()),
        ("body", request.data.hex()),
        ("canonical_request", canonical.encode().hex()),
        ("string_to_sign", signer.string_to_sign(request, canonical).encode().hex()),
        ("authorization", authorization),
    ]


def main():
    rng = random.Random(20120810)
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 300
    with open(sys.argv[1], "w", encoding="ascii") as out:
        for _ in range(count):
            for word, value in make_case(rng):
                out.write(f"{word}={value}\n")
            out.write("\n")


main()
