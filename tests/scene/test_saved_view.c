/* SPDX-License-Identifier: MIT */
/*
 * Views as texts: links, which start the program with the view that they were made of, flags, and
 * the sections [view NAME].
 */
#include "act/actions.h"
#include "act/saved_view.h"
#include "kit/config_files.h"
#include "kit/play.h"
#include "settings/settings_given.h"
#include "ui/view_choice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define MAX_WORDS 40

/* A command line, and the dashboard that it starts. */
struct program {
	char text[1024], *words[MAX_WORDS + 1];
	int count;
	struct settings settings;
	struct scene scene;
};

/* Splits a line as a shell does; of quotes, it has single ones and backslashes outside of them. */
static void split(struct program *program, const char *line)
{
	bool is_quoted = false, is_word = false;
	char *out = program->text;

	program->count = 0;
	for (; *line; line++) {
		if (*line == ' ' && !is_quoted) {
			*out++ = '\0';
			is_word = false;
			continue;
		}
		if (!is_word) {
			assert_in_range(program->count, 0, MAX_WORDS - 1);
			program->words[program->count++] = out;
			is_word = true;
		}
		if (*line == '\'') {
			is_quoted = !is_quoted;
		} else {
			line += *line == '\\' && !is_quoted;
			*out++ = *line;
		}
	}
	*out = '\0';
	assert_false(is_quoted);
	program->words[program->count] = NULL;
}

static bool parse(struct program *program, const char *line, struct error *err)
{
	split(program, line);
	return settings_parse_with(&program->settings, program->count, program->words,
		       config_files_system, err) &&
	       saved_view_check(&program->settings, err);
}

static void start(struct program *program, const char *line)
{
	struct error err;

	if (!parse(program, line, &err)) {
		fail_msg("%s: %s", line, err.text);
	}
	scene_open(&program->scene, 24, 80);
	program->scene.app.ui.settings = &program->settings;
	dashboard_use_settings(&program->scene.app);
	play_take(&program->scene, scene_snapshot());
	play_take(&program->scene, scene_snapshot());
}

static void stop(struct program *program)
{
	scene_close(&program->scene);
	settings_fini(&program->settings);
}

/* The line that :link prints. */
static const char *link_of(struct program *program)
{
	static const char said[] = "Sent to the terminal's clipboard: ";
	const char *message = program->scene.app.ui.message;

	play_type(&program->scene, ":link\r", "clipboard: beyatop -t ");
	assert_int_equal(strncmp(message, said, strlen(said)), 0);
	assert_true(program->scene.app.to_terminal.length > 0);
	return message + strlen(said);
}

#define TABLE "beyatop -t beya-integration-sessions -r eu-west-1"

static const struct {
	/* typed first */
	const char *keys;
	/* of the link, after the table */
	const char *flags;
} links[] = {
	{"", "--view overview"},
	{"L", "--view overview --sort latest"},
	{"LL", "--view overview --sort -latest"},
	{"/err>5 or late>3\r", "--view overview -f 'err>5 or late>3'"},
	{"DD", "--view overview --times age"},
	{":columns crit,late\r", "--view overview --columns crit,late"},
	{"\r", "--view sessions -s slack"},
	{"\r!", "--view sessions -s slack --problems"},
	{"\r/user:o'b\r", "--view sessions -s slack -f 'user:o'\\''b'"},
	{"\r:columns err\r", "--view sessions -s slack --columns err"},
	{"\rA", "--view sessions -s slack --sort age"},
	{"\rAID", "--view sessions -s slack --sort -age --times local"},
	{"\r?", "--view sessions -s slack"},
	{"\r\r", "--view detail -s slack -u u-7f3a91c2"},
	{":user u-7f3a91c2\r", "--view sessions -u u-7f3a91c2"},
	{":all\r", "--view sessions"},
	{":all\rE", "--view sessions --sort err"},
	{"m", "--view heat"},
	{"5", "--view changes"},
	{"6", "--view writes"},
};

static void test_links_lead_back(void **state)
{
	static struct program first, second;
	char line[UI_SHORT_SIZE * 8], expected[512];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(links); i++) {
		start(&first, TABLE);
		scene_type(&first.scene, links[i].keys);
		snprintf(line, sizeof(line), "%s", link_of(&first));
		snprintf(expected, sizeof(expected), TABLE " %s", links[i].flags);
		assert_string_equal(line, expected);
		start(&second, line);
		assert_string_equal(link_of(&second), expected);
		const struct ui *a = &first.scene.app.ui, *b = &second.scene.app.ui;

		assert_int_equal(ui_view_below(a), b->view);
		assert_int_equal(a->scope.kind == SCOPE_NONE, b->scope.kind == SCOPE_NONE);
		assert_int_equal(a->lists[b->view].count, b->lists[b->view].count);
		stop(&first);
		stop(&second);
	}
}

