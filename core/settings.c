/* SPDX-License-Identifier: MIT */
#include "settings_table.h"

#include "condition.h"
#include "text.h"
#include "units.h"

#include <stdlib.h>
#include <string.h>

#define MAX_NUMBER 1e6 /* RCU/s, far over any table's quota; or polling intervals */

/* --- How values are read -------------------------------------------------------------------- */

static void *member_of(const struct setting *setting, struct settings *settings)
{
	return (char *)settings + setting->offset;
}

static bool read_text(const struct setting *setting, const char *text, struct settings *settings)
{
	const char **member = member_of(setting, settings);

	*member = text;
	return *text;
}

/* DynamoDB's rule for the names of tables and indexes. */
static bool read_name(const struct setting *setting, const char *text, struct settings *settings)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_.-";
	size_t length = strlen(text);

	return length >= 3 && length <= 255 && strspn(text, allowed) == length &&
	       read_text(setting, text, settings);
}

static bool read_arn(const struct setting *setting, const char *text, struct settings *settings)
{
	return strncmp(text, "arn:", 4) == 0 && strstr(text, ":role/") &&
	       read_text(setting, text, settings);
}

static bool read_switch(const struct setting *setting, const char *text, struct settings *settings)
{
	bool *member = member_of(setting, settings);

	*member = !text || text_equal_ignoring_case(text, "1") ||
		  text_equal_ignoring_case(text, "true") || text_equal_ignoring_case(text, "yes");
	return *member || text_equal_ignoring_case(text, "0") ||
	       text_equal_ignoring_case(text, "false") || text_equal_ignoring_case(text, "no");
}

/* "hard" cannot be taken back: see settings_parse.c. */
static bool read_lock(const struct setting *setting, const char *text, struct settings *settings)
{
	bool is_hard = text && strcmp(text, SETTINGS_HARD) == 0;
	return read_switch(setting, is_hard ? NULL : text, settings);
}

static bool read_duration(
	const struct setting *setting, const char *text, struct settings *settings)
{
	int64_t *member = member_of(setting, settings);

	return units_parse_duration(text, member) && *member >= setting->min &&
	       *member <= setting->max;
}

static bool read_duration_or_off(
	const struct setting *setting, const char *text, struct settings *settings)
{
	int64_t *member = member_of(setting, settings);

	*member = 0;
	return text_equal_ignoring_case(text, "off") || read_duration(setting, text, settings);
}

static bool read_rate(const struct setting *setting, const char *text, struct settings *settings)
{
	double *member = member_of(setting, settings);
	char *end;

	*member = strtod(text, &end);
	/* strtod() also takes blanks, hexadecimal, "inf" and "nan". */
	return *text && text[strspn(text, "0123456789.")] == '\0' && *end == '\0' && *member > 0 &&
	       *member <= MAX_NUMBER;
}

static bool read_count(const struct setting *setting, const char *text, struct settings *settings)
{
	int64_t *member = member_of(setting, settings);
	size_t digits = strspn(text, "0123456789");
	*member = strtoll(text, NULL, 10);
	return digits > 0 && digits < 18 && text[digits] == '\0' && *member >= setting->min &&
	       *member <= setting->max;
}

static bool read_errors(const struct setting *setting, const char *text, struct settings *settings)
{
	int32_t *member = member_of(setting, settings);
	size_t digits = strspn(text, "0123456789");
	*member = (int32_t)strtol(text, NULL, 10);
	return digits > 0 && digits < 10 && text[digits] == '\0' && *member > 0;
}

/* Which of the words the text is; -1: none. */
static int find_word(const char *const *words, size_t count, const char *text)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(text, words[i]) == 0) {
			return (int)i;
		}
	}
	return -1;
}

/* It is read anew where it is used, and then cannot fail. */
static bool read_condition(
	const struct setting *setting, const char *text, struct settings *settings)
{
	struct condition condition;
	return condition_parse(&condition, text) && read_text(setting, text, settings);
}

static bool read_wait(const struct setting *setting, const char *text, struct settings *settings)
{
	bool is_word = strcmp(text, "ok") == 0 || strcmp(text, "no-crit") == 0;
	return is_word ? read_text(setting, text, settings)
		       : read_condition(setting, text, settings);
}

static bool read_poll_index(
	const struct setting *setting, const char *text, struct settings *settings)
{
	bool *member = member_of(setting, settings);
	*member = strcmp(text, "service") == 0;
	return *member || strcmp(text, "active") == 0;
}

