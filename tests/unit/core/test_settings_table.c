/* SPDX-License-Identifier: MIT */
/*
 * Every row of the table by flag, letter, variable and key: a row without a sample here fails. Each
 * source of a value is tried against all sources that it takes precedence over.
 */
#include "settings/settings_given.h"
#include "settings/settings_value.h"

#include "kit/config_files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum type { TEXT, WHOLE, SMALL, NUMBER, SWITCH, WORD, SERVICES };

static const struct sample {
	const char *flag;
	enum type type;
	/* two values, the first not the default */
	const char *text, *other;
	/* the number of the first, unless the setting is a text */
	double value;
	/* other flags that it needs */
	const char *with;
	/* an invalid value; NULL: any text is valid */
	const char *bad;
} samples[] = {
	{"table", TEXT, "abc", "xyz", 0, NULL, "a b"},
	{"region", TEXT, "eu-west-1", "us-east-1", 0, NULL, NULL},
	{"profile", TEXT, "staging", "other", 0, NULL, NULL},
	{"role-arn", TEXT, "arn:aws:iam::123456789012:role/a", "arn:aws:iam::123456789012:role/b",
		0, NULL, "arn:aws:s3:::x"},
	{"external-id", TEXT, "abc", "xyz", 0, "--role-arn=arn:aws:iam::123456789012:role/a", NULL},
	{"endpoint-url", TEXT, "http://localhost:1", "http://localhost:2", 0, NULL, NULL},
	{"index-service", TEXT, "by-service", "index", 0, NULL, "a b"},
	{"index-active", TEXT, "by.active_1", "index", 0, NULL, "ab"},
	{"poll-index", SWITCH, "service", "active", 0, NULL, "both"},
	{"service", SERVICES, "gmail", "slack", 0, NULL, "a,,b"},
	{"user", TEXT, "u1", "u2", 0, NULL, NULL},
	{"interval", WHOLE, "1m30s", "5s", 90000, NULL, "often"},
	{"reconcile", WHOLE, "off", "1h", 0, NULL, "1s"},
	{"max-rcu", NUMBER, "2.5", "9", 2.5, NULL, "0"},
	{"full-every", WHOLE, "3", "4", 3, NULL, "0"},
	{"max-items", WHOLE, "500", "600", 500, NULL, "many"},
	{"active-value", TEXT, "on-duty", "Y", 0, "--paused-value=off-duty", NULL},
	{"paused-value", TEXT, "off-duty", "N", 0, "--active-value=on-duty", NULL},
	{"late", NUMBER, "2.25", "3", 2.25, NULL, "-1"},
	{"critical", NUMBER, "8", "7", 8, NULL, "1e400"},
	{"errors-late", SMALL, "4", "5", 4, NULL, "0"},
	{"errors-critical", SMALL, "40", "50", 40, NULL, "1.5"},
	{"grace", WHOLE, "45s", "0s", 45000, NULL, "25h"},
	{"future", WHOLE, "0s", "1m", 0, NULL, "-1s"},
	{"runbook", TEXT, "https://wiki/{state}", "https://wiki/x", 0, NULL, "http://wiki/x"},
	{"owner", TEXT, "@team-slack", "+1 555 0100", 0, NULL, NULL},
	{"read-only", SWITCH, "1", "0", 0, NULL, "soft"},
	{"write-rate", NUMBER, "7.5", "2", 7.5, NULL, "nan"},
	{"arm-for", WHOLE, "5m", "off", 300000, NULL, "1s"},
	{"require-reason", SWITCH, "1", "0", 0, NULL, "maybe"},
	{"protected", SWITCH, "yes", "no", 0, NULL, "2"},
	{"audit-syslog", SWITCH, "1", "0", 0, NULL, "on"},
	{"record", TEXT, "a.rec", "b.rec", 0, NULL, NULL},
	{"replay", TEXT, "a.rec", "b.rec", 0, NULL, NULL},
	{"once", SWITCH, NULL, NULL, 0, NULL, NULL},
	{"whoami", SWITCH, NULL, NULL, 0, NULL, NULL},
	{"output", WORD, "json", "text", OUTPUT_JSON, "--once", "xml"},
	{"by", TEXT, "user", NULL, 0, "--once", "table"},
	{"view", TEXT, "heat", "changes", 0, NULL, NULL},
	{"finding", TEXT, "user_behind", NULL, 0, NULL, NULL},
	{"columns", TEXT, "late,err", "age", 0, NULL, NULL},
	{"problems", SWITCH, "1", "0", 0, NULL, "maybe"},
	{"times", WORD, "age", "utc", TIMES_AGE, NULL, "gmt"},
	{"filter", TEXT, "err>5", "late>3", 0, NULL, NULL},
	{"sort", TEXT, "age", "-err", 0, NULL, NULL},
	{"count", WHOLE, "3", NULL, 3, NULL, "-1"},
	{"textfile", TEXT, "/x/y", NULL, 0, NULL, NULL},
	{"check", SWITCH, NULL, NULL, 0, NULL, NULL},
	{"warn-if", TEXT, "late>5%", "late>2", 0, NULL, "late"},
	{"crit-if", TEXT, "critical>5", "late>2", 0, NULL, "late>x"},
	{"wait-until", TEXT, "no-crit", NULL, 0, NULL, "well"},
	{"timeout", WHOLE, "30s", NULL, 30000, "--once", "1ms"},
	{"summary", SWITCH, NULL, NULL, 0, NULL, NULL},
	{"statusline", SWITCH, NULL, NULL, 0, NULL, NULL},
	{"ascii", SWITCH, "1", "0", 0, NULL, "maybe"},
	{"no-color", SWITCH, "1", "0", 0, NULL, "maybe"},
	{"theme", WORD, "dark", "light", THEME_DARK, NULL, "pink"},
	{"alert", WORD, "osc9", "bell", ALERT_OSC9, NULL, "loud"},
	{"mouse", SWITCH, "1", "0", 0, NULL, "maybe"},
	{"allow-http", SWITCH, "1", "0", 0, NULL, "maybe"},
	{"log-file", TEXT, "/x/y", "/x/z", 0, NULL, NULL},
	{"config", TEXT, "/dev/null", "/dev/zero", 0, NULL, NULL},
	{"print-config", SWITCH, NULL, NULL, 0, NULL, NULL},
	{"doctor", SWITCH, NULL, NULL, 0, NULL, NULL},
	{"completion", TEXT, "zsh", NULL, 0, NULL, "csh"},
	{"version", SWITCH, NULL, NULL, 0, NULL, NULL},
	{"help", SWITCH, NULL, NULL, 0, NULL, NULL},
};

