/* SPDX-License-Identifier: MIT */
/*
 * Those who are asked for keys, played by servers on this machine that answer what they are told to, and by
 * helper programs that misbehave.
 */
#include "clock.h"
#include "resolver.h"
#include "text.h"
#include "unit/aws_files.h"
#include "wire/canned.h"

#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>

#include <cmocka.h>

#define FAR  "2099-01-01T00:00:00Z"
#define PAST "2019-01-01T00:00:00Z"

static struct settings settings;

/* --- What is asked, and what comes ----------------------------------------------------------- */

static bool resolve(const char *profile, struct credentials *credentials, struct error *err)
{
	struct resolver resolver;
	settings.profile = profile;
	if (!resolver_init(&resolver, &settings, err)) {
		fail_msg("%s", err->text);
	}
	bool is_found = resolver_run(&resolver, credentials, err);
	resolver_fini(&resolver);
	return is_found;
}

static void assert_keys(const char *profile, const char *id, const char *provider)
{
	struct credentials credentials = {0};
	struct error err = {0};
	if (!resolve(profile, &credentials, &err)) {
		fail_msg("%s", err.text);
	}
	assert_string_equal(credentials.access_key_id, id);
	assert_string_equal(credentials.provider, provider);
	assert_string_equal(credentials.secret_access_key, "hidden/secret");
	assert_string_equal(credentials.session_token, "hidden&<token>");
	assert_int_equal(credentials.expiry_ms, INT64_C(4070908800000));
	/* Who signs is known where STS has given the keys. */
	assert_string_equal(credentials.arn,
		strcmp(id, "ASIAROLE") == 0 ? "arn:aws:sts::123456789012:assumed-role/r/s" : "");
	credentials_wipe(&credentials);
}

static void assert_refused(const char *profile, const char *expected)
{
	struct credentials credentials = {0};
	struct error err = {0};
	assert_false(resolve(profile, &credentials, &err));
	assert_int_equal(err.kind, ERROR_CREDENTIALS);
	if (!strstr(err.text, expected)) {
		fail_msg("\"%s\" does not say \"%s\"", err.text, expected);
	}
	assert_null(strstr(err.text, "hidden"));
}

/* Runs with a server that gives the answers; the named variable has its URL and the path. */
static struct canned *serve(
	const struct canned_answer *answers, size_t count, const char *variable, const char *path)
{
	char url[200];
	struct canned *canned = canned_start(answers, count);
	snprintf(url, sizeof(url), "%s%s", canned_url(canned), path);
	setenv(variable, url, 1);
	return canned;
}

/* A port where nobody is. */
static void set_refusing(const char *variable, const char *path)
{
	static const struct canned_answer none;
	canned_stop(serve(&none, 0, variable, path));
}

#define ANSWER(text, type, status, content)                                                        \
	{                                                                                          \
		.asks = (text), .content_type = (type), .http_status = (status), .body = (content) \
	}
#define JSON(text, status, content)  ANSWER(text, "application/json", status, content)
#define XML(text, status, content)   ANSWER(text, "text/xml", status, content)
#define PLAIN(text, status, content) ANSWER(text, "text/plain", status, content)
#define HANG(text)                                                                                 \
	{                                                                                          \
		.asks = (text)                                                                     \
	}

/* --- STS ----------------------------------------------------------------------------------- */

#define ROLE_KEYS(expiry)                                                                          \
	"<?xml version=\"1.0\"?><AssumeRoleResponse "                                              \
	"xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><!-- <AccessKeyId>no</AccessKeyId> "  \
	"-->"                                                                                      \
	"<AssumeRoleResult><AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/r/s</Arn>" \
	"</AssumedRoleUser><Credentials>\n <AccessKeyId>ASIAROLE</AccessKeyId>"                    \
	"<SecretAccessKey>hidden/secret</SecretAccessKey>"                                         \
	"<SessionToken>hidden&amp;&#60;token&#x3E;</SessionToken>"                                 \
	"<Expiration>" expiry                                                                      \
	"</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"
#define STS_ERROR(code, message)                                                                   \
	"<ErrorResponse><Error><Type>Sender</Type><Code>" code "</Code><Message>" message          \
	"</Message></Error></ErrorResponse>"
