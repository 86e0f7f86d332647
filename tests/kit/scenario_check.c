/* SPDX-License-Identifier: MIT */
#include "kit/scenario_check.h"

#include "duration.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* --- What holds for all findings ------------------------------------------------------------- */

/* No session is in two findings; counts are those of the members. */
static const char *find_contradiction(const struct snapshot *snapshot)
{
	const struct findings *findings = snapshot->findings;
	const char *fault = NULL;
	bool *is_taken = base_calloc(snapshot->sessions_count + 1, sizeof(*is_taken));

	for (size_t i = 0; i < findings->current && !fault; i++) {
		const struct finding *finding = &findings->list[i];
		uint32_t critical = 0, late = 0;

		for (uint32_t j = 0; j < finding->members; j++) {
			uint32_t row = finding->rows[j];

			fault = is_taken[row] ? "a session is in two findings" : fault;
			is_taken[row] = true;
			critical += snapshot->sessions[row].state == STATE_CRITICAL;
			late += snapshot->sessions[row].state == STATE_LATE;
		}
		if (critical != finding->critical || late != finding->late) {
			fault = "critical or late is not that of the members";
		}
		if (finding->of > 0 && finding->members > finding->of) {
			fault = "more members than sessions";
		}
		if (finding->of > 0 && finding->kind == FINDING_COHORT_STOPPED &&
			finding->members + finding->still_polling + finding->not_due >
				finding->of) {
			fault = "members, still polling and not due are more than there are";
		}
		if (finding->peak > 0 && finding->peak < finding->members) {
			fault = "more members than the peak";
		}
	}
	free(is_taken);
	return fault;
}

/* An unhealthy session that no finding has, once all has been read; NULL: none. */
static const char *find_missing(const struct snapshot *snapshot)
{
	static char missing[128];
	const struct findings *findings = snapshot->findings;
	bool *is_taken = base_calloc(snapshot->sessions_count + 1, sizeof(*is_taken));

	missing[0] = '\0';
	for (size_t i = 0; i < findings->current; i++) {
		for (uint32_t j = 0; j < findings->list[i].members; j++) {
			is_taken[findings->list[i].rows[j]] = true;
		}
	}
	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		const struct session *session = &snapshot->sessions[i];

		if (session_is_unhealthy(session) && !is_taken[i]) {
			snprintf(missing, sizeof(missing),
				"%s of %s is unhealthy but in no finding", session->user_id,
				snapshot->services[session->service].name);
		}
	}
	free(is_taken);
	return *missing ? missing : NULL;
}

static bool is_stop(const struct scenario *scenario, const struct snapshot *snapshot,
	const struct finding *finding)
{
	for (size_t i = 0; i < scenario->stops_count; i++) {
		int64_t at_ms = scenario->start_ms + scenario->stops[i].at_ms;
		const char *service = scenario->stops[i].service;
		bool is_scope = !service || finding->service == FINDING_NO_SERVICE ||
				strcmp(service, snapshot->services[finding->service].name) == 0;

		if (is_scope && finding->began_after_ms <= at_ms &&
			at_ms <= finding->began_before_ms) {
			return true;
		}
	}
	return false;
}

/* Until a slow worker polls its sessions for the first time, they cannot be told from stopped ones.
 */
static bool has_slow(const struct scenario *scenario)
{
	for (size_t i = 0; i < scenario->lines_count; i++) {
		const struct scenario_line *line = &scenario->lines[i];

		if (line->words_count > 0 && strcmp(line->words[0], "slow") == 0) {
			return true;
		}
	}
	return false;
}

/* A cohort's bracket contains an instant at which sessions were stopped. */
static const char *find_false_bracket(
	const struct scenario *scenario, const struct snapshot *snapshot)
{
	const struct findings *findings = snapshot->findings;

	if (has_slow(scenario)) {
		return NULL;
	}

	for (size_t i = 0; i < findings->current; i++) {
		const struct finding *finding = &findings->list[i];

		if (finding->kind == FINDING_COHORT_STOPPED &&
			!is_stop(scenario, snapshot, finding)) {
			return "nothing was stopped in the bracket of a cohort";
		}
	}
	return NULL;
}