static struct settings settings; /* of the last parse() */

static const struct sample *find_sample(const struct setting *row)
{
	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		if (strcmp(samples[i].flag, row->flag) == 0) {
			return &samples[i];
		}
	}
	fail_msg("--%s has no sample in this test", row->flag);
	return NULL;
}

/* With up to three arguments; NULL for none. */
static void parse(const char *first, const char *second, const char *third)
{
	static char words[4][128] = {"beyatop"};
	char *arguments[5] = {words[0]};
	const char *given[] = {first, second, third};
	int count = 1;

	for (size_t i = 0; i < ARRAY_LEN(given); i++) {
		if (given[i]) {
			snprintf(words[count], sizeof(words[count]), "%s", given[i]);
			arguments[count] = words[count];
			count++;
		}
	}
	struct error err = {0};

	settings_fini(&settings);
	if (!settings_parse_with(&settings, count, arguments, config_files_system, &err)) {
		fail_msg("%s %s: %s", first ? first : "", second ? second : "", err.text);
	}
}

static bool is_equal(const struct setting *row, const struct sample *sample)
{
	const void *member = (const char *)&settings + row->offset;

	switch (sample->type) {
	case TEXT:
		return *(const char *const *)member &&
		       strcmp(*(const char *const *)member, sample->text) == 0;
	case WHOLE:
		return (double)*(const int64_t *)member == sample->value;
	case SMALL:
		return *(const int32_t *)member == sample->value;
	case NUMBER:
		return *(const double *)member == sample->value;
	case SWITCH:
		return *(const bool *)member;
	case WORD: /* all such enums are alike */
		return *(const enum output *)member == sample->value;
	case SERVICES:
		return settings.services_count == 1 &&
		       strcmp(settings.services[0], sample->text) == 0;
	}
	return false;
}