static bool read_output(const struct setting *setting, const char *text, struct settings *settings)
{
	static const char *const words[] = {[OUTPUT_TEXT] = "text",
		[OUTPUT_WIDE] = "wide",
		[OUTPUT_JSON] = "json",
		[OUTPUT_JSONL] = "jsonl",
		[OUTPUT_CSV] = "csv",
		[OUTPUT_PROM] = "prom"};
	int word = find_word(words, ARRAY_LEN(words), text);

	(void)setting;
	settings->output = (enum settings_output)word;
	return word >= 0;
}

static bool read_theme(const struct setting *setting, const char *text, struct settings *settings)
{
	static const char *const words[] = {[THEME_AUTO] = "auto",
		[THEME_DARK] = "dark",
		[THEME_LIGHT] = "light",
		[THEME_COLORBLIND] = "colorblind",
		[THEME_MONO] = "mono"};
	int word = find_word(words, ARRAY_LEN(words), text);

	(void)setting;
	settings->theme = (enum settings_theme)word;
	return word >= 0;
}

static bool read_alert(const struct setting *setting, const char *text, struct settings *settings)
{
	static const char *const words[] = {
		[ALERT_OFF] = "off", [ALERT_BELL] = "bell", [ALERT_OSC9] = "osc9"};
	int word = find_word(words, ARRAY_LEN(words), text);

	(void)setting;
	settings->alert = (enum settings_alert)word;
	return word >= 0;
}

static bool add_service(const char *name, size_t length, struct settings *settings)
{
	char *end = settings->services_text;

	for (int i = 0; i < settings->services_count; i++) {
		const char *known = settings->services[i];

		if (strlen(known) == length && memcmp(known, name, length) == 0) {
			return true;
		}
		end += strlen(known) + 1;
	}
	if (length == 0 || settings->services_count == SETTINGS_MAX_SERVICES ||
		length >=
			sizeof(settings->services_text) - (size_t)(end - settings->services_text)) {
		return false;
	}
	memcpy(end, name, length);
	end[length] = '\0';
	settings->services[settings->services_count++] = end;
	return true;
}

static bool read_services(
	const struct setting *setting, const char *text, struct settings *settings)
{
	(void)setting;
	for (;;) {
		size_t length = strcspn(text, ",");

		if (!add_service(text, length, settings)) {
			return false;
		}
		if (!text[length]) {
			return true;
		}
		text += length + 1;
	}
}

/* --- The settings --------------------------------------------------------------------------- */

#define AT(member)     offsetof(struct settings, member)
#define NAME_RULE      "a name of 3 to 255 letters, digits, \"_\", \".\" and \"-\""
#define SWITCH_RULE    "1 or 0"
#define NUMBER_RULE    "a number over 0 and up to 1000000"
#define ERRORS_RULE    "a number of errors from 1 to 999999999"
#define CONDITION_RULE "a condition such as \"critical>0 or late>5%\""
#define SECOND_MS      INT64_C(1000)
#define MINUTE_MS      (60 * SECOND_MS)
#define HOUR_MS        (60 * MINUTE_MS)