/* --- Lines ---------------------------------------------------------------------------------- */

static bool has_scope(
	const struct snapshot *snapshot, const struct finding *finding, const char *scope)
{
	if (strncmp(scope, "user:", 5) == 0) {
		return finding->user_id && strcmp(finding->user_id, scope + 5) == 0;
	}
	if (strcmp(scope, "*") == 0) {
		return finding->service == FINDING_NO_SERVICE;
	}
	return finding->service != FINDING_NO_SERVICE &&
	       strcmp(snapshot->services[finding->service].name, scope) == 0;
}

static bool has_bracket(
	const struct scenario *scenario, const struct finding *finding, const char *text)
{
	int64_t at_ms = 0;

	if (!duration_parse(text, &at_ms)) {
		return false;
	}
	at_ms += scenario->start_ms;
	return finding->began_after_ms <= at_ms && at_ms <= finding->began_before_ms;
}

static bool has_property(
	const struct scenario *scenario, const struct finding *finding, const char *property)
{
	size_t length = strcspn(property, "=");
	const char *value = property[length] ? property + length + 1 : "";
	const struct {
		const char *name;
		bool holds;
	} properties[] = {
		{"n", finding->members == (uint32_t)atoi(value)},
		{"of", finding->of == (uint32_t)atoi(value)},
		{"peak", finding->peak == (uint32_t)atoi(value)},
		{"were_critical", finding->were_critical == (uint32_t)atoi(value)},
		{"polling", finding->still_polling == (uint32_t)atoi(value)},
		{"was", has_bracket(scenario, finding, value)},
		{"young", finding->is_young},
		{"late", !finding->is_young},
		{"info", finding->severity == SEVERITY_INFO},
		{"over", finding_is_over(finding)},
		{"flaps", finding->flaps >= (uint32_t)atoi(value)},
		{"outlook", strcmp(finding_outlook_word(finding->outlook), value) == 0},
	};

	for (size_t i = 0; i < ARRAY_LEN(properties); i++) {
		if (strncmp(properties[i].name, property, length) == 0 &&
			properties[i].name[length] == '\0') {
			return properties[i].holds;
		}
	}
	fprintf(stderr, "no property %s\n", property);
	exit(1);
}

static bool is_such(const struct scenario *scenario, const struct snapshot *snapshot,
	const struct finding *finding, const struct scenario_line *line)
{
	bool is_any = strcmp(line->words[0], "any") == 0;

	if (!is_any && strcmp(finding_kind_word(finding->kind), line->words[0]) != 0) {
		return false;
	}
	if (line->words_count > 1 && !has_scope(snapshot, finding, line->words[1])) {
		return false;
	}
	for (size_t i = 2; i < line->words_count; i++) {
		if (!has_property(scenario, finding, line->words[i])) {
			return false;
		}
	}
	return true;
}

static bool has_such(const struct scenario *scenario, const struct snapshot *snapshot,
	const struct scenario_line *line)
{
	const struct findings *findings = snapshot->findings;
	bool wants_over = line->words_count > 2 && strcmp(line->words[2], "over") == 0;

	for (size_t i = 0; i < (wants_over ? findings->count : findings->current); i++) {
		if (is_such(scenario, snapshot, &findings->list[i], line)) {
			return true;
		}
	}
	return false;
}

static bool says(const struct snapshot *snapshot, const char *wanted)
{
	struct buf text = {0};

	(void)finding_put_verdict(&text, snapshot, snapshot->findings, &snapshot->totals);
	for (size_t i = 0; i < snapshot->findings->count; i++) {
		buf_putc(&text, '\n');
		finding_put_text(&text, snapshot, &snapshot->findings->list[i]);
		buf_putc(&text, ' ');
		finding_put_outlook(&text, snapshot, &snapshot->findings->list[i]);
	}
	bool has = strstr(buf_text(&text), wanted) != NULL;

	buf_fini(&text);
	return has;
}

