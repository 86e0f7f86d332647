/* SPDX-License-Identifier: MIT */
/* Settings that contradict each other, or make no sense alone. */
#include "model/session_edit.h"
#include "settings/settings_given.h"
#include "summary.h"

#include <string.h>

/* The kind of error when two settings contradict each other. */
static enum error_kind error_kind_of_either(
	const struct settings *settings, const char *flag, const char *other)
{
	return settings_is_flag_given(settings, flag) ? ERROR_USAGE
						      : settings_error_kind(settings, other);
}

/* --active-value and --paused-value must be given together and differ. */
static bool check_active_values(struct settings *settings, struct error *err)
{
	const char *active = settings->active_value, *paused = settings->paused_value;
	enum error_kind kind = error_kind_of_either(settings, "active-value", "paused-value");

	if (!active != !paused) {
		return error_set(err, kind,
			"--active-value and --paused-value are only valid together; --%s-value is "
			"missing" SETTINGS_TRY_HELP,
			active ? "paused" : "active");
	}
	if (active && strcmp(active, paused) == 0) {
		return error_set(err, kind,
			"--active-value and --paused-value must differ, but both are "
			"\"%.60s\"" SETTINGS_TRY_HELP,
			active);
	}
	settings->own_encodings = session_own_encodings(active, paused);
	return true;
}

/* --external-id must not be sent for a profile's role, which has its own. */
static bool check_role(const struct settings *settings, struct error *err)
{
	if (!settings->external_id || settings->role_arn) {
		return true;
	}
	return error_set(err, settings_error_kind(settings, "external-id"),
		"--external-id is only valid with --role-arn" SETTINGS_TRY_HELP);
}

/* service is NULL for the thresholds of all other services. */
static bool check_limits(const struct settings *settings, const struct session_thresholds *limits,
	const char *service, struct error *err)
{
	const char *name = service ? service : "all services";

	if (limits->late > limits->critical) {
		return error_set(err, error_kind_of_either(settings, "late", "critical"),
			"thresholds for %.60s: late (%g) exceeds critical (%g)" SETTINGS_TRY_HELP,
			name, limits->late, limits->critical);
	}
	if (limits->errors_late > limits->errors_critical) {
		return error_set(err,
			error_kind_of_either(settings, "errors-late", "errors-critical"),
			"thresholds for %.60s: errors_late (%d) exceeds errors_critical "
			"(%d)" SETTINGS_TRY_HELP,
			name, (int)limits->errors_late, (int)limits->errors_critical);
	}
	return true;
}

/* A replay ends by itself and is read-only. */
static bool check_replay(struct settings *settings, struct error *err)
{
	if (settings->record && settings->replay) {
		return error_set(err, ERROR_USAGE,
			"--record and --replay cannot be combined" SETTINGS_TRY_HELP);
	}
	if (settings->replay && (settings->count != 1 || settings->wait_until)) {
		return error_set(err, ERROR_USAGE,
			"--%s cannot be used with --replay, because a recording does not "
			"change" SETTINGS_TRY_HELP,
			settings->wait_until ? "wait-until" : "count");
	}
	settings->read_only = settings->read_only || settings->replay;
	return true;
}

bool settings_check(struct settings *settings, struct error *err)
{
	bool is_good = check_active_values(settings, err) && check_role(settings, err) &&
		       check_replay(settings, err) &&
		       check_limits(settings, &settings->limits, NULL, err);

	for (size_t i = 0; is_good && i < settings->own_services_count; i++) {
		const struct settings_service *own = &settings->own_services[i];

		is_good = check_limits(settings, &own->limits, own->service, err);
	}
	return is_good;
}

/* --- Reports instead of the screen ---------------------------------------------------------- */

/* Reports that have their own flag instead of a value of --output. */
static const struct {
	const char *flag;
	enum output output;
} kinds[] = {
	{"check", OUTPUT_CHECK},
	{"statusline", OUTPUT_STATUSLINE},
	{"summary", OUTPUT_SUMMARY},
	{"textfile", OUTPUT_PROM},
	{"wait-until", OUTPUT_WAIT},
};

