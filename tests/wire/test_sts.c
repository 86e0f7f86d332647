/* SPDX-License-Identifier: MIT */
/* Assuming roles, with success and with every kind of failure. */
#include "aws/credentials.h"
#include "kit/resolve.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define ROLE_KEYS(expiry) ROLE_KEYS_WITH("hidden&amp;&#60;token&#x3E;", expiry)
#define ROLE_KEYS_WITH(token, expiry)                                                              \
	"<?xml version=\"1.0\"?><AssumeRoleResponse "                                              \
	"xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><!-- <AccessKeyId>no</AccessKeyId> "  \
	"-->"                                                                                      \
	"<AssumeRoleResult><AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/r/s</Arn>" \
	"</AssumedRoleUser><Credentials>\n <AccessKeyId>ASIAROLE</AccessKeyId>"                    \
	"<SecretAccessKey>hidden/secret</SecretAccessKey>"                                         \
	"<SessionToken>" token "</SessionToken>"                                                   \
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
	static const struct canned_response responses[] = {
		XML("ExternalId=a%2Fb%3D&", 500, ""),
		XML("RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Foncall&RoleSessionName="
		    "anna&"
		    "DurationSeconds=900&ExternalId=a%2Fb%3D",
			200, ROLE_KEYS(FAR)),
	};
	char authorization[300];

	(void)state;
	struct canned *sts =
		resolve_start_server(responses, ARRAY_LEN(responses), "AWS_ENDPOINT_URL_STS", "");

	write_role("external_id = a/b=\nrole_session_name = anna\nduration_seconds = 900");
	resolve_expect_credentials("role", "ASIAROLE", "role");
	canned_header(sts, "Authorization", authorization, sizeof(authorization));
	assert_non_null(strstr(authorization, "Credential=AKIDBASE/"));
	assert_non_null(strstr(authorization, "/eu-west-1/sts/aws4_request"));
	canned_stop(sts);
}

static void test_role_of_flag(void **state)
{
	static const struct canned_response responses[] = {
		XML("ExternalId=told", 200, ROLE_KEYS(FAR)),
	};

	(void)state;
	struct canned *sts =
		resolve_start_server(responses, ARRAY_LEN(responses), "AWS_ENDPOINT_URL_STS", "");

	write_role("");
	resolve_settings.role_arn = ROLE;
	resolve_settings.external_id = "told";
	resolve_expect_credentials("base", "ASIAROLE", "--role-arn");
	canned_stop(sts);
}

/* Responses of STS, and the error for each. */
static void test_role_refused(void **state)
{
	static const struct {
		struct canned_response response;
		const char *said;
	} rows[] = {
		{XML("Action", 403, STS_ERROR("AccessDenied", "not &quot;you&quot;")),
			"AssumeRole: AccessDenied: not \"you\""},
		{XML("Action", 400, STS_ERROR("MalformedPolicyDocument", "x")), "MalformedPolicy"},
		{XML("Action", 200, ROLE_KEYS(PAST)), "expired at 2019-01-01T00:00:00Z"},
		{XML("Action", 200, ROLE_KEYS("soon")),
			"Expiration in the response from 127.0.0.1"},
		{XML("Action", 200, ROLE_KEYS_WITH("a&#13;&#10;Evil: header", FAR)),
			"SessionToken in the response from 127.0.0.1"},
		{XML("Action", 200, "<AssumeRoleResponse><AccessKeyId>A"), "has no credentials"},
		{XML("Action", 200, ""), "has no credentials"},
		{XML("Action", 500, "oops"), "HTTP 500"},
		{XML("Action", 302, "<html>moved</html>"), "HTTP 302"},
	};

	(void)state;
	write_role("");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct canned *sts =
			resolve_start_server(&rows[i].response, 1, "AWS_ENDPOINT_URL_STS", "");

		resolve_expect_error("role", rows[i].said);
		resolve_expect_error("role", ROLE);
		canned_stop(sts);
	}
	resolve_no_server("AWS_ENDPOINT_URL_STS", "");
	resolve_expect_error("role", "no response from 127.0.0.1");
}