#define ROLE "arn:aws:iam::123456789012:role/oncall"

static void write_role(const char *further)
{
	char text[1000];
	snprintf(text, sizeof(text),
		"[profile role]\nrole_arn = " ROLE "\nsource_profile = base\n%s\n"
		"[profile base]\naws_access_key_id = AKIDBASE\naws_secret_access_key = hidden\n",
		further);
	aws_files_write("config", text);
}

static void test_role(void **state)
{
	static const struct canned_answer answers[] = {
		XML("ExternalId=a%2Fb%3D&", 500, ""),
		XML("RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Foncall&RoleSessionName="
		    "anna&"
		    "DurationSeconds=900&ExternalId=a%2Fb%3D",
			200, ROLE_KEYS(FAR)),
	};
	char authorization[300];
	(void)state;
	struct canned *sts = serve(answers, ARRAY_LEN(answers), "AWS_ENDPOINT_URL_STS", "");
	write_role("external_id = a/b=\nrole_session_name = anna\nduration_seconds = 900");
	assert_keys("role", "ASIAROLE", "role");
	canned_header(sts, "Authorization", authorization, sizeof(authorization));
	assert_non_null(strstr(authorization, "Credential=AKIDBASE/"));
	assert_non_null(strstr(authorization, "/eu-west-1/sts/aws4_request"));
	canned_stop(sts);
}

static void test_role_of_flag(void **state)
{
	static const struct canned_answer answers[] = {
		XML("ExternalId=told", 200, ROLE_KEYS(FAR)),
	};
	(void)state;
	struct canned *sts = serve(answers, ARRAY_LEN(answers), "AWS_ENDPOINT_URL_STS", "");
	write_role("");
	settings.role_arn = ROLE;
	settings.external_id = "told";
	assert_keys("base", "ASIAROLE", "--role-arn");
	canned_stop(sts);
}

/* STS as it may be, and what is said then. */
static void test_role_refused(void **state)
{
	static const struct {
		struct canned_answer answer;
		const char *said;
	} rows[] = {
		{XML("Action", 403, STS_ERROR("AccessDenied", "not &quot;you&quot;")),
			"AssumeRole: AccessDenied: not \"you\""},
		{XML("Action", 400, STS_ERROR("MalformedPolicyDocument", "x")), "MalformedPolicy"},
		{XML("Action", 200, ROLE_KEYS(PAST)), "expired at 2019-01-01T00:00:00Z"},
		{XML("Action", 200, ROLE_KEYS("soon")), "has no keys"},
		{XML("Action", 200, "<AssumeRoleResponse><AccessKeyId>A"), "has no keys"},
		{XML("Action", 200, ""), "has no keys"},
		{XML("Action", 500, "oops"), "HTTP 500"},
		{XML("Action", 302, "<html>moved</html>"), "HTTP 302"},
	};
	(void)state;
	write_role("");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct canned *sts = serve(&rows[i].answer, 1, "AWS_ENDPOINT_URL_STS", "");
		assert_refused("role", rows[i].said);
		assert_refused("role", ROLE);
		canned_stop(sts);
	}
	set_refusing("AWS_ENDPOINT_URL_STS", "");
	assert_refused("role", "no answer from 127.0.0.1");
}

/* A clock that is an hour off: the answer's date corrects the second try. */
static void test_role_with_wrong_clock(void **state)
{
	static const struct canned_answer answers[] = {
		{.asks = "Action",
			.http_status = 403,
			.content_type = "text/xml",
			.headers = "Date: Fri, 01 Jan 2100 00:00:00 GMT\r\n",
			.body = STS_ERROR("SignatureDoesNotMatch", "too old"),
			.times = 1},
		{.asks = "Action",
			.http_status = 200,
			.content_type = "text/xml",
			.headers = "Date: Fri, 01 Jan 2100 00:00:00 GMT\r\n",
			.body = ROLE_KEYS("2100-01-01T01:00:00Z")},
	};
	struct credentials credentials = {0};
	struct error err = {0};
	char date[40];
	(void)state;
	struct canned *sts = serve(answers, ARRAY_LEN(answers), "AWS_ENDPOINT_URL_STS", "");
	write_role("");
	assert_true(resolve("role", &credentials, &err));
	canned_header(sts, "X-Amz-Date", date, sizeof(date));
	assert_memory_equal(date, "21000101T0000", 13);
	canned_stop(sts);
}

