/* SPDX-License-Identifier: MIT */
#include "runbook.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void what_is_a_runbook(void **state)
{
	static const struct {
		const char *text;
		bool is_valid;
	} rows[] = {
		{"https://wiki/slack", true},
		{"https://wiki.example.com:8443/a%20b/{service}?s={state}&u={user}#{kind}", true},
		{"https://[::1]/x", true},
		{"https://wiki", true},
		/* Other schemes, also by letter case. */
		{"http://wiki/slack", false},
		{"HTTPS://wiki/slack", false},
		{"javascript:alert(1)", false},
		{"file:///etc/passwd", false},
		{"wiki/slack", false},
		{"", false},
		/* The host is as written, so that no data choose where the link leads. */
		{"https://", false},
		{"https:///slack", false},
		{"https://{service}/x", false},
		{"https://{service}.example.com", false},
		{"https://wiki.example.com@evil.example/x", false},
		/* Anything that a terminal, a shell or Markdown would not take for a part of it. */
		{"https://wiki/a b", false},
		{"https://wiki/a\033]8;;x", false},
		{"https://wiki/caf\xC3\xA9", false},
		{"https://wiki/<b>", false},
		{"https://wiki/\"x\"", false},
		{"https://wiki/%", false},
		{"https://wiki/%2", false},
		{"https://wiki/%zz", false},
		/* Braces are for placeholders. */
		{"https://wiki/{stat}", false},
		{"https://wiki/{", false},
		{"https://wiki/}", false},
		{"https://wiki/{{state}}", false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (runbook_url_is_valid(rows[i].text) != rows[i].is_valid) {
			fail_msg("\"%s\"", rows[i].text);
		}
	}
}

static const struct settings_service own[] = {
	{.service = "slack", .runbook = "https://wiki/{service}/{state}?user={user}&k={kind}"},
	{.service = "caf\xC3\xA9/..", .runbook = "https://wiki/{service}", .owner = "team-a"},
	{.service = "plain"},
};
static const struct settings settings = {
	.owner = "on-call", .own_services = own, .own_services_count = ARRAY_LEN(own)};

static void assert_put(const struct runbook_subject *subject, const char *expected)
{
	struct buf url = {0};

	assert_int_equal(runbook_put(&url, &settings, subject), *expected != '\0');
	assert_string_equal(buf_text(&url), expected);
	buf_fini(&url);
}

static void placeholders(void **state)
{
	(void)state;
	assert_put(&(struct runbook_subject){"slack", "u-1", "critical", "cohort_stopped"},
		"https://wiki/slack/critical?user=u-1&k=cohort_stopped");
	/* What has no value is empty. */
	assert_put(&(struct runbook_subject){.service = "slack"}, "https://wiki/slack/?user=&k=");
	/* Bytes from the table cannot end the URL, nor lead elsewhere in it. */
	assert_put(&(struct runbook_subject){"slack", "a/../b?x=#\"<\033\n %{state}", "late", ""},
		"https://wiki/slack/late?user=a%2F..%2Fb%3Fx%3D%23%22%3C%1B%0A%20%25%7Bstate%7D&k="
		"");
	assert_put(&(struct runbook_subject){.service = "caf\xC3\xA9/.."},
		"https://wiki/caf%C3%A9%2F..");
	assert_put(&(struct runbook_subject){.service = "plain"}, "");
	assert_put(&(struct runbook_subject){.service = "other"}, "");
	assert_put(&(struct runbook_subject){.user = "u-1"}, "");
}

/* A finding: the severest state of its members; a user only if it is about one. */
static void findings(void **state)
{
	static const struct service_summary services[] = {
		{.name = "slack"}, {.name = "caf\xC3\xA9/.."}};
	static const struct session sessions[] = {
		{.user_id = "a", .service = 0, .state = STATE_LATE},
		{.user_id = "b", .service = 0, .state = STATE_CRITICAL}};
	static const uint32_t rows[] = {0, 1};
	const struct snapshot snapshot = {.sessions = sessions,
		.sessions_count = ARRAY_LEN(sessions),
		.services = services,
		.services_count = ARRAY_LEN(services)};
	struct finding finding = {.kind = FINDING_SERVICE_LATE,
		.service = 0,
		.rows = rows,
		.members = ARRAY_LEN(rows)};
	struct buf url = {0};

	(void)state;
	assert_true(runbook_put_of_finding(&url, &settings, &snapshot, &finding));
	assert_string_equal(buf_text(&url), "https://wiki/slack/critical?user=&k=service_late");
	assert_null(runbook_owner_of_finding(&settings, &snapshot, &finding));
	buf_clear(&url);

	finding.service = 1;
	assert_string_equal(runbook_owner_of_finding(&settings, &snapshot, &finding), "team-a");
	/* In several services: what [default] says. */
	finding.service = FINDING_NO_SERVICE;
	assert_false(runbook_put_of_finding(&url, &settings, &snapshot, &finding));
	assert_string_equal(runbook_owner_of_finding(&settings, &snapshot, &finding), "on-call");
	buf_fini(&url);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_a_runbook),
		cmocka_unit_test(placeholders),
		cmocka_unit_test(findings),
	};

	return cmocka_run_group_tests_name("runbook", tests, NULL, NULL);
}