/* With a clock that is an hour off, the response's date corrects the second try. */
static void test_role_with_wrong_clock(void **state)
{
	static const struct canned_response responses[] = {
		{.contains = "Action",
			.http_status = 403,
			.content_type = "text/xml",
			.headers = "Date: Fri, 01 Jan 2100 00:00:00 GMT\r\n",
			.body = STS_ERROR("SignatureDoesNotMatch", "too old"),
			.times = 1},
		{.contains = "Action",
			.http_status = 200,
			.content_type = "text/xml",
			.headers = "Date: Fri, 01 Jan 2100 00:00:00 GMT\r\n",
			.body = ROLE_KEYS("2100-01-01T01:00:00Z")},
	};
	struct credentials credentials = {0};
	struct error err = {0};
	char date[40];

	(void)state;
	struct canned *sts =
		resolve_start_server(responses, ARRAY_LEN(responses), "AWS_ENDPOINT_URL_STS", "");

	write_role("");
	assert_true(resolve_credentials("role", &credentials, &err));
	canned_header(sts, "X-Amz-Date", date, sizeof(date));
	assert_memory_equal(date, "21000101T0000", 13);
	canned_stop(sts);
}

static void test_role_chain(void **state)
{
	static const struct canned_response responses[] = {
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
	struct canned *sts =
		resolve_start_server(responses, ARRAY_LEN(responses), "AWS_ENDPOINT_URL_STS", "");

	resolve_expect_credentials("outer", "ASIAROLE", "role");
	canned_header(sts, "X-Amz-Security-Token", header, sizeof(header));
	assert_string_equal(header, "inner");
	resolve_expect_credentials("self", "ASIAROLE", "role");
	canned_header(sts, "Authorization", header, sizeof(header));
	assert_non_null(strstr(header, "AKIDSELF"));
	int requests = canned_requests(sts);

	resolve_expect_error("one", "profile two: source_profile one forms a loop");
	resolve_expect_error("ring", "source_profile ring forms a loop");
	resolve_expect_error("lost", "source_profile nobody is in neither file");
	resolve_expect_error("bare", "neither of source_profile and credential_source");
	resolve_expect_error("both", "both of source_profile and credential_source");
	resolve_expect_error("odd", "\"Moon\"; expected Environment");
	resolve_expect_error("unset", "AWS_ACCESS_KEY_ID is not set");
	resolve_expect_error("mfa", "export-credentials --profile mfa");
	assert_int_equal(canned_requests(sts), requests);
	setenv("AWS_ACCESS_KEY_ID", "AKIDENV", 1);
	setenv("AWS_SECRET_ACCESS_KEY", "hidden", 1);
	resolve_expect_credentials("env", "ASIAROLE", "role");
	canned_stop(sts);
}

static void test_web_identity(void **state)
{
	static const struct canned_response responses[] = {
		XML("Authorization", 500, ""),
		XML("RoleSessionName=pod&WebIdentityToken=a.b%2Bc%3D", 200, ROLE_KEYS(FAR)),
	};
	char path[128];

	(void)state;
	struct canned *sts =
		resolve_start_server(responses, ARRAY_LEN(responses), "AWS_ENDPOINT_URL_STS", "");

	aws_files_write("other", "a.b+c=\n");
	aws_files_path("other", path);
	setenv("AWS_WEB_IDENTITY_TOKEN_FILE", path, 1);
	resolve_expect_error(NULL, "neither AWS_ROLE_ARN nor role_arn");
	setenv("AWS_ROLE_ARN", ROLE, 1);
	setenv("AWS_ROLE_SESSION_NAME", "pod", 1);
	resolve_expect_credentials(NULL, "ASIAROLE", "web identity");
	setenv("AWS_WEB_IDENTITY_TOKEN_FILE", "/nowhere/at/all", 1);
	resolve_expect_error(
		NULL, "cannot read the web identity token in /nowhere/at/all: No such file");
	canned_stop(sts);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, resolve_set_up, aws_files_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_role),
		TEST(test_role_of_flag),
		TEST(test_role_refused),
		TEST(test_role_with_wrong_clock),
		TEST(test_role_chain),
		TEST(test_web_identity),
	};

	return cmocka_run_group_tests_name("sts", tests, NULL, NULL);
}
