/* SPDX-License-Identifier: MIT */
#include "cell/clipboard.h"

#include "kit/quoted.h"
#include "list/item_json.h"
#include "view/incident.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void base64(void **state)
{
	static const struct {
		const char *text, *encoded;
	} cases[] = {
		/* RFC 4648, section 10 */
		{"f", "Zg=="},
		{"fo", "Zm8="},
		{"foo", "Zm9v"},
		{"foob", "Zm9vYg=="},
		{"fooba", "Zm9vYmE="},
		{"foobar", "Zm9vYmFy"},
		{"\xFF\xFE\x7F", "//5/"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out = {0}, wanted = {0};

		buf_printf(&wanted, "\033]52;c;%s\a", cases[i].encoded);
		assert_true(clipboard_write(cases[i].text, false, &out));
		assert_string_equal(buf_text(&out), buf_text(&wanted));
		buf_fini(&out);
		buf_fini(&wanted);
	}
}

static void in_tmux(void **state)
{
	struct buf out = {0};

	(void)state;
	assert_true(clipboard_write("foo", true, &out));
	assert_string_equal(buf_text(&out), "\033]52;c;Zm9v\a\033Ptmux;\033\033]52;c;Zm9v\a\033\\");
	buf_fini(&out);
}

static void too_much_or_nothing(void **state)
{
	static char text[CLIPBOARD_MAX_BYTES + 2];
	struct buf out = {0};

	(void)state;
	assert_false(clipboard_write("", false, &out));
	memset(text, 'x', CLIPBOARD_MAX_BYTES + 1);
	assert_false(clipboard_write(text, false, &out));
	assert_int_equal(out.length, 0);
	text[CLIPBOARD_MAX_BYTES] = '\0';
	assert_true(clipboard_write(text, false, &out));
	buf_fini(&out);
}

static void items_without_secrets(void **state)
{
	static const struct item_node nodes[] = {
		{0, "n", "N", "12", 0, 0},
		{0, "odd", "N", "12\033[2J", 0, 0},
		{0, "nine", "N", "007", 0, 0},
		{0, "on", "BOOL", "true", 0, 0},
		{0, "nil", "NULL", "", 0, 0},
		{0, "state", "M", "", 5, 7},
		{1, "accessToken", "S", "hidden by its name", 0, 0},
		{1, "note", "S", "use xoxb-hidden-by-its-looks", 0, 0},
		{1, "list", "L", "", 2, 2},
		{2, "[0]", "S", "a\"b", 0, 0},
		{2, "[1]", "S", "https://x3k9.example.com/hook?k=1", 0, 0},
		{1, "secrets", "M", "", 1, 1},
		{2, "plain", "S", "hidden too", 0, 0},
		{0, "empty", "L", "", 0, 0},
		{0, "webhookUrl", "S", "somewhere", 0, 0},
	};
	const struct item_detail item = {
		.nodes = nodes, .nodes_count = sizeof(nodes) / sizeof(nodes[0])};
	struct buf out = {0};
	struct buf wanted =
		quoted_text("{'n':12,'odd':'12\\u001b[2J','nine':'007','on':true,'nil':null,"
			    "'state':{'accessToken':'****','note':'****','list':['a\\'b','https://"
			    "x3\xE2\x80\xA6.example.com/****'],"
			    "'secrets':{'plain':'****'}},'empty':[],'webhookUrl':'****'}");

	(void)state;
	item_json_put(&out, &item);
	assert_null(strstr(buf_text(&out), "hidden"));
	struct json *document = json_parse(buf_text(&out), out.length);

	assert_non_null(document);
	json_free(document);
	/* As far as the masked address, whose form is another's business. */
	size_t length = (size_t)(strstr(buf_text(&wanted), "https") - buf_text(&wanted));

	assert_memory_equal(buf_text(&out), buf_text(&wanted), length);
	buf_fini(&out);
	buf_fini(&wanted);
}

/* No text of an item can end a cell, begin markup, or reach a terminal raw. */
static void summaries_of_hostile_names(void **state)
{
	const struct session sessions[] = {{.user_id = "a|b`<script>\033]52;c;x\a\n# T",
		.service = 0,
		.state = STATE_CRITICAL,
		.active = ACTIVE_ON,
		.interval_ms = 1000,
		.asof_s = 100,
		.polled_at_ms = 1000,
		.error_count = 3}};
	const struct service_summary services[] = {{.name = "s|[x](y)",
		.summary = {.sessions = 1,
			.active = 1,
			.states = {[STATE_CRITICAL] = 1},
			.p95_age_ms = -1}}};
	struct snapshot snapshot = {.asof_ms = 100000,
		.sessions = sessions,
		.sessions_count = 1,
		.services = services,
		.services_count = 1,
		.status = {.table = "t", .region = "r", .endpoint = "e", .interval_ms = 1000}};
	const struct settings settings = {0};
	struct ui ui = {.snapshot = &snapshot, .settings = &settings};
	const char *text;

	(void)state;
	struct diagnosis *diagnosis = diagnosis_new(&snapshot, &settings);

	ui.acked.diagnosis = snapshot.diagnosis = diagnosis;
	incident_write(&ui, &ui.summary);
	text = buf_text(&ui.summary);
	assert_non_null(strstr(text, "| a\\|b\\`\\<script\\>"));
	assert_non_null(strstr(text, "| s\\|\\[x\\](y) |"));
	assert_null(strchr(text, '\033'));
	assert_null(strchr(text, '\a'));
	assert_null(strstr(text, "\n# T"));
	assert_non_null(strstr(text, "**Partial: not every session was read.**"));
	buf_fini(&ui.summary);
	diagnosis_free(diagnosis);
}

/* What stopped together and since when, and what was written lately, in few lines. */
static void summaries_tell_what_was_found(void **state)
{
	enum { NOW_MS = 2000000000, LATE_MS = NOW_MS - 600000, SESSIONS = 4 };
	struct session sessions[SESSIONS];
	const struct service_summary services[] = {{.name = "slack",
		.summary = {.sessions = SESSIONS,
			.active = SESSIONS,
			.states = {[STATE_CRITICAL] = SESSIONS},
			.p95_age_ms = -1}}};
	const struct write_record writes[] = {
		{NOW_MS - 1800001, "u-1", "slack", ACTIVE_ON, WRITE_WRITTEN, true, "a", "", ""},
		{NOW_MS - 60000, "u-1", "slack", ACTIVE_OFF, WRITE_WRITTEN, true, "a", "INC-1", ""},
		{NOW_MS - 59000, "u-2", "slack", ACTIVE_OFF, WRITE_WRITTEN, true, "a", "INC-1", ""},
		{NOW_MS - 30000, "u-3", "slack", ACTIVE_ON, WRITE_CONFLICT, false, "bob", "", ""},
	};
	struct snapshot snapshot = {.asof_ms = NOW_MS,
		.sessions = sessions,
		.sessions_count = SESSIONS,
		.services = services,
		.services_count = 1,
		.write_records = writes,
		.write_records_count = ARRAY_LEN(writes),
		.status = {.table = "t", .region = "r", .endpoint = "e", .interval_ms = 1000}};
	const struct settings settings = {
		.limits = {.late = 2, .critical = 5, .errors_late = 3, .errors_critical = 10}};
	struct ui ui = {.snapshot = &snapshot, .settings = &settings, .now_wall_ms = NOW_MS};
	const char *text;

	(void)state;
	for (int i = 0; i < SESSIONS; i++) {
		sessions[i] = (struct session){.user_id = "u",
			.state = STATE_CRITICAL,
			.active = ACTIVE_ON,
			.interval_ms = 1000,
			.asof_s = NOW_MS / 1000,
			.polled_at_ms = LATE_MS + 1000 * ((i + 2) % SESSIONS)};
	}
	struct diagnosis *diagnosis = diagnosis_new(&snapshot, &settings);

	ui.acked.diagnosis = snapshot.diagnosis = diagnosis;
	incident_write(&ui, &ui.summary);
	text = buf_text(&ui.summary);
	assert_non_null(strstr(text, "\n## Findings\n\n- slack: 4 of 4 stopped within 3s of "
				     "03:23:20Z, none runs on: its poller, or the service itself? "
				     "Behind since 1970-01-24T03:23:20Z.\n"));
	assert_non_null(
		strstr(text, "\n## Writes of the last 30 minutes\n\n"
			     "- 1970-01-24T03:32:50Z isActive on, conflict: slack/u-3 by bob\n"
			     "- 1970-01-24T03:32:20Z paused 2 sessions by us, INC-1\n\n"));
	buf_fini(&ui.summary);
	diagnosis_free(diagnosis);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(base64),
		cmocka_unit_test(in_tmux),
		cmocka_unit_test(too_much_or_nothing),
		cmocka_unit_test(items_without_secrets),
		cmocka_unit_test(summaries_of_hostile_names),
		cmocka_unit_test(summaries_tell_what_was_found),
	};

	return cmocka_run_group_tests_name("clipboard", tests, NULL, NULL);
}