static void test_role_chain(void **state)
{
	static const struct canned_answer answers[] = {
		XML("role%2Fouter", 200, ROLE_KEYS(FAR)),
		XML("role%2Finner", 200,
			"<r><AccessKeyId>ASIAINNER</AccessKeyId><SecretAccessKey>s</"
			"SecretAccessKey>"
			"<SessionToken>inner</SessionToken><Expiration>" FAR "</Expiration></r>"),
	};
	char header[300];
	(void)state;
	aws_files_write("config",
		"[profile outer]\nrole_arn = arn:aws:iam::123456789012:role/outer\nsource_profile "
		"= inner\n"
		"[profile inner]\nrole_arn = arn:aws:iam::123456789012:role/inner\nsource_profile "
		"= base\n"
		"[profile base]\naws_access_key_id = AKIDBASE\naws_secret_access_key = hidden\n"
		"[profile one]\nrole_arn = arn:aws:iam::123456789012:role/one\nsource_profile = "
		"two\n"
		"[profile two]\nrole_arn = arn:aws:iam::123456789012:role/two\nsource_profile = "
		"one\n"
		"[profile self]\nrole_arn = arn:aws:iam::123456789012:role/outer\nsource_profile = "
		"self\n"
		"aws_access_key_id = AKIDSELF\naws_secret_access_key = hidden\n"
		"[profile ring]\nrole_arn = arn:aws:iam::123456789012:role/ring\nsource_profile = "
		"ring\n"
		"[profile lost]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = "
		"nobody\n"
		"[profile bare]\nrole_arn = arn:aws:iam::123456789012:role/x\n"
		"[profile both]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = "
		"base\n"
		"credential_source = Environment\n"
		"[profile odd]\nrole_arn = arn:aws:iam::123456789012:role/x\ncredential_source = "
		"Moon\n"
		"[profile unset]\nrole_arn = arn:aws:iam::123456789012:role/x\ncredential_source = "
		"Environment\n"
		"[profile env]\nrole_arn = arn:aws:iam::123456789012:role/outer\n"
		"credential_source = Environment\n"
		"[profile mfa]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = "
		"base\n"
		"mfa_serial = arn:aws:iam::123456789012:mfa/anna\n");
	struct canned *sts = serve(answers, ARRAY_LEN(answers), "AWS_ENDPOINT_URL_STS", "");
	assert_keys("outer", "ASIAROLE", "role");
	canned_header(sts, "X-Amz-Security-Token", header, sizeof(header));
	assert_string_equal(header, "inner");
	assert_keys("self", "ASIAROLE", "role");
	canned_header(sts, "Authorization", header, sizeof(header));
	assert_non_null(strstr(header, "AKIDSELF"));
	int requests = canned_requests(sts);
	assert_refused("one", "leads back to it: profile one");
	assert_refused("ring", "leads back to it: profile ring");
	assert_refused("lost", "source_profile nobody, which is in no file");
	assert_refused("bare", "neither of source_profile and credential_source");
	assert_refused("both", "both of source_profile and credential_source");
	assert_refused("odd", "\"Moon\", which is none of Environment");
	assert_refused("unset", "AWS_ACCESS_KEY_ID is not set");
	assert_refused("mfa", "export-credentials --profile mfa");
	assert_int_equal(canned_requests(sts), requests);
	setenv("AWS_ACCESS_KEY_ID", "AKIDENV", 1);
	setenv("AWS_SECRET_ACCESS_KEY", "hidden", 1);
	assert_keys("env", "ASIAROLE", "role");
	canned_stop(sts);
}