static void assert_set(
	const struct setting *row, const struct sample *sample, enum settings_source source)
{
	if (!is_equal(row, sample)) {
		fail_msg("--%s is not %s (from %d)", row->flag, sample->text, (int)source);
	}
	if (settings_given(&settings, row)->source != source) {
		fail_msg("--%s is not said to be from %d", row->flag, (int)source);
	}
}

static void test_flags(void **state)
{
	(void)state;
	const struct setting *row;

	for (size_t i = 0; (row = settings_row(i)) != NULL; i++) {
		const struct sample *sample = find_sample(row);
		char flag[80];

		parse(NULL, NULL, NULL);
		assert_false(is_equal(row, sample));
		snprintf(flag, sizeof(flag), "--%s", row->flag);
		parse(flag, row->metavar ? sample->text : NULL, sample->with);
		assert_set(row, sample, FROM_FLAG);
		if (sample->text) {
			snprintf(flag, sizeof(flag), "--%s=%s", row->flag, sample->text);
			parse(flag, sample->with, NULL);
			assert_set(row, sample, FROM_FLAG);
		}
		if (row->letter) {
			snprintf(flag, sizeof(flag), "-%c%s", row->letter,
				row->metavar ? sample->text : "");
			parse(flag, sample->with, NULL);
			assert_set(row, sample, FROM_FLAG);
		}
	}
}

#define WORD_OF(id, name, ...) [OUTPUT_##id] = #name,

/* Choices are in the order of their enum. */
static void test_words(void **state)
{
	static const struct {
		const char *flag, *words[16];
	} rows[] = {
		{"output", {OUTPUT_FORMATS(WORD_OF)}},
		{"theme", {[THEME_AUTO] = "auto",
				  [THEME_DARK] = "dark",
				  [THEME_LIGHT] = "light",
				  [THEME_COLORBLIND] = "colorblind",
				  [THEME_MONO] = "mono"}},
		{"alert", {[ALERT_OFF] = "off",
				  [ALERT_BELL] = "bell",
				  [ALERT_OSC9] = "osc9",
				  [ALERT_OSC777] = "osc777",
				  [ALERT_OSC99] = "osc99"}},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct setting *row = settings_find_flag(rows[i].flag, strlen(rows[i].flag));
		struct buf words = {0};

		for (unsigned j = 0; rows[i].words[j]; j++) {
			char flag[40];

			snprintf(flag, sizeof(flag), "--%s=%s", row->flag, rows[i].words[j]);
			parse(flag, find_sample(row)->with, NULL);
			const void *member = (const char *)&settings + row->offset;

			assert_int_equal(*(const unsigned *)member, j);
			buf_printf(&words, "%s%s", j > 0 ? " " : "", rows[i].words[j]);
		}
		assert_string_equal(words.data, row->choices);
		buf_fini(&words);
	}
}

/* Every sample has a row, so that none is left over. */
static void test_samples(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		assert_non_null(settings_find_flag(samples[i].flag, strlen(samples[i].flag)));
	}
}

