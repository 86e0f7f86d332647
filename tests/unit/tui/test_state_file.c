/* SPDX-License-Identifier: MIT */
#include "act/state_file.h"

#include "act/dashboard.h"
#include "act/keys.h"
#include "act/state_dir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define NOW INT64_C(1790000000000)

static const struct settings settings = {.table = "t"};
static char directory[64], file_path[96];

static int open_directory(void **state)
{
	(void)state;
	snprintf(directory, sizeof(directory), "/tmp/beyatop-state-XXXXXX");
	assert_non_null(mkdtemp(directory));
	snprintf(file_path, sizeof(file_path), "%s/beyatop/state", directory);
	return setenv("XDG_STATE_HOME", directory, 1);
}

static int remove_directory(void **state)
{
	char command[96];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", directory);
	return system(command);
}

static void begin(struct app *app)
{
	dashboard_init(app, &settings, "");
	app->ui.now_wall_ms = NOW;
	acks_set_scope(&app->ui.acks, "prod");
}

static void write_file(const char *text)
{
	char folder[96];

	snprintf(folder, sizeof(folder), "%s/beyatop", directory);
	(void)mkdir(folder, 0700);
	FILE *file = fopen(file_path, "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void give(struct app *app, const char *user_id, const char *note)
{
	acks_add(
		&app->ui.acks, &(struct session_id){"My Service", user_id}, NOW + 60000, note, NOW);
}

static const char *note_of(struct app *app, const char *user_id)
{
	const struct ack *ack =
		acks_find(&app->ui.acks, &(struct session_id){"My Service", user_id}, NOW);

	return ack ? ack->note : NULL;
}

static void what_is_kept_comes_back(void **state)
{
	static const char *const users[] = {"u 1", "100%", "tab\tand\nline", "\xC3\xA9", "%20", ""};
	struct app app, again;
	struct error err;
	char notice[STATE_FILE_NOTICE_SIZE];

	(void)state;
	begin(&app);
	assert_true(sort_parse(&field_sessions, "-err", &app.ui.sessions_order));
	assert_true(sort_parse(&field_services, "p95", &app.ui.services_order));
	app.ui.sessions_columns = (struct column_choice){{10, 3, 11}, 3};
	app.ui.services_columns = (struct column_choice){{11}, 1};
	app.ui.times = TIMES_AGE;
	prompt_history_add(&app.ui.histories[PROMPT_FILTER], "err>5 \"a b\"");
	prompt_history_add(&app.ui.histories[PROMPT_FILTER], "late>3");
	prompt_history_add(&app.ui.histories[PROMPT_COMMAND], "interval 30s");
	for (size_t i = 0; i < ARRAY_LEN(users); i++) {
		give(&app, users[i], i % 2 ? "a note, 100% so" : "");
	}
	assert_true(state_file_save(&app.ui, &err));
	begin(&again);
	state_file_load(&again.ui, notice);
	assert_string_equal(notice, "");
	/* These end with the run, so that the next night starts with the worst first. */
	assert_int_equal(again.ui.sessions_order.by, 0);
	assert_false(again.ui.sessions_order.is_inverted);
	assert_int_equal(again.ui.services_order.by, 0);
	assert_int_equal(again.ui.times, TIMES_UTC);
	assert_memory_equal(&again.ui.sessions_columns, &app.ui.sessions_columns,
		sizeof(app.ui.sessions_columns));
	assert_memory_equal(&again.ui.services_columns, &app.ui.services_columns,
		sizeof(app.ui.services_columns));
	assert_int_equal(again.ui.histories[PROMPT_FILTER].count, 2);
	assert_string_equal(again.ui.histories[PROMPT_FILTER].lines[0], "err>5 \"a b\"");
	assert_string_equal(again.ui.histories[PROMPT_COMMAND].lines[0], "interval 30s");
	assert_int_equal(again.ui.acks.count, ARRAY_LEN(users));
	for (size_t i = 0; i < ARRAY_LEN(users); i++) {
		assert_non_null(note_of(&again, users[i]));
		assert_string_equal(note_of(&again, users[i]), i % 2 ? "a note, 100% so" : "");
	}
	dashboard_fini(&app);
	dashboard_fini(&again);
}

static void for_its_owner_alone(void **state)
{
	struct app app;
	struct error err;
	struct stat info;
	char folder[96];

	(void)state;
	snprintf(folder, sizeof(folder), "%s/beyatop", directory);
	begin(&app);
	/* Nothing to remember: no file is created. */
	assert_true(state_file_save(&app.ui, &err));
	assert_int_not_equal(stat(folder, &info), 0);
	give(&app, "u", "");
	assert_true(state_file_save(&app.ui, &err));
	assert_int_equal(stat(file_path, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	assert_int_equal(stat(folder, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0700);
	dashboard_fini(&app);
}

/* Two dashboards keep the acknowledgements of each other, and do not restore removed ones. */
static void two_dashboards(void **state)
{
	struct app one, two;
	struct error err;
	char notice[STATE_FILE_NOTICE_SIZE];

	(void)state;
	begin(&one);
	give(&one, "both", "");
	assert_true(state_file_save(&one.ui, &err));
	begin(&two);
	state_file_load(&two.ui, notice);
	give(&one, "first", "");
	assert_true(state_file_save(&one.ui, &err));
	give(&two, "second", "");
	acks_revoke(&two.ui.acks, &(struct session_id){"My Service", "both"}, NOW + 1);
	assert_true(state_file_save(&two.ui, &err));
	assert_true(state_file_save(&one.ui, &err));
	for (int i = 0; i < 2; i++) {
		struct app *app = i ? &two : &one;

		assert_non_null(note_of(app, "first"));
		assert_non_null(note_of(app, "second"));
		assert_null(note_of(app, "both"));
	}
	dashboard_fini(&one);
	dashboard_fini(&two);
}

/* A dashboard sees what another acknowledges, and revokes, without saving anything itself. */
static void other_dashboards_are_followed(void **state)
{
	struct app one, two;
	struct error err;
	struct file_stamp seen = {0};

	(void)state;
	begin(&one);
	begin(&two);
	assert_false(state_file_refresh(&two.ui, &seen));
	give(&one, "u", "seen by both");
	assert_true(state_file_save(&one.ui, &err));
	assert_true(state_file_refresh(&two.ui, &seen));
	assert_string_equal(note_of(&two, "u"), "seen by both");
	assert_false(state_file_refresh(&two.ui, &seen));
	acks_revoke(&one.ui.acks, &(struct session_id){"My Service", "u"}, NOW + 1);
	assert_true(state_file_save(&one.ui, &err));
	assert_true(state_file_refresh(&two.ui, &seen));
	assert_null(note_of(&two, "u"));
	/* What has expired here does not come back from the file. */
	give(&one, "v", "");
	assert_true(state_file_save(&one.ui, &err));
	two.ui.now_wall_ms = NOW + 60000;
	assert_true(state_file_refresh(&two.ui, &seen));
	assert_int_equal(acks_expire(&two.ui.acks, two.ui.now_wall_ms), 0);
	dashboard_fini(&one);
	dashboard_fini(&two);
}

/* A state file that is a pipe, or a link to someone's file: neither read, nor written, nor waited
 * for. */
static void odd_files_are_refused(void **state)
{
	struct app app;
	struct error err;
	char notice[STATE_FILE_NOTICE_SIZE], other[96];
	struct stat info;

	(void)state;
	snprintf(other, sizeof(other), "%s/other", directory);
	for (int kind = 0; kind < 3; kind++) {
		begin(&app);
		write_file("");
		assert_int_equal(unlink(file_path), 0);
		assert_int_equal(kind == 0   ? mkfifo(file_path, 0600)
				 : kind == 1 ? symlink(other, file_path)
					     : mkdir(file_path, 0700),
			0);
		state_file_load(&app.ui, notice);
		assert_non_null(strstr(notice, "not a regular file"));
		give(&app, "u", "");
		assert_false(state_file_save(&app.ui, &err));
		assert_non_null(strstr(err.text, file_path));
		assert_non_null(strstr(err.text, "not a regular file"));
		assert_int_equal(lstat(file_path, &info), 0);
		assert_false(S_ISREG(info.st_mode));
		assert_int_equal(remove(file_path), 0);
		dashboard_fini(&app);
	}
	assert_int_equal(access(other, F_OK), -1);
}

/* Another dashboard was suspended while it saved: this one says so. */
static void locked_file_is_not_saved(void **state)
{
	struct app app;
	struct error err;

	(void)state;
	begin(&app);
	int lock = state_dir_lock("state", &err);

	assert_true(lock >= 0);
	give(&app, "u", "");
	assert_false(state_file_save(&app.ui, &err));
	assert_non_null(strstr(err.text, "cannot lock"));
	state_dir_unlock(lock);
	assert_true(state_file_save(&app.ui, &err));
	dashboard_fini(&app);
}

static void saved_screens_are_limited(void **state)
{
	struct buf text = {0}, path = {0};
	struct error err;
	char name[128];

	(void)state;
	write_file("");
	for (int i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "%s/beyatop/screen-20260101T000000Z-%d.txt", directory,
			i);
		fclose(fopen(name, "w"));
	}
	assert_false(state_dir_new_file("screen", ".txt", &text, NOW, &path, &err));
	assert_non_null(strstr(err.text, " already holds 1000 saved files: remove some first"));
	assert_non_null(strstr(err.text, directory));
	assert_true(state_dir_new_file("incident", ".md", &text, NOW, &path, &err));
	assert_int_equal(unlink(name), 0);
	assert_true(state_dir_new_file("screen", ".txt", &text, NOW, &path, &err));
	buf_fini(&text);
	buf_fini(&path);
}

/* Expired acknowledgements are dropped, and do not come back from the file. */
static void ended_ones_go(void **state)
{
	struct app app;
	struct error err;
	struct buf text = {0};

	(void)state;
	begin(&app);
	give(&app, "ending", "");
	assert_true(state_file_save(&app.ui, &err));
	app.ui.now_wall_ms = NOW + 60000;
	assert_int_equal(acks_expire(&app.ui.acks, app.ui.now_wall_ms), 1);
	assert_true(state_file_save(&app.ui, &err));
	assert_int_equal(acks_expire(&app.ui.acks, app.ui.now_wall_ms), 0);
	assert_true(state_dir_read("state", 9999, &text, &err));
	assert_null(strstr(buf_text(&text), "ending"));
	buf_fini(&text);
	dashboard_fini(&app);
}

static void broken_files(void **state)
{
	static const struct {
		const char *text, *notice;
	} cases[] = {
		{"", ""},
		{"beyatop state 1\n", ""},
		{"beyatop state 1", ""},
		{"\x7F"
		 "ELF",
			"State file invalid"},
		{"beyatop state 2\nsort x\n", "State file invalid"},
		{"\n\n\n", "State file invalid"},
		{"beyatop state 1\nfrobnicate\n", "Some lines"},
		{"beyatop state 1\nsessions-order -err\nservices-order p95\ntimes age\n", ""},
		{"beyatop state 1\nsessions-columns late,size\n", "Some lines"},
		{"beyatop state 1\nack\n", "Some lines"},
		{"beyatop state 1\nack 1 2\n", "Some lines"},
		{"beyatop state 1\nack x 2 0 a b c d\n", "Some lines"},
		{"beyatop state 1\nack 1 2 0 a b c\n", "Some lines"},
		{"beyatop state 1\nack 1 2 0 a b %zz d\n", "Some lines"},
		{"beyatop state 1\nack 1 2 0 a b c%\n", "Some lines"},
		{"beyatop state 1\nack 1 2 0 a b c%00 d\n", "Some lines"},
		{"beyatop state 1\nack 99999999999999999999 2 0 a b c d\n", "Some lines"},
		{"beyatop state 1\nack 9223372036854775807 2 0 a b c d\n", "Some lines"},
		{"beyatop state 1\nack 253402300800000 2 0 a b c d\n", "Some lines"},
		{"beyatop state 1\nack 1800000000000 9223372036854775807 0 a b c d\n",
			"Some lines"},
		{"beyatop state 1\nack -9223372036854775808 2 0 a b c d\n", "Some lines"},
		{"beyatop state 1\nack 1800000000000 -1 0 a b c d\n", "Some lines"},
		{"beyatop state 1\nack 1800000000000 2 2 a b c d\n", "Some lines"},
		{"beyatop state 1\nfilter \033[2J\n", "Some lines"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct app app;
		struct error err;
		char notice[STATE_FILE_NOTICE_SIZE];

		begin(&app);
		write_file(cases[i].text);
		state_file_load(&app.ui, notice);
		if (strncmp(notice, cases[i].notice, strlen(cases[i].notice)) != 0 ||
			(*notice && !*cases[i].notice)) {
			fail_msg("%s: %s", cases[i].text, notice);
		}
		assert_int_equal(app.ui.acks.count, 0);
		assert_int_equal(app.ui.histories[PROMPT_FILTER].count, 0);
		assert_int_equal(app.ui.sessions_order.by, 0);
		assert_int_equal(app.ui.times, TIMES_UTC);
		assert_true(state_file_save(&app.ui, &err));
		dashboard_fini(&app);
	}
}

/* Bytes changed at random: no crash, and what was read can be written again. */
static void random_damage(void **state)
{
	struct app app;
	struct buf good = {0};

	(void)state;
	srand(5);
	begin(&app);
	give(&app, "u 1", "a note");
	give(&app, "u%2", "");
	prompt_history_add(&app.ui.histories[PROMPT_FILTER], "err>5");
	state_file_print(&app.ui, &good);
	dashboard_fini(&app);
	for (int round = 0; round < 3000; round++) {
		struct buf text = {0}, out = {0};

		buf_puts(&text, buf_text(&good));
		for (int change = rand() % 6; change >= 0; change--) {
			text.data[(size_t)rand() % text.length] = (char)(rand() % 255 + 1);
		}
		begin(&app);
		(void)state_file_parse(&app.ui, buf_text(&text));
		state_file_print(&app.ui, &out);
		struct app again;

		begin(&again);
		assert_int_equal(state_file_parse(&again.ui, buf_text(&out)), 0);
		assert_int_equal(again.ui.acks.count, app.ui.acks.count);
		dashboard_fini(&again);
		dashboard_fini(&app);
		buf_fini(&text);
		buf_fini(&out);
	}
	buf_fini(&good);
}

/* It is reported, and nothing else happens. */
static void where_nothing_can_be_written(void **state)
{
	struct app app;
	struct error err;
	char notice[STATE_FILE_NOTICE_SIZE], path[96], in_the_way[96];

	(void)state;
	begin(&app);
	snprintf(in_the_way, sizeof(in_the_way), "%s/file", directory);
	fclose(fopen(in_the_way, "w"));
	setenv("XDG_STATE_HOME", in_the_way, 1);
	give(&app, "u", "");
	state_file_load(&app.ui, notice);
	assert_string_equal(notice, "");
	assert_false(state_file_save(&app.ui, &err));
	assert_non_null(strstr(err.text, "cannot create"));
	/* The home directory is not created. */
	unsetenv("XDG_STATE_HOME");
	snprintf(path, sizeof(path), "%s/home", directory);
	setenv("HOME", path, 1);
	assert_false(state_file_save(&app.ui, &err));
	assert_int_not_equal(access(path, F_OK), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_true(state_file_save(&app.ui, &err));
	setenv("XDG_STATE_HOME", in_the_way, 1);
	/* New files go to the current directory instead. */
	struct buf text = {0}, saved = {0};

	buf_puts(&text, "content");
	assert_int_equal(chdir(directory), 0);
	assert_true(state_dir_new_file("screen", ".txt", &text, NOW, &saved, &err));
	assert_string_equal(buf_text(&saved), "./screen-20260921T141320Z.txt");
	assert_true(state_dir_new_file("screen", ".txt", &text, NOW, &saved, &err));
	assert_string_equal(buf_text(&saved), "./screen-20260921T141320Z-2.txt");
	struct stat info;

	assert_int_equal(stat(buf_text(&saved), &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	assert_int_equal(info.st_size, 7);
	assert_int_equal(chdir("/"), 0);
	buf_fini(&text);
	buf_fini(&saved);
	dashboard_fini(&app);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_kept_comes_back),
		TEST(for_its_owner_alone),
		TEST(two_dashboards),
		TEST(other_dashboards_are_followed),
		TEST(odd_files_are_refused),
		TEST(locked_file_is_not_saved),
		TEST(saved_screens_are_limited),
		TEST(ended_ones_go),
		TEST(broken_files),
		TEST(random_damage),
		TEST(where_nothing_can_be_written),
	};

	return cmocka_run_group_tests_name("state_file", tests, NULL, NULL);
}