/* A finding's sessions: the link names its kind, and waits for it. */
static void test_link_of_a_finding(void **state)
{
	static struct program first, second;
	char line[512];

	(void)state;
	start(&first, TABLE);
	const struct findings *findings = first.scene.app.shown->findings;

	assert_true(findings->current > 0);
	open_finding(&first.scene.app, findings->list[0].number);
	assert_int_equal(first.scene.app.ui.scope.kind, SCOPE_FINDING);
	snprintf(line, sizeof(line), "%s", link_of(&first));
	assert_non_null(strstr(line, " --finding "));
	assert_non_null(strstr(line, finding_kind_word(findings->list[0].kind)));
	start(&second, line);
	assert_int_equal(second.scene.app.ui.scope.kind, SCOPE_FINDING);
	assert_string_equal(link_of(&second), line);
	assert_int_equal(second.scene.app.ui.lists[VIEW_SESSIONS].count,
		first.scene.app.ui.lists[VIEW_SESSIONS].count);
	stop(&first);
	stop(&second);
}

/* What says which table is repeated, and what variables set is overruled where it is not shown. */
static void test_links_name_the_source(void **state)
{
	static struct program program;

	(void)state;
	config_files_write(
		config_files_user, "[default]\nfilter = err>5\nsort = age\n[profile a b]\n");
	start(&program, "beyatop --endpoint-url http://127.0.0.1:1 -p 'a b' --late 3");
	assert_string_equal(link_of(&program),
		TABLE " -p 'a b' --endpoint-url http://127.0.0.1:1 --view overview -f 'err>5'"
		      " --sort worst");
	scene_type(&program.scene, "\033");
	assert_string_equal(link_of(&program),
		TABLE " -p 'a b' --endpoint-url http://127.0.0.1:1 --view overview -f ''"
		      " --sort worst");
	stop(&program);
}

static const char views[] = "[default]\nsort = err\ntimes = local\n"
			    "[view night]\nview = sessions\nservice = slack\nfilter = late>3\n"
			    "sort = -age\ncolumns = late, age\nproblems = yes\ntimes = age\n"
			    "[view heavy]\nuser = u-7f3a91c2\n"
			    "[view all of it]\nview = sessions\n"
			    "[view map]\nview = heat\n"
			    "[view stopped]\nfinding = cohort_stopped\n"
			    "[view empty]\n";

static void test_saved_views(void **state)
{
	static struct program program;
	static const struct play_step steps[] = {
		{":view night\r", "@sessions"},
		{NULL, "filter: late>3"},
		{NULL, "AGE^"},
		{NULL, "problems only"},
		{":view heavy\r", "user u-7f3a91c2"},
		{NULL, "most errors first"},
		{":view all of it\r", "@sessions"},
		{NULL, "17 sessions"},
		{":view m\t\r", "@heat"},
		{":view empty\r", "@overview"},
		{"?:view empty\r", "@overview"},
		{":view heat\r", "@heat"},
		{":view stopped\r", "@sessions"},
		{NULL, "slack: 4 of 11 stopped"},
		{":view nigth\r", "no view \"nigth\": expected overview, sessions, detail, heat,"},
		{NULL, "night, heavy, all of it, map"},
		{"\033:view n\t", ":view night"},
		{"\033:view\r", "Saved views: night, heavy, all of it, map, stopped, empty."},
	};

	(void)state;
	config_files_write(config_files_user, views);
	start(&program, TABLE);
	play_steps(&program.scene, steps, ARRAY_LEN(steps));
	stop(&program);
	/* At the start, a flag comes before the section. */
	start(&program, TABLE " --view night --sort late -s github");
	play_expect(&program.scene, "@sessions");
	play_expect(&program.scene, "github");
	play_expect(&program.scene, "filter: late>3");
	assert_string_equal(link_of(&program),
		TABLE " --view sessions -s github -f 'late>3' --sort late --columns late,age"
		      " --problems --times age");
	stop(&program);
}