static void test_web_identity(void **state)
{
	static const struct canned_answer answers[] = {
		XML("Authorization", 500, ""),
		XML("RoleSessionName=pod&WebIdentityToken=a.b%2Bc%3D", 200, ROLE_KEYS(FAR)),
	};
	char path[128];
	(void)state;
	struct canned *sts = serve(answers, ARRAY_LEN(answers), "AWS_ENDPOINT_URL_STS", "");
	aws_files_write("other", "a.b+c=\n");
	aws_files_path("other", path);
	setenv("AWS_WEB_IDENTITY_TOKEN_FILE", path, 1);
	assert_refused(NULL, "neither AWS_ROLE_ARN nor role_arn");
	setenv("AWS_ROLE_ARN", ROLE, 1);
	setenv("AWS_ROLE_SESSION_NAME", "pod", 1);
	assert_keys(NULL, "ASIAROLE", "web identity");
	setenv("AWS_WEB_IDENTITY_TOKEN_FILE", "/nowhere/at/all", 1);
	assert_refused(NULL, "cannot read the web identity token in /nowhere/at/all: No such file");
	canned_stop(sts);
}

/* --- Containers and instances -------------------------------------------------------------- */

#define DOCUMENT(expiry)                                                                           \
	"{\"Code\":\"Success\",\"AccessKeyId\":\"ASIADOC\",\"SecretAccessKey\":\"hidden/secret\"," \
	"\"Token\":\"hidden&<token>\",\"Expiration\":\"" expiry "\"}"

static void test_container(void **state)
{
	static const struct canned_answer answers[] = {
		JSON("Authorization: Basic abc\r\n", 200, DOCUMENT(FAR)),
		JSON("Authorization: Second\r\n", 200, DOCUMENT(FAR)),
		JSON("GET /keys?x=1", 403, "{\"code\":\"Forbidden\",\"message\":\"who are you?\"}"),
	};
	char path[128];
	(void)state;
	struct canned *container = serve(
		answers, ARRAY_LEN(answers), "AWS_CONTAINER_CREDENTIALS_FULL_URI", "/keys?x=1");
	assert_refused(NULL, "HTTP 403, Forbidden: who are you?");
	setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "Basic abc", 1);
	assert_keys(NULL, "ASIADOC", "container");
	/* The file goes before the variable, and is read each time. */
	aws_files_write("other", "Second\n");
	aws_files_path("other", path);
	setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", path, 1);
	assert_keys(NULL, "ASIADOC", "container");
	aws_files_write("other", "two\nlines\n");
	assert_refused(NULL, "line break");
	canned_stop(container);
}

static void test_container_refused(void **state)
{
	static const struct {
		struct canned_answer answer;
		const char *said;
	} rows[] = {
		{JSON("GET", 200, DOCUMENT(PAST)), "expired at 2019"},
		{JSON("GET", 200, "{\"AccessKeyId\":\"A\"}"), "SecretAccessKey is not"},
		{JSON("GET", 200, "{}"), "has no AccessKeyId"},
		{JSON("GET", 200, "<html>"), "HTTP 200"},
		{JSON("GET", 200, "[1]"), "HTTP 200"},
		{JSON("GET", 500, ""), "HTTP 500"},
		{HANG("GET"), "no answer from the container's http://127.0.0.1"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct canned *container =
			serve(&rows[i].answer, 1, "AWS_CONTAINER_CREDENTIALS_FULL_URI", "/keys");
		assert_refused(NULL, rows[i].said);
		canned_stop(container);
	}
	set_refusing("AWS_CONTAINER_CREDENTIALS_FULL_URI", "/keys");
	assert_refused(NULL, "no answer from the container's");
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://203.0.113.9/keys", 1);
	assert_refused(NULL, "keys must not come by http from 203.0.113.9");
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "gopher://127.0.0.1/", 1);
	assert_refused(NULL, "not a usable URL");
}

static void test_instance(void **state)
{
	static const struct canned_answer answers[] = {
		PLAIN("PUT /latest/api/token", 200, "session=="),
		JSON("GET /latest/meta-data/iam/security-credentials/web-1 HTTP", 200,
			DOCUMENT(FAR)),
		PLAIN("GET /latest/meta-data/iam/security-credentials/ HTTP", 200,
			"web-1\nweb-2\n"),
	};
	char token[100];
	(void)state;
	struct canned *instance =
		serve(answers, ARRAY_LEN(answers), "AWS_EC2_METADATA_SERVICE_ENDPOINT", "/");
	assert_refused(NULL, "no credentials");
	setenv("AWS_EC2_METADATA_DISABLED", "false", 1);
	assert_keys(NULL, "ASIADOC", "instance");
	canned_header(instance, "X-aws-ec2-metadata-token", token, sizeof(token));
	assert_string_equal(token, "session==");
	canned_stop(instance);
}