static bool choose_kind(struct settings *settings, struct error *err)
{
	const char *chosen = settings_is_flag_given(settings, "output") ? "output" : NULL;

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (!settings_is_flag_given(settings, kinds[i].flag)) {
			continue;
		}
		if (chosen) {
			return error_set(err, ERROR_USAGE,
				"--%s and --%s cannot be combined" SETTINGS_TRY_HELP, chosen,
				kinds[i].flag);
		}
		chosen = kinds[i].flag;
		settings->output = kinds[i].output;
		settings->once = true;
	}
	return true;
}

/* What the chosen report prints; 0 for those that have their own flag. */
static unsigned printed(const struct settings *settings)
{
	const struct settings_format *format = settings_format(settings->output);

	return format ? format->prints : 0;
}

bool settings_lists_sessions(const struct settings *settings)
{
	bool has_groups_only = settings->by && settings->output == OUTPUT_CSV;

	return printed(settings) & OUTPUT_SESSIONS && !has_groups_only;
}

/* --filter and --sort need a report that lists sessions, --by one that has groups. */
static bool check_list(const struct settings *settings, struct error *err)
{
	static const char *const of_lists[] = {"filter", "sort"};

	for (size_t i = 0; i < ARRAY_LEN(of_lists); i++) {
		if (!settings_lists_sessions(settings) &&
			settings_is_flag_given(settings, of_lists[i])) {
			return error_set(err, ERROR_USAGE,
				"--%s needs a report that lists sessions" SETTINGS_TRY_HELP,
				of_lists[i]);
		}
	}
	if (settings->by && !settings->once) {
		return error_set(err, ERROR_USAGE,
			"--by is only valid with a report, such as --once" SETTINGS_TRY_HELP);
	}
	if (settings->by && !(printed(settings) & OUTPUT_GROUPS)) {
		return error_set(err, ERROR_USAGE,
			"--by works only with text, wide, json, jsonl and csv reports" SETTINGS_TRY_HELP);
	}
	return true;
}

/* Flags for what the dashboard shows first. */
static bool check_screen(const struct settings *settings, struct error *err)
{
	static const char *const of_screen[] = {"view", "finding", "columns", "problems", "times"};

	for (size_t i = 0; i < ARRAY_LEN(of_screen); i++) {
		if (settings->once && settings_is_flag_given(settings, of_screen[i])) {
			return error_set(err, ERROR_USAGE,
				"--%s is for the dashboard, not for reports" SETTINGS_TRY_HELP,
				of_screen[i]);
		}
	}
	return true;
}

/* --whoami and --doctor support fewer formats. */
static bool check_facts(const struct settings *settings, struct error *err)
{
	const struct settings_format *format = settings_format(settings->output);

	if ((!settings->whoami && !settings->doctor) || !format || format->prints & OUTPUT_FACTS) {
		return true;
	}
	return error_set(err, ERROR_USAGE,
		"--%s cannot be combined with --output=%s" SETTINGS_TRY_HELP,
		settings->whoami ? "whoami" : "doctor", format->name);
}

/* True if a condition that the report evaluates is about sessions that were never polled. */
static bool judges_never_polled(const struct settings *settings)
{
	const char *word = summary_figure_info(FIGURE_NEVER_POLLED)->word;
	const char *wanted = settings->wait_until;

	if (wanted && strcmp(wanted, "ok") != 0 && strcmp(wanted, "no-crit") != 0) {
		return strstr(wanted, word);
	}
	return (settings->check || wanted) &&
	       (strstr(settings->crit_if, word) || strstr(settings->warn_if, word));
}

void settings_spare_scan(struct settings *settings)
{
	if (settings->only_services && !settings_is_flag_given(settings, "reconcile") &&
		!judges_never_polled(settings)) {
		settings->reconcile_ms = 0;
	}
}

bool settings_choose_report(struct settings *settings, struct error *err)
{
	bool has_facts = settings->whoami || settings->doctor;

	settings->once |= settings_is_flag_given(settings, "count") ||
			  (settings_is_flag_given(settings, "output") && !has_facts);
	if (!choose_kind(settings, err)) {
		return false;
	}
	if (settings_is_flag_given(settings, "timeout") && !settings->once) {
		return error_set(err, ERROR_USAGE,
			"--timeout is only valid with a report, such as --once" SETTINGS_TRY_HELP);
	}
	settings->names_services = settings_is_flag_given(settings, "service");
	settings->only_services = settings->once && settings->names_services;
	return check_facts(settings, err) && check_list(settings, err) &&
	       check_screen(settings, err);
}