static bool is_well(const struct snapshot *snapshot)
{
	struct buf text = {0};
	enum finding_severity severity =
		finding_put_verdict(&text, snapshot, snapshot->findings, &snapshot->totals);
	bool is_well = severity == SEVERITY_COUNT && strstr(buf_text(&text), "on time");

	buf_fini(&text);
	return is_well;
}

static bool holds(const struct scenario *scenario, const struct snapshot *snapshot,
	const struct scenario_line *line)
{
	if (strcmp(line->verb, "see") == 0) {
		return has_such(scenario, snapshot, line);
	}
	if (strcmp(line->verb, "not") == 0) {
		return !has_such(scenario, snapshot, line);
	}
	if (strcmp(line->verb, "say") == 0) {
		return says(snapshot, line->text);
	}
	return (strcmp(line->verb, "well") == 0) == is_well(snapshot);
}

static void print_findings(const struct snapshot *snapshot)
{
	struct buf text = {0};

	(void)finding_put_verdict(&text, snapshot, snapshot->findings, &snapshot->totals);
	for (size_t i = 0; i < snapshot->findings->count; i++) {
		const struct finding *finding = &snapshot->findings->list[i];

		buf_printf(&text, "\n#    %s %s%s ", i < snapshot->findings->current ? "-" : "over",
			finding_kind_word(finding->kind), finding->is_young ? " young" : "");
		finding_put_text(&text, snapshot, finding);
		buf_puts(&text, " | ");
		finding_put_outlook(&text, snapshot, finding);
	}
	printf("#    %s\n", buf_text(&text));
	buf_fini(&text);
}

static int report(const struct scenario *scenario, const struct snapshot *snapshot, int64_t now_ms,
	int number, const char *fault)
{
	printf("# %s:%d: at %llds: %s\n", scenario->path, number, (long long)(now_ms / 1000),
		fault);
	print_findings(snapshot);
	return 1;
}

int scenario_check(const struct scenario *scenario, const struct snapshot *snapshot, int64_t now_ms)
{
	const char *faults[] = {find_contradiction(snapshot),
		snapshot_has_all(snapshot) ? find_missing(snapshot) : NULL,
		find_false_bracket(scenario, snapshot)};
	int failed = 0;

	for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
		if (faults[i]) {
			failed += report(scenario, snapshot, now_ms, 0, faults[i]);
		}
	}
	for (size_t i = 0; i < scenario->lines_count; i++) {
		const struct scenario_line *line = &scenario->lines[i];
		bool is_due = strcmp(line->verb, "at") != 0 && line->from_ms <= now_ms &&
			      now_ms <= line->to_ms;

		if (is_due && !holds(scenario, snapshot, line)) {
			char fault[500];

			snprintf(fault, sizeof(fault), "%s %s", line->verb, line->text);
			failed += report(scenario, snapshot, now_ms, line->number, fault);
		}
	}
	return failed;
}

int scenario_count_unmet(const struct scenario *scenario)
{
	int unmet = 0;

	for (size_t i = 0; i < scenario->lines_count; i++) {
		const struct scenario_line *line = &scenario->lines[i];
		int64_t first_ms = (line->from_ms + scenario->refresh_ms - 1) /
				   scenario->refresh_ms * scenario->refresh_ms;
		bool is_check = strcmp(line->verb, "at") != 0;

		if (is_check && (first_ms > line->to_ms || line->to_ms > scenario->end_ms)) {
			printf("# %s:%d: no refresh meets it\n", scenario->path, line->number);
			unmet++;
		}
	}
	return unmet;
}

void scenario_check_all(int (*play)(const char *path))
{
	const char *only = getenv("BEYATOP_SCENARIO");
	glob_t files;
	int failed = 0;

	assert_int_equal(glob("tests/scenario/*.txt", 0, NULL, &files), 0);
	for (size_t i = 0; i < files.gl_pathc; i++) {
		if (!only || strstr(files.gl_pathv[i], only)) {
			int lines = play(files.gl_pathv[i]);

			printf("# %s: %s\n", files.gl_pathv[i], lines ? "FAILED" : "ok");
			failed += lines;
		}
	}
	globfree(&files);
	assert_int_equal(failed, 0);
}