static void test_instance_refused(void **state)
{
	static const struct {
		struct canned_answer answers[3];
		const char *said;
	} rows[] = {
		{{HANG("PUT")}, "no credentials"},
		{{PLAIN("PUT", 403, "")}, "no credentials"},
		{{PLAIN("PUT", 200, "")}, "no credentials"},
		{{PLAIN("PUT", 200, "t"), PLAIN("als/ ", 404, "")}, "no credentials"},
		{{PLAIN("PUT", 200, "t"), PLAIN("als/ ", 200, "../x\n")}, "names no role"},
		{{PLAIN("PUT", 200, "t"), PLAIN("als/ ", 200, "web"),
			 JSON("als/web", 200,
				 "{\"Code\":\"AssumeRoleUnauthorizedAccess\",\"Message\":\"no "
				 "trust\"}")},
			"role web of the instance: AssumeRoleUnauthorizedAccess: no trust"},
		{{PLAIN("PUT", 200, "t"), PLAIN("als/ ", 200, "web"),
			 JSON("als/web", 200, DOCUMENT(PAST))},
			"expired at"},
		{{PLAIN("PUT", 200, "t"), PLAIN("als/ ", 200, "web"),
			 JSON("als/web", 200, "<html>")},
			"HTTP 200, and no keys"},
		{{PLAIN("PUT", 200, "t"), PLAIN("als/ ", 200, "web"), HANG("als/web")},
			"no answer from"},
	};
	(void)state;
	setenv("AWS_EC2_METADATA_DISABLED", "false", 1);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct canned *instance =
			serve(rows[i].answers, 3, "AWS_EC2_METADATA_SERVICE_ENDPOINT", "");
		assert_refused(NULL, rows[i].said);
		canned_stop(instance);
	}
}

/* Where there is none it is asked once, and never again by the same resolver. */
static void test_no_instance(void **state)
{
	static const struct canned_answer hang = HANG("PUT");
	struct resolver resolver;
	struct credentials credentials;
	struct error err;
	(void)state;
	setenv("AWS_EC2_METADATA_DISABLED", "false", 1);
	struct canned *instance = serve(&hang, 1, "AWS_EC2_METADATA_SERVICE_ENDPOINT", "");
	settings.profile = NULL;
	assert_true(resolver_init(&resolver, &settings, &err));
	for (int i = 0; i < 3; i++) {
		assert_false(resolver_run(&resolver, &credentials, &err));
	}
	assert_int_equal(canned_requests(instance), 1);
	assert_non_null(strstr(buf_text(&resolver.tried), "not asked again"));
	resolver_fini(&resolver);
	canned_stop(instance);
}

/* --- Single sign-on ------------------------------------------------------------------------ */

#define START_URL "https://corp.awsapps.com/start"
#define CONFIG                                                                                     \
	"[profile sso]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = "       \
	"on+call\n"                                                                                \
	"[sso-session corp]\nsso_start_url = " START_URL "\nsso_region = eu-central-1\n"           \
	"[profile old]\nsso_start_url = " START_URL "\nsso_region = eu-central-1\n"                \
	"sso_account_id = 123456789012\nsso_role_name = on+call\n"                                 \
	"[profile half]\nsso_start_url = " START_URL "\nsso_account_id = 123456789012\n"           \
	"[profile lost]\nsso_session = none\nsso_account_id = 1\nsso_role_name = x\n"
#define ROLE_CREDENTIALS                                                                           \
	"{\"roleCredentials\":{\"accessKeyId\":\"ASIASSO\",\"secretAccessKey\":\"hidden/secret\"," \
	"\"sessionToken\":\"hidden&<token>\",\"expiration\":4070908800000}}"
#define KEYS_FOR(token)                                                                            \
	{                                                                                          \
		.asks = "x-amz-sso_bearer_token: " token "\r\n", .http_status = 200,               \
		.content_type = "application/json", .body = ROLE_CREDENTIALS                       \
	}

