# SPDX-License-Identifier: MIT
"""STS, the portal for single sign-on, a container's and an instance's metadata, on 127.0.0.1.

The secret of an access key is its ID and "/secret", its token the ID and "/token", so that any
signature can be checked and parts of two credentials do not fit together. The ID of issued
credentials depends on the request and the caller.
"""

import hashlib
import hmac
import http.server
import json
import threading
import time
import urllib.parse

ACCOUNT = "123456789012"
LIFETIME_S = 3600


def access_key_id(*parts):
    """An access key ID that is unique for these parts."""
    return "ASIA" + hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16].upper()


def timestamp(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def credentials_as(key_id, names, lifetime_s=LIFETIME_S):
    values = (key_id, key_id + "/secret", key_id + "/token", timestamp(time.time() + lifetime_s))
    return dict(zip(names, values))


def digest(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


class Refusal(Exception):
    pass


def check_signature(headers, body):
    """The caller who signed, as in the worked example of AWS's documentation of Signature Version 4."""
    try:
        algorithm, rest = headers["Authorization"].split(" ", 1)
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        key_id, date, region, service, last = parts["Credential"].split("/")
    except (AttributeError, KeyError, ValueError):
        raise Refusal("MissingAuthenticationToken") from None
    names = parts["SignedHeaders"].split(";")
    canonical = "\n".join(["POST", "/", "", *(f"{name}:{headers[name].strip()}" for name in names), "",
                           parts["SignedHeaders"], hashlib.sha256(body).hexdigest()])
    scope = f"{date}/{region}/{service}/{last}"
    text = "\n".join([algorithm, headers["X-Amz-Date"], scope,
                      hashlib.sha256(canonical.encode()).hexdigest()])
    key = digest(f"AWS4{key_id}/secret".encode(), date)
    for word in (region, service, last):
        key = digest(key, word)
    if not hmac.compare_digest(digest(key, text).hex(), parts["Signature"]):
        raise Refusal("SignatureDoesNotMatch")
    token = headers.get("X-Amz-Security-Token")
    if token not in (None, key_id + "/token"):
        raise Refusal("InvalidClientTokenId")
    return key_id + ("+token" if token else "")


def role_credentials(action, caller, ask):
    """Ignores session names that SDKs generate."""
    name = ask.get("RoleSessionName", "")
    given = name if name.startswith("named") else ""
    key_id = access_key_id(action, caller, ask["RoleArn"], given, ask.get("ExternalId", ""),
                        ask.get("DurationSeconds", "3600"), ask.get("WebIdentityToken", ""))
    return credentials_as(key_id, ("AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"))


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, body, status=200, kind="application/json"):
        data = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    # The Security Token Service.
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        ask = dict(urllib.parse.parse_qsl(body.decode()))
        action = ask.get("Action", "")
        try:
            is_anonymous = action == "AssumeRoleWithWebIdentity"
            caller = "" if is_anonymous else check_signature(self.headers, body)
            if "denied" in ask.get("RoleArn", ""):
                raise Refusal("AccessDenied")
        except Refusal as refusal:
            self.answer(f"<ErrorResponse><Error><Type>Sender</Type><Code>{refusal}</Code><Message>no"
                        "</Message></Error><RequestId>1</RequestId></ErrorResponse>", 403, "text/xml")
            return
        if action == "GetCallerIdentity":
            result = (f"<Arn>arn:aws:iam::{ACCOUNT}:user/{caller}</Arn><UserId>U</UserId>"
                      f"<Account>{ACCOUNT}</Account>")
        else:
            credentials = "".join(f"<{name}>{value}</{name}>"
                           for name, value in role_credentials(action, caller, ask).items())
            result = (f"<Credentials>{credentials}</Credentials><AssumedRoleUser><AssumedRoleId>R:s</AssumedRoleId>"
                      f"<Arn>arn:aws:sts::{ACCOUNT}:assumed-role/r/s</Arn></AssumedRoleUser>")
        self.answer(f'<{action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{action}Result>'
                    f"{result}</{action}Result><ResponseMetadata><RequestId>1</RequestId>"
                    f"</ResponseMetadata></{action}Response>", 200, "text/xml")

    def do_PUT(self):
        if self.path == "/latest/api/token" and self.headers.get("x-aws-ec2-metadata-token-ttl-seconds"):
            self.answer("metadata-token", 200, "text/plain")
        else:
            self.answer("", 400, "text/plain")

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        ask = dict(urllib.parse.parse_qsl(url.query))
        common = ("AccessKeyId", "SecretAccessKey", "Token", "Expiration")
        if url.path == "/federation/credentials":
            self.answer_sso(ask)
        elif url.path == "/container":
            self.answer(credentials_as(access_key_id("container", self.headers.get("Authorization") or ""), common))
        elif url.path == "/container-denied":
            self.answer({"code": "AccessDenied", "message": "no"}, 403)
        elif url.path == "/container-broken":
            self.answer("<html>", 200, "text/html")
        elif self.headers.get("x-aws-ec2-metadata-token") != "metadata-token":
            self.answer("", 401, "text/plain")
        elif url.path == "/latest/meta-data/iam/security-credentials/":
            self.answer("instance-role", 200, "text/plain")
        elif url.path == "/latest/meta-data/iam/security-credentials/instance-role":
            self.answer({"Code": "Success", "Type": "AWS-HMAC", "LastUpdated": timestamp(time.time()),
                         **credentials_as(access_key_id("instance"), common)})
        else:
            self.answer("", 404, "text/plain")

    def answer_sso(self, ask):
        bearer = self.headers.get("x-amz-sso_bearer_token", "")
        if not bearer.startswith("sso-"):
            self.answer({"message": "Session token not found or invalid"}, 401)
            return
        key_id = access_key_id("sso", bearer, ask["role_name"], ask["account_id"])
        credentials = credentials_as(key_id, ("accessKeyId", "secretAccessKey", "sessionToken"))
        credentials["expiration"] = int((time.time() + LIFETIME_S) * 1000)
        self.answer({"roleCredentials": credentials})


def start():
    """Serves until the process ends; returns the URL."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"