static void test_variables(void **state)
{
	(void)state;
	const struct setting *row;

	for (size_t i = 0; (row = settings_row(i)) != NULL; i++) {
		if (row->variable) {
			const struct sample *sample = find_sample(row);

			setenv(row->variable, sample->text, 1);
			parse(sample->with, NULL, NULL);
			assert_set(row, sample, FROM_VARIABLE);
			unsetenv(row->variable);
		}
	}
}

/* The sources in order of precedence. */
enum place {
	ON_COMMAND_LINE,
	IN_ENVIRONMENT,
	IN_USER_PROFILE,
	IN_SYSTEM_PROFILE,
	IN_USER_DEFAULT,
	IN_SYSTEM_DEFAULT,
	PLACES
};

static enum settings_source source_of(enum place place)
{
	return place == ON_COMMAND_LINE  ? FROM_FLAG
	       : place == IN_ENVIRONMENT ? FROM_VARIABLE
					 : FROM_FILE;
}

/* The value of a source if the first that has one is `from`. */
static const char *said(const struct sample *sample, enum place from, enum place place)
{
	return place < from ? "" : place == from ? sample->text : sample->other;
}

static void write_file(
	const char *path, const struct setting *row, const char *in_default, const char *in_profile)
{
	struct buf text = {0};
	char key[SETTINGS_KEY_SIZE];

	settings_key(row, key);
	buf_printf(&text, "[default]\n%s = %s\n", key, in_default);
	if (*in_profile) {
		buf_printf(&text, "[profile x]\n%s = %s\n", key, in_profile);
	}
	config_files_write(path, buf_text(&text));
	buf_fini(&text);
}

/* An invalid value is an error in every source; the message has the source and what is expected. */
static void assert_refused(
	const struct setting *row, char *argument, enum error_kind kind, const char *place)
{
	char name[] = "beyatop", *arguments[] = {name, argument, NULL};
	struct error err = {0};

	settings_fini(&settings);
	if (settings_parse_with(
		    &settings, argument ? 2 : 1, arguments, config_files_system, &err)) {
		fail_msg("a bad --%s is taken from %s", row->flag, place);
	}
	assert_int_equal(err.kind, kind);
	assert_int_equal(error_exit_status(&err), kind == ERROR_USAGE ? 64 : 78);
	if (!strstr(err.text, place) || !strstr(err.text, row->accepted)) {
		fail_msg("\"%s\" does not name %s", err.text, place);
	}
}

static void test_bad_values(void **state)
{
	(void)state;
	char argument[80], key[SETTINGS_KEY_SIZE];
	const struct setting *row;

	for (size_t i = 0; (row = settings_row(i)) != NULL; i++) {
		const struct sample *sample = find_sample(row);

		if (!row->accepted || row->read == settings_value_any) {
			continue;
		}
		snprintf(argument, sizeof(argument), "--%s=%s", row->flag,
			sample->bad ? sample->bad : "");
		assert_refused(row, argument, ERROR_USAGE, row->flag);
		/* The file must also exist. */
		if (!sample->bad && !row->has_no_key) {
			strcat(argument, "?!");
			parse(argument, sample->with, NULL);
		}
		if (sample->bad && row->variable && !row->is_set_by_presence) {
			setenv(row->variable, sample->bad, 1);
			assert_refused(row, NULL, ERROR_CONFIG, row->variable);
			unsetenv(row->variable);
		}
		if (sample->bad && *settings_key(row, key)) {
			write_file(config_files_user, row, sample->bad, "");
			assert_refused(row, NULL, ERROR_CONFIG, "/config:2: ");
			config_files_write(config_files_user, NULL);
		}
	}
}

