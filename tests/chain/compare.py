#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Resolves the same home directories with botocore and with beyatop, in TAP.

compare.py BEYATOP [PART-OF-A-NAME]

Runs in the project's folder. Region, endpoint, credentials and the kind of error must agree, except where
cases.py says how they differ. No secret is printed: credentials are compared by what STS says about a
signature made with them or, where STS is not reached, by their access key IDs.
"""

import json
import os
import subprocess
import sys
import tempfile
from unittest import mock

import botocore.credentials
import botocore.exceptions
import botocore.session
import botocore.tokens

sys.dont_write_bytecode = True  # next to the sources

import aws_services  # noqa: E402
import cases  # noqa: E402

LIMIT_S = 30
MIN_CASES = 60
KINDS = {"configuration": "config", "credentials": "credentials"}

loader = botocore.session.Session().get_component("data_loader")


def write_home(home, case, url):
    for name, text in case.files.items():
        path = os.path.join(home, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text.replace("{home}", home).replace("{url}", url))
        os.chmod(path, 0o700)


def environment_of(home, case, url):
    services = {"HOME": home, "PATH": os.environ["PATH"], "AWS_ENDPOINT_URL_SSO": url,
                "AWS_EC2_METADATA_SERVICE_ENDPOINT": url, "AWS_METADATA_SERVICE_TIMEOUT": "20"}
    if case.is_offline:
        services["HTTPS_PROXY"] = "http://127.0.0.1:1"
    else:
        services["AWS_ENDPOINT_URL_STS"] = url
    own = {name: value.replace("{home}", home).replace("{url}", url)
           for name, value in case.environment.items()}
    return {**services, **own}


class Session(botocore.session.Session):
    """Uses our STS and single sign-on; this version reads no variables for them."""
    url = None

    def create_client(self, service_name, *args, **kwargs):
        if service_name in ("sts", "sso"):
            kwargs["endpoint_url"] = self.url
        return super().create_client(service_name, *args, **kwargs)


def pin_cache(home):
    """botocore sets these from the home directory when it is loaded."""
    place = os.path.join(home, ".aws", "sso", "cache")
    botocore.credentials.SSOProvider._SSO_TOKEN_CACHE_DIR = place
    botocore.tokens.SSOTokenProvider._SSO_TOKEN_CACHE_DIR = place


def describe(credentials):
    frozen = credentials.get_frozen_credentials()
    has_token = bool(frozen.token)
    if frozen.secret_key != frozen.access_key + "/secret" or \
            has_token and frozen.token != frozen.access_key + "/token":
        return "parts of several credentials"
    return frozen.access_key + ("+token" if has_token else "")


def endpoint_of(client):
    """The endpoint of requests; client.meta.endpoint_url follows older rules, which newer versions do not use."""
    operation = client.meta.service_model.operation_model("Query")
    return client._resolve_endpoint_ruleset(operation, {}, {})[0]  # pylint: disable=protected-access


def ask_botocore(case, home, url):
    """Region and endpoint first, with dummy credentials; then the credentials."""
    pin_cache(home)
    Session.url = url
    try:
        session = Session(profile=case.profile)
        session.register_component("data_loader", loader)
        client = session.create_client("dynamodb", region_name=case.region, endpoint_url=case.endpoint_url,
                                       aws_access_key_id="x", aws_secret_access_key="y")
        found = {"region": client.meta.region_name, "endpoint": endpoint_of(client)}
    except (botocore.exceptions.BotoCoreError, ValueError):
        return {"error": "config"}
    try:
        credentials = session.get_credentials()
        found["credentials"] = describe(credentials) if credentials else None
    except (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError, OSError, RuntimeError,
            TypeError, ValueError):
        found["credentials"] = None
    if not found["credentials"]:
        del found["credentials"]
        found["error"] = "credentials"
    return found


def ask_beyatop(program, case, environment):
    options = {"--profile": case.profile, "--region": case.region, "--endpoint-url": case.endpoint_url}
    words = [word for name, value in options.items() if value for word in (name, value)]
    result = subprocess.run([program, "--whoami", "-o", "json", *words], env=environment, timeout=LIMIT_S,
                            stdin=subprocess.DEVNULL, capture_output=True, check=False)
    told = json.loads(result.stdout)
    found = {name: told[name]["value"] for name in ("region", "endpoint") if told[name]["value"]}
    if told["kind"] == "network" and case.is_offline:
        found["credentials"] = told["access_key"]["value"]
    elif told["kind"]:
        found["error"] = KINDS.get(told["kind"], told["kind"])
        if found["error"] == "config":
            found = {"error": "config"}
    elif told["arn"]["value"]:
        found["credentials"] = told["arn"]["value"].rsplit("/", 1)[1]
    else:
        found["credentials"] = told["arn"]["from"]
    secrets = (b"/secret", b"/token", b"sso-a", b"sso-b")
    leaked = [word for word in secrets if word in result.stdout + result.stderr]
    return found, leaked, result.stderr.decode().strip()


def judge(case, botocore_found, beyatop_found):
    """The problem, or None."""
    if case.differs is None:
        return None if botocore_found == beyatop_found else "the results differ"
    got = {name: beyatop_found.get(name) for name in case.beyatop}
    return None if got == case.beyatop else f"beyatop should find {case.beyatop}: {case.differs}"


def run(number, program, case, url):
    with tempfile.TemporaryDirectory() as home:
        write_home(home, case, url)
        environment = environment_of(home, case, url)
        with mock.patch.dict(os.environ, environment, clear=True):
            theirs = ask_botocore(case, home, url)
        ours, leaked, message = ask_beyatop(program, case, environment)
    problem = f"it prints {leaked}" if leaked else judge(case, theirs, ours)
    if case.differs and theirs == ours:
        print(f"# {case.name}: this botocore agrees")
    print(f"{'not ok' if problem else 'ok'} {number} - {case.name}")
    if problem:
        print(f"# {problem}\n#   botocore {theirs}\n#   beyatop  {ours}\n#   {message}")


def check_readme(number):
    """Every difference is a row of the README."""
    with open("tests/chain/README.md", encoding="utf-8") as readme:
        text = readme.read()
    reasons = {case.differs for case in cases.CASES if case.differs}
    missing = [reason for reason in reasons if f"\n| {reason} |" not in text]
    print(f"{'not ok' if missing else 'ok'} {number} - tests/chain/README.md lists the differences")
    for reason in missing:
        print(f"# missing: {reason}")


def main():
    url = aws_services.start()
    chosen = [case for case in cases.CASES if len(sys.argv) < 3 or sys.argv[2] in case.name]
    if len(sys.argv) < 3 and len(chosen) < MIN_CASES:
        sys.exit(f"only {len(chosen)} cases")
    print(f"1..{len(chosen) + 1}", flush=True)
    for number, case in enumerate(chosen, 1):
        run(number, sys.argv[1], case, url)
    check_readme(len(chosen) + 1)


main()