static void test_sso(void **state)
{
	static const struct canned_answer answers[] = {KEYS_FOR("hidden-1"), KEYS_FOR("hidden-2")};
	struct credentials credentials = {0};
	struct error err;
	(void)state;
	struct canned *portal = serve(answers, ARRAY_LEN(answers), "AWS_ENDPOINT_URL_SSO", "");
	aws_files_write("config", CONFIG);
	aws_files_log_in("corp", "{\"accessToken\":\"hidden-1\",\"expiresAt\":\"" FAR "\"}");
	assert_keys("sso", "ASIASSO", "single sign-on");
	/* The older form, with the time as older versions write it. */
	aws_files_log_in(START_URL,
		"{\"accessToken\":\"hidden-2\",\"expiresAt\":\"2099-01-01T00:00:00UTC\"}");
	assert_keys("old", "ASIASSO", "single sign-on");
	assert_true(resolve("old", &credentials, &err));
	assert_string_equal(credentials.account_id, "123456789012");
	canned_stop(portal);
}

static void test_sso_asks(void **state)
{
	static const struct canned_answer answers[] = {
		JSON("GET /federation/credentials?account_id=123456789012&role_name=on%2Bcall HTTP",
			200, ROLE_CREDENTIALS),
	};
	(void)state;
	struct canned *portal = serve(answers, ARRAY_LEN(answers), "AWS_ENDPOINT_URL_SSO", "");
	aws_files_write("config", CONFIG);
	aws_files_log_in("corp", "{\"accessToken\":\"hidden-1\",\"expiresAt\":\"" FAR "\"}");
	assert_keys("sso", "ASIASSO", "single sign-on");
	canned_stop(portal);
}

static void test_sso_needs_login(void **state)
{
	static const char *const logins[] = {
		"{\"accessToken\":\"hidden\",\"expiresAt\":\"" PAST "\"}",
		"{\"accessToken\":\"hidden\",\"expiresAt\":\"soon\"}",
		"{\"accessToken\":\"hid\\r\\nden\",\"expiresAt\":\"" FAR "\"}",
		"{\"accessToken\":\"\",\"expiresAt\":\"" FAR "\"}", "{\"accessToken\":7}", "[]", "",
		"{\"accessToken\":\"hidden\",\"expiresAt\":\"" FAR
		"\"}", /* refused by the portal */
	};
	static const struct canned_answer refusal =
		JSON("GET", 401, "{\"message\":\"Session token not found or invalid\"}");
	(void)state;
	struct canned *portal = serve(&refusal, 1, "AWS_ENDPOINT_URL_SSO", "");
	aws_files_write("config", CONFIG);
	assert_refused("sso", "run \"aws sso login --profile sso\": there is no login yet");
	for (size_t i = 0; i < ARRAY_LEN(logins); i++) {
		aws_files_log_in("corp", logins[i]);
		assert_refused("sso", "run \"aws sso login --profile sso\": ");
	}
	assert_int_equal(canned_requests(portal), 1);
	canned_stop(portal);
}

static void test_sso_refused(void **state)
{
	static const struct {
		struct canned_answer answer;
		const char *said;
	} rows[] = {
		{JSON("GET", 403, "{\"message\":\"No access\"}"),
			"no access to role on+call in account 123456789012: No access"},
		{JSON("GET", 429, "{\"message\":\"slow\"}"), "HTTP 429: slow"},
		{JSON("GET", 200, "{\"roleCredentials\":{}}"), "has no keys"},
		{JSON("GET", 200, "<html>"), "has no keys"},
		{JSON("GET", 200,
			 "{\"roleCredentials\":{\"accessKeyId\":\"A\",\"secretAccessKey\":\"s\","
			 "\"sessionToken\":\"t\",\"expiration\":1000}}"),
			"expired at 1970"},
	};
	(void)state;
	aws_files_write("config", CONFIG);
	aws_files_log_in("corp", "{\"accessToken\":\"hidden\",\"expiresAt\":\"" FAR "\"}");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct canned *portal = serve(&rows[i].answer, 1, "AWS_ENDPOINT_URL_SSO", "");
		assert_refused("sso", rows[i].said);
		canned_stop(portal);
	}
	assert_refused("half", "profile half lacks sso_region");
	assert_refused("lost", "sso-session none lacks sso_start_url");
}

