# SPDX-License-Identifier: MIT
"""Home directories and environments that compare.py resolves with botocore and with beyatop.

{url} is the address of the services of aws_services.py, {home} the home directory.
"""

import hashlib
import json


class Case:
    def __init__(self, name, config="", credentials="", environment=None, files=None, profile=None,
                 region=None, endpoint_url=None, is_offline=False, differs=None, beyatop=None):
        self.name, self.files = name, dict(files or {})
        if config is not None:
            self.files[".aws/config"] = config
        if credentials is not None:
            self.files[".aws/credentials"] = credentials
        self.environment = {"AWS_EC2_METADATA_DISABLED": "true", **(environment or {})}
        self.profile, self.region, self.endpoint_url = profile, region, endpoint_url
        self.is_offline = is_offline  # STS would be at AWS, which is not reached
        self.differs, self.beyatop = differs, beyatop  # how, and what beyatop finds instead


def access_key(key_id, has_token=False):
    token = f"aws_session_token = {key_id}/token\n" if has_token else ""
    return f"aws_access_key_id = {key_id}\naws_secret_access_key = {key_id}/secret\n{token}"


def variables(key_id, has_token=False, **more):
    token = {"AWS_SESSION_TOKEN": f"{key_id}/token"} if has_token else {}
    return {"AWS_ACCESS_KEY_ID": key_id, "AWS_SECRET_ACCESS_KEY": f"{key_id}/secret", **token, **more}


def cached(name, token, expires="2099-01-01T00:00:00Z", **more):
    """The file that a login writes."""
    path = f".aws/sso/cache/{hashlib.sha1(name.encode()).hexdigest()}.json"
    return {path: json.dumps({"accessToken": token, "expiresAt": expires, **more})}


def process(text, status=0, errors=""):
    """A credential_process that prints the text."""
    return {"process": f"#!/bin/sh\ncat <<'END'\n{text}\nEND\n[ -z '{errors}' ] || echo '{errors}' >&2\nexit {status}\n"}


def process_output(key_id, **more):
    return json.dumps({"Version": 1, "AccessKeyId": key_id, "SecretAccessKey": f"{key_id}/secret",
                       "SessionToken": f"{key_id}/token", **more})


R = "region = eu-west-1\n"
ENV = {"AWS_DEFAULT_REGION": "eu-west-1"}
ONE = "[default]\n" + access_key("AKIDONE")
BASE = "[base]\n" + access_key("AKIDBASE")
ROLE = "role_arn = arn:aws:iam::123456789012:role/oncall\n"
SESSION = ("[sso-session corp]\nsso_region = eu-central-1\nsso_start_url = https://corp.awsapps.com/start\n"
           "sso_registration_scopes = sso:account:access\n")
PROFILE_SSO = "sso_account_id = 123456789012\nsso_role_name = OnCall\n"
LEGACY = "sso_start_url = https://corp.awsapps.com/start\nsso_region = eu-central-1\n" + PROFILE_SSO
PROCESS = "[default]\n" + R + "credential_process = {home}/process\n"
IDENTITY = {"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/jwt", "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/pod"}
SERVICES = ("[default]\n" + R + "services = here\nendpoint_url = http://127.0.0.1:7003\n"
            "[services here]\ndynamodb =\n  endpoint_url = http://127.0.0.1:7004\n")

# What beyatop does differently from Debian's botocore: the rows of README.md.
AWS_REGION = "reads `AWS_REGION`, before `AWS_DEFAULT_REGION`"
CUSTOM_URLS = "takes endpoints from variables and from the files"
NEW_PARTITIONS = "knows the domains of newer partitions, and dual stack in all of them"
STRICT_SWITCHES = "rejects a switch that is neither true nor false"
STRICT_URLS = "accepts as endpoint only a scheme, a host and a port; plain http only for this machine"
LOCAL_REGION = "needs no region for an endpoint on this machine"
FIPS_CUSTOM = "rejects FIPS or dual stack together with a custom endpoint"
STRICT_PAIRS = "rejects an access key without its secret, and the reverse, in the environment"
EXPIRED_LOGIN = "reports an expired login without a request"
SIGN_ON_KIND = "reports missing single sign-on settings of a profile as a credentials error"
OLD_NAMES = "does not read names from before 2014"
COMMENTS = "ends a value at a comment, except between quotes and in credential_process"
NAIVE_TIMES = "reads an expiry that is a number or names no offset"
LENIENT_FILES = "reads files with a repeated section or a byte order mark"