static void try_place(const struct setting *row, const struct sample *sample, enum place from)
{
	char flag[80];
	bool is_profile = strcmp(row->flag, "profile") == 0;

	write_file(config_files_user, row, said(sample, from, IN_USER_DEFAULT),
		is_profile ? "" : said(sample, from, IN_USER_PROFILE));
	write_file(config_files_system, row, said(sample, from, IN_SYSTEM_DEFAULT),
		is_profile ? "" : said(sample, from, IN_SYSTEM_PROFILE));
	setenv(row->variable, said(sample, from, IN_ENVIRONMENT), 1);
	snprintf(flag, sizeof(flag), "--%s=%s", row->flag, sample->text);
	parse(from == ON_COMMAND_LINE ? flag : NULL, is_profile ? NULL : "-px", sample->with);
	assert_set(row, sample, source_of(from));
	assert_string_equal(settings_warnings(&settings), "");
	unsetenv(row->variable);
}

static void test_places(void **state)
{
	(void)state;
	char key[SETTINGS_KEY_SIZE];
	const struct setting *row;

	for (size_t i = 0; (row = settings_row(i)) != NULL; i++) {
		for (int place = 0; *settings_key(row, key) && place < PLACES; place++) {
			bool is_in_profile = place == IN_USER_PROFILE || place == IN_SYSTEM_PROFILE;

			/* A profile's section cannot set the profile. */
			if (!is_in_profile || strcmp(row->flag, "profile") != 0) {
				try_place(row, find_sample(row), place);
			}
		}
	}
}

/* Documented as a rule, not key by key. */
static void test_names(void **state)
{
	(void)state;
	const struct setting *row;

	for (size_t i = 0; (row = settings_row(i)) != NULL; i++) {
		char key[SETTINGS_KEY_SIZE];

		assert_ptr_equal(settings_find_flag(row->flag, strlen(row->flag)), row);
		assert_true(!row->letter || settings_find_letter(row->letter) == row);
		assert_int_equal(settings_position(row), i);
		if (row->group == SETTINGS_NO_GROUP) {
			fail_msg("--%s has no group, so that --help omits it", row->flag);
		}
		if (*settings_key(row, key)) {
			assert_ptr_equal(settings_find_key(key), row);
			assert_int_equal(strspn(key, "abcdefghijklmnopqrstuvwxyz_"), strlen(key));
			assert_non_null(row->accepted);
		}
	}
	assert_null(settings_find_key(""));
	assert_null(settings_find_key("config"));
	assert_null(settings_find_key("once"));
}

/* Another profile at run time: its section applies, everything else stays. */
static void test_parse_again(void **state)
{
	static char words[][24] = {"beyatop", "--profile=one", "--region=eu-west-1", "-i30s"};
	char *arguments[] = {words[0], words[1], words[2], words[3], NULL};
	struct settings again, third;
	struct error err = {0};

	(void)state;
	config_files_write(config_files_user, "[default]\nmax_rcu = 1\n"
					      "[profile one]\ntable = table-one\n"
					      "[profile two]\ntable = table-two\ninterval = 5s\n");
	assert_true(settings_parse_with(
		&settings, ARRAY_LEN(arguments) - 1, arguments, config_files_system, &err));
	assert_string_equal(settings.table, "table-one");
	assert_true(settings_parse_again(&again, &settings, "two", &err));
	assert_string_equal(again.profile, "two");
	assert_string_equal(again.table, "table-two");
	assert_string_equal(again.region, "eu-west-1");
	assert_int_equal(again.interval_ms, 30000);
	assert_true(again.max_read_rate == 1);
	assert_true(settings_parse_again(&third, &again, "one", &err));
	settings_fini(&again);
	assert_string_equal(third.profile, "one");
	assert_string_equal(third.table, "table-one");
	settings_fini(&third);
	assert_string_equal(settings.table, "table-one");
}

static int teardown(void **state)
{
	settings_fini(&settings);
	return config_files_teardown(state);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, config_files_setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_flags),
		TEST(test_samples),
		TEST(test_words),
		TEST(test_variables),
		TEST(test_places),
		TEST(test_bad_values),
		TEST(test_names),
		TEST(test_parse_again),
	};

	return cmocka_run_group_tests_name("settings_table", tests, NULL, NULL);
}