#define RENEWABLE(expiry)                                                                          \
	"{\"startUrl\":\"" START_URL "\",\"accessToken\":\"hidden-1\",\"expiresAt\":\"" expiry     \
	"\",\"clientId\":\"client\",\"clientSecret\":\"hidden-client\","                           \
	"\"registrationExpiresAt\":\"" FAR "\",\"refreshToken\":\"hidden-refresh-1\"}"

/* A token that renews works once: the next is kept for others, and with all else that the file had. */
static void test_sso_renewal(void **state)
{
	static const struct canned_answer answers[] = {
		JSON("{\"grantType\":\"refresh_token\",\"clientId\":\"client\","
		     "\"clientSecret\":\"hidden-client\",\"refreshToken\":\"hidden-refresh-1\"}",
			200,
			"{\"accessToken\":\"hidden-2\",\"expiresIn\":28800,"
			"\"refreshToken\":\"hidden-refresh-2\"}"),
		KEYS_FOR("hidden-2"),
	};
	(void)state;
	struct canned *portal = serve(answers, ARRAY_LEN(answers), "AWS_ENDPOINT_URL", "");
	aws_files_write("config", CONFIG);
	aws_files_log_in("corp", RENEWABLE(PAST));
	assert_keys("sso", "ASIASSO", "single sign-on");
	assert_int_equal(canned_requests(portal), 2);
	/* From the file this time. */
	assert_keys("sso", "ASIASSO", "single sign-on");
	assert_int_equal(canned_requests(portal), 3);
	canned_stop(portal);
}

static void test_sso_renewal_refused(void **state)
{
	static const struct canned_answer answers[] = {
		JSON("refresh_token", 400, "{\"error\":\"invalid_grant\"}"),
	};
	(void)state;
	struct canned *portal = serve(answers, ARRAY_LEN(answers), "AWS_ENDPOINT_URL", "");
	aws_files_write("config", CONFIG);
	aws_files_log_in("corp", RENEWABLE(PAST));
	assert_refused("sso",
		"run \"aws sso login --profile sso\": the login could not be renewed (HTTP 400)");
	canned_stop(portal);
}

/* --- Helpers ------------------------------------------------------------------------------- */

static void write_process(const char *command)
{
	struct buf text = {0};
	buf_printf(&text, "[profile helped]\ncredential_process = %s\n", command);
	aws_files_write("config", buf_text(&text));
	buf_fini(&text);
}

static void test_process(void **state)
{
	(void)state;
	write_process("printf '{\"Version\":1,\"AccessKeyId\":\"ASIADOC\",\"SecretAccessKey\":"
		      "\"hidden/secret\",\"SessionToken\":\"hidden&<token>\",\"Expiration\":\"" FAR
		      "\"}'");
	assert_keys("helped", "ASIADOC", "process");
}