CASES = [
    # Access keys in the environment and in the files.
    Case("nothing at all", None, None, ENV),
    Case("no region", "", ONE),
    Case("environment", environment=variables("AKIDENV", **ENV)),
    Case("environment with a token", environment=variables("AKIDENV", True, **ENV)),
    Case("environment before the files", "[default]\n" + R, ONE, variables("AKIDENV")),
    Case("a profile by flag before the environment", "[profile p]\n" + R + access_key("AKIDP"), ONE,
         variables("AKIDENV"), profile="p"),
    Case("AWS_PROFILE does not take precedence over an access key in the environment",
         "[profile p]\n" + R + access_key("AKIDP"), "",
         variables("AKIDENV", AWS_PROFILE="p")),
    Case("AWS_PROFILE", "[profile p]\n" + R + access_key("AKIDP"), ONE, {"AWS_PROFILE": "p"}),
    Case("AWS_DEFAULT_PROFILE", "[profile p]\n" + R + access_key("AKIDP"), ONE, {"AWS_DEFAULT_PROFILE": "p"}),
    Case("AWS_PROFILE and AWS_DEFAULT_PROFILE",
         "[profile p]\n" + R + access_key("AKIDP") + "[profile q]\n" + R + access_key("AKIDQ"),
         "", {"AWS_DEFAULT_PROFILE": "p", "AWS_PROFILE": "q"}),
    Case("a missing profile", "", ONE, ENV, profile="p"),
    Case("AWS_PROFILE names a missing profile", "", ONE, {"AWS_PROFILE": "p", **ENV}),
    Case("an access key without its secret in the environment", "[default]\n" + R, "",
         {"AWS_ACCESS_KEY_ID": "AKIDENV"}),
    Case("a secret without its access key in the environment", "[default]\n" + R, ONE,
         {"AWS_SECRET_ACCESS_KEY": "AKIDENV/secret"}, differs=STRICT_PAIRS,
         beyatop={"region": "eu-west-1", "error": "credentials"}),
    Case("an access key without its secret in the files",
         "[default]\n" + R, "[default]\naws_access_key_id = AKIDONE\n"),
    Case("the default profile", "[default]\n" + R, ONE),
    Case("an access key with a token in the credentials file",
         "[default]\n" + R, "[default]\n" + access_key("AKIDONE", True)),
    Case("an access key in the config file", "[default]\n" + R + access_key("AKIDCONFIG")),
    Case("the credentials file takes precedence over the config file",
         "[default]\n" + R + access_key("AKIDCONFIG"), ONE),
    Case("files elsewhere", None, None, {"AWS_CONFIG_FILE": "{home}/c", "AWS_SHARED_CREDENTIALS_FILE": "{home}/s"},
         {"c": "[default]\n" + R, "s": ONE}),
    Case("a profile with spaces in its name", '[profile "on call"]\n' + R, "[on call]\n" + access_key("AKIDBLANK"),
         profile="on call"),
    Case("a profile of the config file without \"profile\" does not count",
         "[p]\n" + R + access_key("AKIDP"), "", ENV, profile="p"),
    Case("a profile in the credentials file alone", None, "[p]\n" + access_key("AKIDP"), ENV, profile="p"),
    Case("AWS_SECURITY_TOKEN is a token too", environment=variables("AKIDENV", **ENV,
         AWS_SECURITY_TOKEN="AKIDENV/token"), differs=OLD_NAMES,
         beyatop={"credentials": "AKIDENV"}),
    # How the files are written.
    Case("CRLF", ("[default]\n" + R).replace("\n", "\r\n"), ONE.replace("\n", "\r\n")),
    Case("comments on lines of their own", "# a\n[default]\n; b\n" + R + "# c\n", "#\n" + ONE),
    Case("a comment after a value", "[default]\nregion = eu-west-1 # here\n", ONE, differs=COMMENTS,
         beyatop={"region": "eu-west-1", "credentials": "AKIDONE"}),
    Case("a byte order mark", "\ufeff[default]\n" + R, ONE, ENV, differs=LENIENT_FILES,
         beyatop={"region": "eu-west-1", "credentials": "AKIDONE"}),
    Case("no spaces around =", "[default]\nregion=eu-west-1\n", ONE.replace(" = ", "=")),
    Case("keys in upper case", "[default]\nREGION = eu-west-1\n", ONE.replace("aws_", "AWS_")),
    Case("sub-blocks between", "[default]\ns3 =\n  region = us-east-9\n  x = y\n" + R, ONE),
    Case("a section twice", "[default]\n" + R + "[profile p]\n[default]\noutput = json\n", ONE, differs=LENIENT_FILES,
         beyatop={"region": "eu-west-1", "credentials": "AKIDONE"}),
    Case("a malformed line", "[default]\n" + R + "nonsense\n", ONE),
    Case("a key before any section", R + "[default]\n", ONE, ENV),
    Case("a section that does not end", "[default\n" + R, ONE, ENV),
    Case("colons", ("[default]\n" + R).replace(" = ", ": "), ONE.replace(" = ", ":")),
    Case("a colon in another profile", "[default]\n" + R + "[profile other]\nregion: us-east-1\noutput : json\n", ONE),
    Case("a colon before an equals sign", "[default]\n" + R + "x: a=b\ny = a:b\nz =: c\n", ONE),
    Case("a sub-block below a colon", "[default]\ns3:\n  region = us-east-9\n" + R, ONE),
    Case("no-break spaces", ("[default]\n" + R).replace(" ", "\u00a0"), ONE.replace(" = ", "\u00a0= \u00a0")),
    Case("blanks that indent and end lines", "[default]\n\u3000" + R.replace("\n", "\u2003\n\v\f\n"), ONE),
    Case("lines that end in CR", ("[default]\n" + R).replace("\n", "\r"), ONE.replace("\n", "\r")),
    Case("a line that continues a value", "[default]\nregion = eu-west-1\n  more\n", ONE),
    Case("defaults of all profiles", "[DEFAULT]\n" + R + "[profile p]\noutput = json\n",
         "[p]\n" + access_key("AKIDP"), profile="p"),
    Case("defaults of all profiles, of which there are none", "[DEFAULT]\n" + R + access_key("AKIDP"), "", ENV),
    Case("a large file", "[default]\n" + R + "".join(
         f"[profile account-{i}]\nsso_session = corp\nsso_account_id = {i:012}\n" for i in range(20000)), ONE),
    Case("quotes around a region", "[default]\nregion = \"eu-west-1\"\n", ONE),
    # Where the files are.
    Case("a variable in the names of the files", "[default]\n" + R, ONE, {
         "AWS_CONFIG_FILE": "$HOME/.aws/config", "AWS_SHARED_CREDENTIALS_FILE": "${HOME}/.aws/credentials"}),
    Case("an unset variable in the name of a file", "[default]\n" + R, ONE, {
         "AWS_CONFIG_FILE": "$UNSET/.aws/config", **ENV}),
    Case("~ in the names of the files", "[default]\n" + R, ONE, {
         "AWS_CONFIG_FILE": "~/.aws/config", "AWS_SHARED_CREDENTIALS_FILE": "~/.aws/credentials"}),
    Case("~user in the name of a file", "[default]\n" + R, ONE, {
         "AWS_CONFIG_FILE": "~no-such-user/.aws/config", **ENV}),
    Case("a variable that is a ~", "[default]\n" + R, ONE, {"AWS_CONFIG_FILE": "$AT/.aws/config", "AT": "~"}),
    Case("a config file that is a directory", "[default]\n" + R, ONE, {"AWS_CONFIG_FILE": "{home}", **ENV}),
    Case("a config file below a file", "[default]\n" + R, ONE, {
         "AWS_CONFIG_FILE": "{home}/.aws/credentials/config", **ENV}),
    Case("files that are a directory and a device", None, None, {**variables("AKIDENV", **ENV),
         "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "{home}"}),
    # Regions and endpoints.
    Case("AWS_DEFAULT_REGION before the profile", "[default]\n" + R, ONE, {"AWS_DEFAULT_REGION": "us-west-2"}),
    Case("AWS_REGION", "[default]\n" + R, ONE, {"AWS_REGION": "us-east-2", "AWS_DEFAULT_REGION": "us-west-2"},
         differs=AWS_REGION, beyatop={"region": "us-east-2", "credentials": "AKIDONE"}),
    Case("a region by flag", "[default]\n" + R, ONE, {"AWS_DEFAULT_REGION": "us-west-2"}, region="ap-southeast-2"),
    Case("an invalid region", "[default]\nregion = eu_west!1\n", ONE),
    Case("China", "[default]\nregion = cn-north-1\n", ONE),
    Case("GovCloud", "[default]\nregion = us-gov-west-1\n", ONE),
    Case("ISO", "[default]\nregion = us-iso-east-1\n", ONE),
    Case("ISO-B", "[default]\nregion = us-isob-east-1\n", ONE),
    Case("the European sovereign cloud", "[default]\nregion = eusc-de-east-1\n", ONE, differs=NEW_PARTITIONS,
         beyatop={"endpoint": "https://dynamodb.eusc-de-east-1.amazonaws.eu"}),
    Case("an unknown region", "[default]\nregion = eu-west-9\n", ONE),
    Case("FIPS by the environment", "[default]\n" + R, ONE, {"AWS_USE_FIPS_ENDPOINT": "true"},
         is_offline=True),
    Case("FIPS by the profile", "[default]\n" + R + "use_fips_endpoint = true\n", ONE,
         is_offline=True),
    Case("FIPS in the profile, not in the environment", "[default]\n" + R + "use_fips_endpoint = true\n", ONE,
         {"AWS_USE_FIPS_ENDPOINT": "false"}),
    Case("FIPS in GovCloud", "[default]\nregion = us-gov-west-1\n", ONE, {"AWS_USE_FIPS_ENDPOINT": "TRUE"},
         is_offline=True),
    Case("FIPS in China", "[default]\nregion = cn-north-1\n", ONE, {"AWS_USE_FIPS_ENDPOINT": "true"},
         is_offline=True),
    Case("dual stack by the environment", "[default]\n" + R, ONE, {"AWS_USE_DUALSTACK_ENDPOINT": "true"},
         is_offline=True),
    Case("dual stack by the profile", "[default]\n" + R + "use_dualstack_endpoint = true\n", ONE,
         is_offline=True),
    Case("dual stack in China", "[default]\nregion = cn-north-1\nuse_dualstack_endpoint = true\n", ONE,
         is_offline=True),
    Case("dual stack in ISO", "[default]\nregion = us-iso-east-1\nuse_dualstack_endpoint = true\n", ONE,
         differs=NEW_PARTITIONS, beyatop={"endpoint": "https://dynamodb.us-iso-east-1.api.aws.ic.gov"},
         is_offline=True),
    Case("FIPS and dual stack", "[default]\n" + R + "use_dualstack_endpoint = true\nuse_fips_endpoint = true\n", ONE,
         is_offline=True),
    Case("FIPS that is neither true nor false", "[default]\n" + R, ONE, {"AWS_USE_FIPS_ENDPOINT": "1"},
         differs=STRICT_SWITCHES, beyatop={"error": "config"}),
    Case("an endpoint by flag", "[default]\n" + R, ONE, endpoint_url="https://db.example:8443"),
    Case("an endpoint by flag, in upper case, with a slash", "[default]\n" + R, ONE,
         endpoint_url="https://DB.example/", differs=STRICT_URLS, beyatop={"endpoint": "https://db.example"}),
    Case("an endpoint with a path", "[default]\n" + R, ONE, endpoint_url="https://db.example/path",
         differs=STRICT_URLS, beyatop={"error": "usage"}),
    Case("plain http to another machine", "[default]\n" + R, ONE, endpoint_url="http://db.example",
         differs=STRICT_URLS, beyatop={"error": "usage"}),
    Case("plain http to this machine", "[default]\n" + R, ONE, endpoint_url="http://127.0.0.1:7000"),
    Case("FIPS and an endpoint by flag", "[default]\n" + R + "use_fips_endpoint = true\n", ONE,
         endpoint_url="https://db.example", differs=FIPS_CUSTOM, beyatop={"error": "config"}),
    Case("this machine without a region", "", ONE, endpoint_url="http://127.0.0.1:7000", differs=LOCAL_REGION,
         beyatop={"region": "us-east-1", "endpoint": "http://127.0.0.1:7000", "credentials": "AKIDONE"}),
    Case("AWS_ENDPOINT_URL", "[default]\n" + R, ONE, {"AWS_ENDPOINT_URL": "http://127.0.0.1:7001"},
         differs=CUSTOM_URLS, beyatop={"endpoint": "http://127.0.0.1:7001"}),
    Case("AWS_ENDPOINT_URL_DYNAMODB", "[default]\n" + R, ONE, {"AWS_ENDPOINT_URL": "http://127.0.0.1:7001",
         "AWS_ENDPOINT_URL_DYNAMODB": "http://127.0.0.1:7002"}, differs=CUSTOM_URLS,
         beyatop={"endpoint": "http://127.0.0.1:7002"}),
    Case("endpoint_url of the profile", "[default]\n" + R + "endpoint_url = http://127.0.0.1:7003\n", ONE,
         differs=CUSTOM_URLS, beyatop={"endpoint": "http://127.0.0.1:7003"}),
    Case("a services section", SERVICES, ONE, differs=CUSTOM_URLS, beyatop={"endpoint": "http://127.0.0.1:7004"}),
    Case("a services section that does not exist", "[default]\n" + R + "services = gone\n", ONE,
         differs=CUSTOM_URLS, beyatop={"error": "config"}),
    # STS and sign-on answer here by variables, so that these are ignored by the profile only for the table.
    Case("endpoints ignored by flag", SERVICES, ONE, endpoint_url="http://127.0.0.1:7005"),
    # Roles.
    Case("a role by source_profile", "[default]\n" + R + ROLE + "source_profile = base\n", BASE),
    Case("a role by source_profile in the config file", "[default]\n" + R + ROLE + "source_profile = base\n"
         "[profile base]\n" + access_key("AKIDBASE")),
    Case("a role with an external id, a name and a duration", "[default]\n" + R + ROLE + "source_profile = base\n"
         "external_id = ext\nrole_session_name = named\nduration_seconds = 900\n", BASE),
    Case("a role by a role", "[profile outer]\n" + R + "role_arn = arn:aws:iam::123456789012:role/outer\n"
         "source_profile = inner\n[profile inner]\n" + ROLE + "source_profile = base\n", BASE, profile="outer"),
    Case("a role by itself, with an access key of its own",
         "[default]\n" + R + ROLE + "source_profile = default\n", ONE),
    Case("a role by itself, without credentials", "[default]\n" + R + ROLE + "source_profile = default\n"),
    Case("roles in a loop", "[profile a]\n" + R + ROLE + "source_profile = b\n[profile b]\n" + ROLE
         + "source_profile = a\n", profile="a"),
    Case("a role by a profile that does not exist", "[default]\n" + R + ROLE + "source_profile = gone\n"),
    Case("a role by a profile without credentials",
         "[default]\n" + R + ROLE + "source_profile = base\n[profile base]\n" + R),
    Case("a role by the environment", "[profile p]\n" + R + ROLE + "credential_source = Environment\n", "",
         variables("AKIDENV"), profile="p"),
    Case("a role by the environment, which has no credentials",
         "[profile p]\n" + R + ROLE + "credential_source = Environment\n",
         profile="p"),
    Case("a role by a container", "[default]\n" + R + ROLE + "credential_source = EcsContainer\n", "",
         {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{url}/container"}),
    Case("a role by the instance", "[default]\n" + R + ROLE + "credential_source = Ec2InstanceMetadata\n", "",
         {"AWS_EC2_METADATA_DISABLED": "false"}),
    Case("a role by an unknown source", "[default]\n" + R + ROLE + "credential_source = Elsewhere\n"),
    Case("a role by two sources", "[default]\n" + R + ROLE + "source_profile = base\ncredential_source = Environment\n",
         BASE, variables("AKIDENV", AWS_PROFILE="default"), profile="default"),
    Case("a role without a source", "[default]\n" + R + ROLE),
    Case("a role that is denied", "[default]\n" + R + "role_arn = arn:aws:iam::123456789012:role/denied\n"
         "source_profile = base\n", BASE),
    Case("a role takes precedence over the profile's own access key",
         "[default]\n" + R + ROLE + "source_profile = base\n"
         + access_key("AKIDONE"), BASE),
    # Web identity.
    Case("web identity by the environment", "[default]\n" + R, "", IDENTITY, {"jwt": "eyJ.jwt"}),
    Case("web identity by the environment, named",
         "[default]\n" + R, "", {**IDENTITY, "AWS_ROLE_SESSION_NAME": "named-pod"},
         {"jwt": "eyJ.jwt"}),
    Case("web identity by the profile", "[default]\n" + R + ROLE + "web_identity_token_file = {home}/jwt\n", "", {},
         {"jwt": "eyJ.jwt"}),
    Case("web identity without its file", "[default]\n" + R, "", IDENTITY),
    Case("web identity without a role", "[default]\n" + R, "",
         {"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/jwt"}, {"jwt": "eyJ.jwt"}),
    # Single sign-on.
    Case("sign-on by a session", "[default]\n" + R + "sso_session = corp\n" + PROFILE_SSO + SESSION, "", {},
         cached("corp", "sso-a")),
    Case("sign-on in the older form", "[default]\n" + R + LEGACY, "", {},
         cached("https://corp.awsapps.com/start", "sso-b")),
    Case("sign-on without a login", "[default]\n" + R + LEGACY),
    Case("sign-on by a session without a login", "[default]\n" + R + "sso_session = corp\n" + PROFILE_SSO + SESSION),
    Case("sign-on with an expired login", "[default]\n" + R + LEGACY, "", {},
         cached("https://corp.awsapps.com/start", "sso-b", "2001-01-01T00:00:00Z"),
         differs=EXPIRED_LOGIN, beyatop={"region": "eu-west-1", "error": "credentials"}),
    Case("sign-on with a token that is rejected", "[default]\n" + R + LEGACY, "", {},
         cached("https://corp.awsapps.com/start", "revoked")),
    Case("sign-on by a missing session", "[default]\n" + R + "sso_session = gone\n" + PROFILE_SSO,
         differs=SIGN_ON_KIND, beyatop={"region": "eu-west-1", "error": "credentials"}),
    Case("sign-on without an account", "[default]\n" + R
         + "sso_start_url = https://corp.awsapps.com/start\nsso_region = eu-central-1\nsso_role_name = OnCall\n", "", {},
         cached("https://corp.awsapps.com/start", "sso-b")),
    Case("a role by sign-on", "[default]\n" + R + ROLE + "source_profile = human\n[profile human]\n" + LEGACY, "", {},
         cached("https://corp.awsapps.com/start", "sso-b")),
    # credential_process.
    Case("a credential_process", PROCESS, "", {}, process(process_output("AKIDPROCESS"))),
    Case("a credential_process with an expiry",
         PROCESS, "", {}, process(process_output("AKIDPROCESS", Expiration="2099-01-01T00:00:00Z"))),
    Case("a credential_process with arguments in quotes", "[default]\n" + R
         + "credential_process = {home}/process 'a b' \"c d\"\n", "", {},
         {"process": "#!/bin/sh\n[ $# = 2 ] && [ \"$1\" = 'a b' ] && [ \"$2\" = 'c d' ] || exit 1\ncat <<END\n"
          + process_output("AKIDPROCESS") + "\nEND\n"}),
    Case("a credential_process with a semicolon in quotes", "[default]\n" + R
         + "credential_process = sh -c \"true ; {home}/process # end\"\n", "", {},
         process(process_output("AKIDPROCESS"))),
    Case("a credential_process with what looks like a comment", "[default]\n" + R
         + "credential_process = {home}/process #a ; b\n", "", {},
         {"process": "#!/bin/sh\n[ \"$*\" = '#a ; b' ] || exit 1\ncat <<END\n"
          + process_output("AKIDPROCESS") + "\nEND\n"}),
    Case("a credential_process in several lines", "[default]\n" + R
         + "credential_process = {home}/process\n  --a\n  # no argument\n\n  b\n", "", {},
         {"process": "#!/bin/sh\n[ \"$*\" = '--a b' ] || exit 1\ncat <<END\n"
          + process_output("AKIDPROCESS") + "\nEND\n"}),
    *(Case(f"a credential_process with the expiry {expiry}", PROCESS, "", {},
           process(process_output("AKIDPROCESS", Expiration=expiry)))
      for expiry in ("2099-01-01T00:00:00UTC", "2099-01-01 00:00:00+00:00", "2099-01-01T00:00:00+0000",
                     "20990101T000000Z", "Thu, 01 Jan 2099 00:00:00 GMT", "Thu Jan  1 00:00:00 UTC 2099",
                     "2099-01-01T00:00:00.000000+00:00", "01/02/2099 10:00 PM UTC", "Jan 2 2099 10PM +01:00",
                     "2001-01-01T00:00:00UTC", "soon")),
    *(Case(f"a credential_process with the expiry {expiry}", PROCESS, "", {},
           process(process_output("AKIDPROCESS", Expiration=expiry)), differs=NAIVE_TIMES,
           beyatop={"region": "eu-west-1", "credentials": "AKIDPROCESS+token"})
      for expiry in ("2099-01-01T00:00:00", "2099-01-01 00:00:00.000", "2099-01-01", 4070908800)),
    Case("a credential_process of another version", PROCESS, "", {}, process('{"Version": 2}')),
    Case("a credential_process without a secret",
         PROCESS, "", {}, process('{"Version": 1, "AccessKeyId": "AKIDPROCESS"}')),
    Case("a credential_process that fails", PROCESS, "", {}, process("", 3, "log in first")),
    Case("a credential_process that prints garbage", PROCESS, "", {}, process("Welcome!")),
    Case("a missing credential_process", PROCESS),
    Case("an access key in the credentials file take precedence over a credential_process",
         PROCESS, ONE, {}, process(process_output("AKIDPROCESS"))),
    Case("a role by a credential_process", "[default]\n" + R + ROLE + "source_profile = human\n[profile human]\n"
         "credential_process = {home}/process\n", "", {}, process(process_output("AKIDPROCESS"))),
    # Where the program runs.
    Case("a container", "[default]\n" + R, "", {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{url}/container"}),
    Case("a container with a token", "[default]\n" + R, "", {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{url}/container",
         "AWS_CONTAINER_AUTHORIZATION_TOKEN": "Basic abc"}),
    Case("a container elsewhere", "[default]\n" + R, "",
         {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://container.example/container"}),
    Case("the files take precedence over a container", "[default]\n" + R, ONE,
         {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{url}/container"}),
    Case("an instance", "[default]\n" + R, "", {"AWS_EC2_METADATA_DISABLED": "false"}),
    Case("a container takes precedence over an instance", "[default]\n" + R, "", {"AWS_EC2_METADATA_DISABLED": "false",
         "AWS_CONTAINER_CREDENTIALS_FULL_URI": "{url}/container"}),
]
