/* SPDX-License-Identifier: MIT */
/*
 * Every row of the table, by its flag, its letter, its variable and its key: a row without a sample here fails. Each
 * place where a value may come from is tried against all the places that it comes before.
 */
#include "settings_table.h"

#include "config_files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum type { TEXT, WHOLE, SMALL, NUMBER, SWITCH, WORD, SERVICES };

static const struct sample {
	const char *flag;
	enum type type;
	const char *text, *other; /* two values, the first not the default */
	double value;             /* of the first, where it is none of a text */
	const char *with;         /* other flags that it needs */
} samples[] = {
	{"table", TEXT, "abc", "xyz", 0, NULL},
	{"region", TEXT, "eu-west-1", "us-east-1", 0, NULL},
	{"profile", TEXT, "staging", "other", 0, NULL},
	{"role-arn", TEXT, "arn:aws:iam::123456789012:role/a", "arn:aws:iam::123456789012:role/b",
		0, NULL},
	{"external-id", TEXT, "abc", "xyz", 0, "--role-arn=arn:aws:iam::123456789012:role/a"},
	{"endpoint-url", TEXT, "http://localhost:1", "http://localhost:2", 0, NULL},
	{"index-service", TEXT, "by-service", "index", 0, NULL},
	{"index-active", TEXT, "by.active_1", "index", 0, NULL},
	{"poll-index", SWITCH, "service", "active", 0, NULL},
	{"service", SERVICES, "gmail", "slack", 0, NULL},
	{"interval", WHOLE, "1m30s", "5s", 90000, NULL},
	{"reconcile", WHOLE, "off", "1h", 0, NULL},
	{"max-rcu", NUMBER, "2.5", "9", 2.5, NULL},
	{"full-every", WHOLE, "3", "4", 3, NULL},
	{"max-items", WHOLE, "500", "600", 500, NULL},
	{"active-value", TEXT, "on-duty", "Y", 0, "--paused-value=off-duty"},
	{"paused-value", TEXT, "off-duty", "N", 0, "--active-value=on-duty"},
	{"late", NUMBER, "2.25", "3", 2.25, NULL},
	{"critical", NUMBER, "8", "7", 8, NULL},
	{"errors-late", SMALL, "4", "5", 4, NULL},
	{"errors-critical", SMALL, "40", "50", 40, NULL},
	{"grace", WHOLE, "45s", "0s", 45000, NULL},
	{"future", WHOLE, "0s", "1m", 0, NULL},
	{"read-only", SWITCH, "1", "0", 0, NULL},
	{"write-rate", NUMBER, "7.5", "2", 7.5, NULL},
	{"arm-for", WHOLE, "5m", "off", 300000, NULL},
	{"require-reason", SWITCH, "1", "0", 0, NULL},
	{"protected", SWITCH, "yes", "no", 0, NULL},
	{"audit-syslog", SWITCH, "1", "0", 0, NULL},
	{"record", TEXT, "a.rec", "b.rec", 0, NULL},
	{"replay", TEXT, "a.rec", "b.rec", 0, NULL},
	{"once", SWITCH, NULL, NULL, 0, NULL},
	{"whoami", SWITCH, NULL, NULL, 0, NULL},
	{"output", WORD, "json", "text", OUTPUT_JSON, "--once"},
	{"filter", TEXT, "err>5", "late>3", 0, NULL},
	{"sort", TEXT, "age", "-err", 0, NULL},
	{"count", WHOLE, "3", NULL, 3, NULL},
	{"textfile", TEXT, "/x/y", NULL, 0, NULL},
	{"check", SWITCH, NULL, NULL, 0, NULL},
	{"warn-if", TEXT, "late>5%", "late>2", 0, NULL},
	{"crit-if", TEXT, "critical>5", "late>2", 0, NULL},
	{"wait-until", TEXT, "no-crit", NULL, 0, NULL},
	{"timeout", WHOLE, "30s", NULL, 30000, "--once"},
	{"statusline", SWITCH, NULL, NULL, 0, NULL},
	{"ascii", SWITCH, "1", "0", 0, NULL},
	{"no-color", SWITCH, "1", "0", 0, NULL},
	{"theme", WORD, "dark", "light", THEME_DARK, NULL},
	{"alert", WORD, "osc9", "bell", ALERT_OSC9, NULL},
	{"mouse", SWITCH, "1", "0", 0, NULL},
	{"allow-http", SWITCH, "1", "0", 0, NULL},
	{"log-file", TEXT, "/x/y", "/x/z", 0, NULL},
	{"config", TEXT, "/dev/null", "/dev/zero", 0, NULL},
	{"print-config", SWITCH, NULL, NULL, 0, NULL},
	{"doctor", SWITCH, NULL, NULL, 0, NULL},
	{"version", SWITCH, NULL, NULL, 0, NULL},
	{"help", SWITCH, NULL, NULL, 0, NULL},
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
		return *(const enum settings_output *)member == sample->value;
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

/* Every sample is of a row, so that none outlives it. */
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

/* The places, the first of which counts. */
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

/* What a place says when the first to say anything is `from`. */
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
			/* A profile cannot say which profile it is. */
			if (!is_in_profile || strcmp(row->flag, "profile") != 0) {
				try_place(row, find_sample(row), place);
			}
		}
	}
}

/* The README says so, and nothing else says what a key is called. */
static void test_names(void **state)
{
	(void)state;
	const struct setting *row;
	for (size_t i = 0; (row = settings_row(i)) != NULL; i++) {
		char key[SETTINGS_KEY_SIZE];
		assert_ptr_equal(settings_find_flag(row->flag, strlen(row->flag)), row);
		assert_true(!row->letter || settings_find_letter(row->letter) == row);
		assert_int_equal(settings_position(row), i);
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

/* Another profile while the program runs: its section, and all else as it was said. */
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
		TEST(test_variables),
		TEST(test_places),
		TEST(test_names),
		TEST(test_parse_again),
	};
	return cmocka_run_group_tests_name("settings_table", tests, NULL, NULL);
}