static void test_process_fails(void **state)
{
	static const struct {
		const char *command, *said;
	} rows[] = {
		{"sh -c \"echo oh: hid no more >&2; exit 3\"",
			"ended with status 3: oh: hid no more"},
		{"sh -c 'kill -SEGV $$'", "was ended by signal 11"},
		{"no-such-program-anywhere --x", "cannot be started: No such file"},
		{"printf hidden-garbage", "printed no JSON object"},
		{"printf '{\"Version\":2,\"AccessKeyId\":\"hidden\"}'", "not of Version 1"},
		{"printf '{\"Version\":1}'", "has no AccessKeyId"},
		{"head -c 10000000 /dev/zero", "printed more than 64 kB"},
		{"yes", "printed more than 64 kB"},
		{"sh -c 'read answer && echo \"$answer\"; exit 4'", "ended with status 4"},
		{"sh -c 'echo password? >/dev/tty'", "ended with status "},
		{"sh -c 'unclosed", "a quote is not closed"},
		{"sh -c 'printf \"\\033[31mred\\n\" >&2; exit 1'", "red"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		write_process(rows[i].command);
		assert_refused("helped", rows[i].said);
		assert_refused("helped", "credential_process of profile helped");
	}
}

/* What a helper leaves running goes with it, and does not hold us up. */
static void test_process_that_forks(void **state)
{
	(void)state;
	write_process("sh -c 'sleep 1000 >/dev/null 2>&1 & echo $! >$HOME/.aws/other; echo {}'");
	assert_refused("helped", "not of Version 1");
	char path[128], text[32] = "";
	aws_files_path("other", path);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	assert_non_null(fgets(text, sizeof(text), file));
	fclose(file);
	/* Killed, if perhaps not reaped by init yet. */
	snprintf(path, sizeof(path), "/proc/%d/cmdline", atoi(text));
	for (int64_t end = clock_mono_ms() + 60000; (file = fopen(path, "r"));) {
		int first = fgetc(file);
		fclose(file);
		if (first == EOF) {
			break;
		}
		assert_true(clock_mono_ms() < end);
	}
}

struct cancelling {
	struct resolver *resolver;
	struct canned *canned;
	int64_t cancelled_mono_ms;
};

static void *cancel_when_asked(void *user)
{
	struct cancelling *cancelling = user;
	char path[128];
	aws_files_path("other", path);
	if (cancelling->canned) {
		(void)!canned_wait(cancelling->canned, 1, 60000);
	} else {
		/* The helper says that it runs by making the file. */
		while (access(path, F_OK) != 0) {
			poll(NULL, 0, 5);
		}
	}
	cancelling->cancelled_mono_ms = clock_mono_ms();
	resolver_cancel(cancelling->resolver);
	return NULL;
}

/* Returns the milliseconds that it went on. */
static int64_t cancel(const char *profile, struct canned *canned)
{
	struct resolver resolver;
	struct credentials credentials;
	struct error err;
	pthread_t thread;
	settings.profile = profile;
	assert_true(resolver_init(&resolver, &settings, &err));
	struct cancelling cancelling = {.resolver = &resolver, .canned = canned};
	assert_int_equal(pthread_create(&thread, NULL, cancel_when_asked, &cancelling), 0);
	assert_false(resolver_run(&resolver, &credentials, &err));
	int64_t ended_mono_ms = clock_mono_ms();
	assert_int_equal(err.kind, ERROR_STOPPED);
	pthread_join(thread, NULL);
	resolver_fini(&resolver);
	return ended_mono_ms - cancelling.cancelled_mono_ms;
}

static void test_cancel(void **state)
{
	static const struct canned_answer hang = HANG("GET");
	(void)state;
	write_process("sh -c 'echo >$HOME/.aws/other; sleep 1000 & sleep 1000'");
	int64_t helper_ms = cancel("helped", NULL);
	struct canned *portal = serve(&hang, 1, "AWS_ENDPOINT_URL_SSO", "");
	aws_files_write("config", CONFIG);
	aws_files_log_in("corp", "{\"accessToken\":\"hidden-1\",\"expiresAt\":\"" FAR "\"}");
	int64_t request_ms = cancel("sso", portal);
	canned_stop(portal);
	printf("# stopped within %lld ms with a helper, %lld ms with a request\n",
		(long long)helper_ms, (long long)request_ms);
	/* Far less than they would have taken. */
	assert_in_range(helper_ms, 0, 5000);
	assert_in_range(request_ms, 0, 5000);
}

static int set_up(void **state)
{
	settings = (struct settings){.region = "eu-west-1"};
	return aws_files_setup(state);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, aws_files_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_role),
		TEST(test_role_of_flag),
		TEST(test_role_refused),
		TEST(test_role_with_wrong_clock),
		TEST(test_role_chain),
		TEST(test_web_identity),
		TEST(test_container),
		TEST(test_container_refused),
		TEST(test_instance),
		TEST(test_instance_refused),
		TEST(test_no_instance),
		TEST(test_sso),
		TEST(test_sso_asks),
		TEST(test_sso_needs_login),
		TEST(test_sso_refused),
		TEST(test_sso_renewal),
		TEST(test_sso_renewal_refused),
		TEST(test_process),
		TEST(test_process_fails),
		TEST(test_process_that_forks),
		TEST(test_cancel),
	};

	return cmocka_run_group_tests_name("providers", tests, NULL, NULL);
}