/* Each names the section, the key and what is expected. */
static void test_bad_views(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{"[view a]\nview = list\n",
			"config:2: [view a] view: no view \"list\": expected overview, sessions,"},
		{"[view a]\n\nsort = age,err\n",
			"config:3: [view a] sort: invalid sort order \"age,err\": expected worst,"},
		{"[view a]\nview = overview\nsort = p99\n",
			"config:3: [view a] sort: invalid sort order \"p99\": expected worst, serv"},
		{"[view a]\nfilter = err>\n", "config:2: [view a] filter: invalid filter \"err>\""},
		{"[view a]\ncolumns = late,size\n",
			"config:2: [view a] columns: no column \"size\": expected "},
		{"[view a]\nproblems = maybe\n",
			"config:2: [view a] problems: problems \"maybe\" is neither 1 nor 0"},
		{"[view a]\ntimes = gmt\n",
			"config:2: [view a] times: no times \"gmt\": expected utc local age"},
		{"[view a]\nfinding = x\n",
			"config:2: [view a] finding: no kind of finding \"x\": expected cohort_"},
		{"[view a]\nview = detail\nuser = x\n",
			"config:2: [view a] view: the view detail needs a service and a user"},
		{"[view heat]\nsort = age\n", "[view heat]: a built-in view has this name"},
	};
	static struct program program;
	struct error err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		config_files_write(config_files_user, cases[i].text);
		assert_false(parse(&program, TABLE, &err));
		assert_int_equal(err.kind, ERROR_CONFIG);
		if (!strstr(err.text, cases[i].expected)) {
			fail_msg("\"%s\" does not say \"%s\"", err.text, cases[i].expected);
		}
		settings_fini(&program.settings);
	}
	config_files_write(config_files_user, "[view a]\ncolums = late\nservices = a\nlate = 3\n");
	assert_true(parse(&program, TABLE, &err));
	assert_non_null(strstr(settings_warnings(&program.settings),
		"config:2: unknown setting colums ignored (did you mean columns?)\n"));
	assert_non_null(strstr(settings_warnings(&program.settings),
		"config:3: services ignored, because it has no effect in [view a]\n"));
	settings_fini(&program.settings);
}

static void test_bad_flags(void **state)
{
	static const char *const cases[][2] = {
		{"--view nowhere",
			"no view \"nowhere\": expected overview, sessions, detail, heat, "
			"changes, writes, or a section [view NAME] of the configuration"},
		{"--view overview --columns user,acts", "no column \"user\": expected"},
		{"--columns acts", "no column \"acts\": expected"},
		{"--view overview --sort p99", "invalid sort order \"p99\": expected worst, serv"},
		{"--finding none", "no kind of finding \"none\": expected cohort_stopped"},
		{"--view detail -s slack", "the view detail needs a service and a user"},
		{"--once --view heat", "--view is for the dashboard, not for reports"},
		{"--once --problems", "--problems is for the dashboard, not for reports"},
	};
	static struct program program;
	struct error err;
	char line[256];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		snprintf(line, sizeof(line), TABLE " %s", cases[i][0]);
		assert_false(parse(&program, line, &err));
		assert_int_equal(err.kind, ERROR_USAGE);
		if (!strstr(err.text, cases[i][1])) {
			fail_msg("\"%s\" does not say \"%s\"", err.text, cases[i][1]);
		}
		settings_fini(&program.settings);
	}
}

/* The two tables have the same rows: a setting of a view can be read and printed. */
static void test_tables_agree(void **state)
{
	const struct setting *row;
	size_t of_view = 0, known = 0;

	(void)state;
	for (size_t i = 0; (row = settings_row(i)) != NULL; i++) {
		of_view += row->is_of_view;
	}
	for (; view_choice_settings[known].flag; known++) {
		const char *flag = view_choice_settings[known].flag;

		row = settings_find_flag(flag, strlen(flag));
		assert_non_null(row);
		assert_true(row->is_of_view);
	}
	assert_int_equal(of_view, known);
	/* What shells complete. */
	for (enum view_id view = 0; view_choice_name(view); view++) {
		assert_int_equal(settings_choice("view", view_choice_name(view)), view);
	}
	for (int kind = 0; kind < FINDING_KIND_COUNT; kind++) {
		assert_int_equal(settings_choice("finding", finding_kind_word(kind)), kind);
	}
}

#define TEST(function)                                                                             \
	cmocka_unit_test_setup_teardown(function, config_files_setup, config_files_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_links_lead_back),
		TEST(test_link_of_a_finding),
		TEST(test_links_name_the_source),
		TEST(test_saved_views),
		TEST(test_bad_views),
		TEST(test_bad_flags),
		TEST(test_tables_agree),
	};

	return cmocka_run_group_tests_name("saved view", tests, NULL, NULL);
}