static const struct setting table[] = {
	{.flag = "table",
		.letter = 't',
		.variable = "BEYATOP_TABLE",
		.metavar = "NAME",
		.read = read_name,
		.offset = AT(table),
		.initial = "beya-integration-sessions",
		.accepted = NAME_RULE,
		.help = "the table to watch"},
	{.flag = "region",
		.letter = 'r',
		.variable = "BEYATOP_REGION",
		.metavar = "NAME",
		.read = read_text,
		.offset = AT(region),
		.accepted = "a region",
		.help = "its AWS region, else as the AWS CLI finds it"},
	{.flag = "profile",
		.letter = 'p',
		.variable = "BEYATOP_PROFILE",
		.metavar = "NAME",
		.read = read_text,
		.offset = AT(profile),
		.accepted = "a profile",
		.help = "the profile of ~/.aws to use, not AWS_* keys"},
	{.flag = "role-arn",
		.variable = "BEYATOP_ROLE_ARN",
		.metavar = "ARN",
		.read = read_arn,
		.offset = AT(role_arn),
		.accepted = "the ARN of a role, arn:aws:iam::123456789012:role/name",
		.help = "a role to take on with these credentials"},
	{.flag = "external-id",
		.variable = "BEYATOP_EXTERNAL_ID",
		.metavar = "ID",
		.read = read_text,
		.offset = AT(external_id),
		.accepted = "an external ID",
		.help = "what the role's owner wants to be told"},
	{.flag = "endpoint-url",
		.variable = "BEYATOP_ENDPOINT_URL",
		.metavar = "URL",
		.read = read_text,
		.offset = AT(endpoint_url),
		.accepted = "a URL",
		.help = "another server that speaks DynamoDB's API"},
	{.flag = "index-service",
		.variable = "BEYATOP_INDEX_SERVICE",
		.metavar = "NAME",
		.read = read_name,
		.offset = AT(index_service),
		.initial = "ServiceType-Index",
		.accepted = NAME_RULE,
		.help = "the index by serviceType"},
	{.flag = "index-active",
		.variable = "BEYATOP_INDEX_ACTIVE",
		.metavar = "NAME",
		.read = read_name,
		.offset = AT(index_active),
		.initial = "Active-Sessions-Index",
		.accepted = NAME_RULE,
		.help = "the index by isActive"},
	{.flag = "poll-index",
		.variable = "BEYATOP_POLL_INDEX",
		.metavar = "WHICH",
		.read = read_poll_index,
		.offset = AT(polls_services),
		.initial = "active",
		.accepted = "active or service",
		.choices = "active service",
		.help = "which index is read, where both will do"},
	{.flag = "service",
		.letter = 's',
		.variable = "BEYATOP_SERVICES",
		.metavar = "NAME,...",
		.read = read_services,
		.offset = AT(services),
		.accepted = "a list of service names with commas between, at most 64 in all",
		.help = "services to know; as a flag, all that is reported"},
	{.flag = "interval",
		.letter = 'i',
		.variable = "BEYATOP_INTERVAL",
		.metavar = "TIME",
		.read = read_duration,
		.offset = AT(interval_ms),
		.initial = "15s",
		.min = SECOND_MS,
		.max = HOUR_MS,
		.accepted = "a time from 1s to 1h",
		.help = "pause between two refreshes, 1s to 1h"},
	{.flag = "reconcile",
		.variable = "BEYATOP_RECONCILE",
		.metavar = "TIME",
		.read = read_duration_or_off,
		.offset = AT(reconcile_ms),
		.initial = "30m",
		.min = MINUTE_MS,
		.max = 24 * HOUR_MS,
		.accepted = "a time from 1m to 24h, or off",
		.help = "pause between two Scans of the table, or off"},
	{.flag = "max-rcu",
		.variable = "BEYATOP_MAX_RCU",
		.metavar = "NUMBER",
		.read = read_rate,
		.offset = AT(max_read_rate),
		.accepted = "a number of read units over 0 and up to 1000000",
		.help = "RCU a second for each index, else half of its own"},
	{.flag = "full-every",
		.variable = "BEYATOP_FULL_EVERY",
		.metavar = "N",
		.read = read_count,
		.offset = AT(full_every),
		.initial = "20",
		.min = 1,
		.max = 10000,
		.accepted = "a number of refreshes from 1 to 10000",
		.help = "read every session anew after N refreshes"},
	{.flag = "max-items",
		.variable = "BEYATOP_MAX_ITEMS",
		.metavar = "N",
		.read = read_count,
		.offset = AT(max_items),
		.initial = "2000000",
		.min = 1,
		.max = 100000000,
		.accepted = "a number of sessions from 1 to 100000000",
		.help = "sessions to keep; with more, reading stops"},
	{.flag = "active-value",
		.variable = "BEYATOP_ACTIVE_VALUE",
		.metavar = "TEXT",
		.read = read_text,
		.offset = AT(active_value),
		.accepted = "a text",
		.help = "how isActive spells active, where unusual"},
	{.flag = "paused-value",
		.variable = "BEYATOP_PAUSED_VALUE",
		.metavar = "TEXT",
		.read = read_text,
		.offset = AT(paused_value),
		.accepted = "a text",
		.help = "how it spells paused; both or neither"},
	{.flag = "late",
		.variable = "BEYATOP_LATE",
		.metavar = "NUMBER",
		.is_limit = true,
		.read = read_rate,
		.offset = AT(limits.late),
		.initial = "2",
		.accepted = NUMBER_RULE,
		.help = "late: so many intervals without a poll"},
	{.flag = "critical",
		.variable = "BEYATOP_CRITICAL",
		.metavar = "NUMBER",
		.is_limit = true,
		.read = read_rate,
		.offset = AT(limits.critical),
		.initial = "5",
		.accepted = NUMBER_RULE,
		.help = "critical: so many intervals without a poll"},
	{.flag = "errors-late",
		.variable = "BEYATOP_ERRORS_LATE",
		.metavar = "N",
		.is_limit = true,
		.read = read_errors,
		.offset = AT(limits.errors_late),
		.initial = "3",
		.accepted = ERRORS_RULE,
		.help = "late: so many errors in a row"},
	{.flag = "errors-critical",
		.variable = "BEYATOP_ERRORS_CRITICAL",
		.metavar = "N",
		.is_limit = true,
		.read = read_errors,
		.offset = AT(limits.errors_critical),
		.initial = "10",
		.accepted = ERRORS_RULE,
		.help = "critical: so many errors in a row"},
	{.flag = "grace",
		.variable = "BEYATOP_GRACE",
		.metavar = "TIME",
		.is_limit = true,
		.read = read_duration,
		.offset = AT(limits.grace_ms),
		.initial = "30s",
		.max = 24 * HOUR_MS,
		.accepted = "a time from 0s to 24h",
		.help = "not late until over the interval by so much, too"},
	{.flag = "future",
		.variable = "BEYATOP_FUTURE",
		.metavar = "TIME",
		.is_limit = true,
		.read = read_duration,
		.offset = AT(limits.future_ms),
		.initial = "5s",
		.max = 24 * HOUR_MS,
		.accepted = "a time from 0s to 24h",
		.help = "future: ahead of the server's clock by more"},
	{.flag = "read-only",
		.variable = "BEYATOP_READ_ONLY",
		.read = read_lock,
		.offset = AT(read_only),
		.accepted = "1, 0 or hard",
		.help = "never write; no key can change that"},
	{.flag = "write-rate",
		.variable = "BEYATOP_WRITE_RATE",
		.metavar = "NUMBER",
		.read = read_rate,
		.offset = AT(write_rate),
		.initial = "5",
		.accepted = "a number of write units over 0 and up to 1000000",
		.help = "WCU a second on the table and on each index"},
	{.flag = "arm-for",
		.variable = "BEYATOP_ARM_FOR",
		.metavar = "TIME",
		.read = read_duration_or_off,
		.offset = AT(arm_for_ms),
		.initial = "off",
		.min = 10 * SECOND_MS,
		.max = 24 * HOUR_MS,
		.accepted = "a time from 10s to 24h, or off",
		.help = "no write before w; so long without a key ends it"},
	{.flag = "require-reason",
		.variable = "BEYATOP_REQUIRE_REASON",
		.read = read_switch,
		.offset = AT(require_reason),
		.accepted = SWITCH_RULE,
		.help = "no write without a reason in the audit log"},
	{.flag = "protected",
		.variable = "BEYATOP_PROTECTED",
		.read = read_switch,
		.offset = AT(protected),
		.accepted = SWITCH_RULE,
		.help = "a write asks for the profile's name to be typed"},
	{.flag = "audit-syslog",
		.variable = "BEYATOP_AUDIT_SYSLOG",
		.read = read_switch,
		.offset = AT(audit_syslog),
		.accepted = SWITCH_RULE,
		.help = "the audit log goes to syslog too"},
	{.flag = "record",
		.metavar = "PATH",
		.read = read_text,
		.offset = AT(record),
		.accepted = "a file",
		.help = "record what is shown into a new file"},
	{.flag = "replay",
		.metavar = "PATH",
		.read = read_text,
		.offset = AT(replay),
		.accepted = "a file",
		.help = "show a recording instead of a table"},
	{.flag = "once",
		.read = read_switch,
		.offset = AT(once),
		.help = "print a report and exit"},
	{.flag = "whoami",
		.read = read_switch,
		.offset = AT(whoami),
		.help = "print account, role, region and endpoint, exit"},
	{.flag = "output",
		.letter = 'o',
		.metavar = "FORMAT",
		.read = read_output,
		.offset = AT(output),
		.initial = "text",
		.accepted = "text, wide, json, jsonl, csv or prom",
		.choices = "text wide json jsonl csv prom",
		.help = "of reports: text, wide, json, jsonl, csv or prom"},
	{.flag = "filter",
		.letter = 'f',
		.variable = "BEYATOP_FILTER",
		.metavar = "TEXT",
		.read = read_text,
		.offset = AT(filter),
		.accepted = "a filter",
		.help = "list what passes, as in 'err>5 !svc:slack'"},
	{.flag = "sort",
		.variable = "BEYATOP_SORT",
		.metavar = "NAME",
		.read = read_text,
		.offset = AT(sort),
		.accepted = "an order",
		.help = "of the sessions: worst, age, err...; -age turns it"},
	{.flag = "count",
		.letter = 'n',
		.metavar = "N",
		.read = read_count,
		.offset = AT(count),
		.initial = "1",
		.max = 1000000,
		.accepted = "a number of reports up to 1000000, or 0",
		.help = "so many reports, an interval apart; 0: no end"},
	{.flag = "textfile",
		.metavar = "PATH",
		.read = read_text,
		.offset = AT(textfile),
		.accepted = "a file",
		.help = "write reports as prom into this file instead"},
	{.flag = "check",
		.read = read_switch,
		.offset = AT(check),
		.help = "one line and status 0-3, as a monitoring plugin"},
	{.flag = "warn-if",
		.variable = "BEYATOP_WARN_IF",
		.metavar = "COND",
		.read = read_condition,
		.offset = AT(warn_if),
		.initial = "late>0 or unknown>0 or future>0",
		.accepted = CONDITION_RULE,
		.help = "what --check calls WARNING"},
	{.flag = "crit-if",
		.variable = "BEYATOP_CRIT_IF",
		.metavar = "COND",
		.read = read_condition,
		.offset = AT(crit_if),
		.initial = "critical>0 or never_polled>0",
		.accepted = CONDITION_RULE,
		.help = "what --check calls CRITICAL"},
	{.flag = "wait-until",
		.metavar = "COND",
		.read = read_wait,
		.offset = AT(wait_until),
		.accepted = "ok, no-crit or " CONDITION_RULE,
		.choices = "ok no-crit",
		.help = "wait for it: ok and no-crit are those of --check"},
	{.flag = "timeout",
		.metavar = "TIME",
		.read = read_duration,
		.offset = AT(timeout_ms),
		.min = 100,
		.max = 24 * HOUR_MS,
		.accepted = "a time from 100ms to 24h",
		.help = "give up then; 10m to --wait-until, 1m to --check"},
	{.flag = "statusline",
		.read = read_switch,
		.offset = AT(statusline),
		.help = "print one short line, for tmux"},
	{.flag = "ascii",
		.variable = "BEYATOP_ASCII",
		.read = read_switch,
		.offset = AT(ascii),
		.accepted = SWITCH_RULE,
		.help = "draw with ASCII only"},
	{.flag = "no-color",
		.letter = 'C',
		.variable = "NO_COLOR",
		.is_set_by_presence = true,
		.read = read_switch,
		.offset = AT(no_color),
		.accepted = SWITCH_RULE,
		.help = "draw without colours"},
	{.flag = "theme",
		.variable = "BEYATOP_THEME",
		.metavar = "NAME",
		.read = read_theme,
		.offset = AT(theme),
		.initial = "auto",
		.accepted = "auto, dark, light, colorblind or mono",
		.help = "auto, dark, light, colorblind or mono"},
	{.flag = "alert",
		.variable = "BEYATOP_ALERT",
		.metavar = "HOW",
		.read = read_alert,
		.offset = AT(alert),
		.initial = "off",
		.accepted = "off, bell or osc9",
		.help = "when more is critical: off, bell or osc9"},
	{.flag = "mouse",
		.variable = "BEYATOP_MOUSE",
		.read = read_switch,
		.offset = AT(mouse),
		.accepted = SWITCH_RULE,
		.help = "take wheel and clicks, as M"},
	{.flag = "allow-http",
		.variable = "BEYATOP_ALLOW_HTTP",
		.read = read_switch,
		.offset = AT(allow_http),
		.accepted = SWITCH_RULE,
		.help = "allow http:// to other machines than this one"},
	{.flag = "log-file",
		.variable = "BEYATOP_LOG_FILE",
		.metavar = "PATH",
		.read = read_text,
		.offset = AT(log_file),
		.accepted = "a file",
		.help = "append changes, faults and writes as JSON lines"},
	{.flag = "config",
		.letter = 'c',
		.variable = "BEYATOP_CONFIG",
		.metavar = "PATH",
		.has_no_key = true,
		.read = read_text,
		.offset = AT(config),
		.accepted = "a file",
		.help = "read this file, not ~/.config/beyatop/config"},
	{.flag = "print-config",
		.read = read_switch,
		.offset = AT(print_config),
		.help = "print every setting, where it is from, and exit"},
	{.flag = "doctor",
		.read = read_switch,
		.offset = AT(doctor),
		.help = "check all that the dashboard needs, and exit"},
	{.flag = "version",
		.letter = 'V',
		.read = read_switch,
		.offset = AT(show_version),
		.help = "print the version and exit"},
	{.flag = "help",
		.letter = 'h',
		.read = read_switch,
		.offset = AT(show_help),
		.help = "print this and exit"},
};

_Static_assert(ARRAY_LEN(table) <= SETTINGS_MAX_ROWS, "room for each row");

const struct setting *settings_row(size_t index)
{
	return index < ARRAY_LEN(table) ? &table[index] : NULL;
}

size_t settings_position(const struct setting *row)
{
	return (size_t)(row - table);
}
