/* SPDX-License-Identifier: MIT */
/*
 * The real program on different terminals: what each shows, in which colors, which queries and
 * sequences it gets; and hostile text in every attribute, of which no byte gets through.
 */
#include "kit/binary.h"

#include "kit/clean.h"
#include "kit/shared_fixture.h"
#include "text.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct pty *start(const struct pty_options *options, const char *const *flags)
{
	return binary_start(&(struct binary){
		.url = scratch.url, .table = scratch.table, .flags = flags, .pty = *options});
}

static bool has_bytes(const struct buf *log, const char *bytes)
{
	return log->length > 0 && strstr(buf_text(log), bytes) != NULL;
}

static bool has_sent(struct pty *pty, const void *bytes)
{
	return has_bytes(pty_log(pty), bytes);
}

static void expect_bytes(struct pty *pty, const char *bytes)
{
	if (!pty_wait(pty, has_sent, bytes, PTY_PATIENCE_MS)) {
		pty_dump(pty);
		fail_msg("it does not send \"%s\"", bytes + 1);
	}
}

/* Colors of text or background anywhere on the screen, without the terminal's own. */
static int count_colored(struct pty *pty)
{
	int count = 0;

	for (int row = 0; row < pty_rows(pty); row++) {
		for (int col = 0; col < pty_cols(pty); col++) {
			VTermScreenCell cell = pty_cell(pty, row, col);

			count += pty_color(pty, cell.fg) >= 0 || pty_color(pty, cell.bg) >= 0;
		}
	}
	return count;
}

#define NOTICE "TERM is unknown on this machine"

static struct terminal {
	const char *term;
	bool has_colors, has_title, is_known;
} terminals[] = {
	{"xterm-256color", true, true, true},
	{"tmux-256color", true, true, true},
	{"screen", true, false, true},
	{"linux", true, false, true},
	{"vt100", false, false, true},
	{"rxvt", true, false, true},
	{"xterm-nobody-knows", true, false, false},
	{"", true, false, false},
};

/* Newer databases give rxvt a title. */
static void find_title_of_rxvt(void)
{
	for (size_t i = 0; i < ARRAY_LEN(terminals); i++) {
		if (strcmp(terminals[i].term, "rxvt") == 0) {
			terminals[i].has_title =
				system("infocmp -1x rxvt | grep -Eq 'XT,|tsl=.E[]]'") == 0;
		}
	}
}

static void test_every_terminal(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(terminals); i++) {
		const struct terminal *terminal = &terminals[i];
		struct pty *pty = start(&(struct pty_options){.term = terminal->term}, NULL);
		const struct buf *log = pty_log(pty);

		binary_expect(pty, "~C slack 2/3");
		assert_int_equal(pty_find(pty, NOTICE) < 0, terminal->is_known);
		/*
		 * In UTF-8 lines are drawn with letters: PuTTY, for example, then has no other set.
		 */
		binary_expect(pty, "\u2500\u2500\u2500");
		assert_null(memchr(log->data, '\016', log->length));
		assert_false(has_bytes(log, "\033(0"));
		if ((count_colored(pty) > 0) != terminal->has_colors) {
			fail_msg("%s: %d cells in colour", terminal->term, count_colored(pty));
		}
		if (terminal->has_title) {
			expect_bytes(pty, "\033]2;beyatop: 1 critical, 1 never polled\a");
		}
		assert_true(!terminal->has_title || has_bytes(log, "\033[22;"));
		binary_type(pty, ":service slack\r", "overview > slack");
		binary_quit(pty);
	}
}

/* The first sequence that pops the title; NULL: none. Others begin alike: row 23 is "ESC [ 23 ; 1
 * H". */
static const char *find_pop(const char *text)
{
	static const char begin[] = "\033[23;";

	while ((text = strstr(text, begin)) != NULL) {
		const char *end = text + strlen(begin);

		end += strspn(end, "0123456789;");
		if (*end == 't') {
			return text;
		}
		text = end;
	}
	return NULL;
}

static void test_title_is_pushed_and_popped(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(terminals); i++) {
		struct pty *pty = start(&(struct pty_options){.term = terminals[i].term}, NULL);
		const struct buf *log;

		binary_expect(pty, "slack");
		pty_type(pty, "Q");
		binary_expect_clean_exit(pty, 0);
		log = pty_log(pty);
		/* Pushed as often as popped, and not set after the last pop. */
		if (terminals[i].has_title) {
			const char *pop = strstr(buf_text(log), "\033]2;beyatop:");

			assert_non_null(pop);
			pop = find_pop(pop);
			assert_non_null(pop);
			assert_null(strstr(pop, "\033]2;"));
		} else {
			assert_false(has_bytes(log, "\033]2;"));
			assert_false(has_bytes(log, "$p"));
		}
		pty_free(pty);
	}
}

static void test_no_colors_where_none_are_wanted(void **state)
{
	static const struct {
		const char *flags[3], *env[2];
	} cases[] = {
		{{NULL}, {"NO_COLOR=1"}},
		{{"-C"}, {NULL}},
		{{"--theme", "mono"}, {NULL}},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct pty *pty = start(&(struct pty_options){.env = cases[i].env}, cases[i].flags);

		binary_expect(pty, "slack");
		binary_type(pty, ":service slack\r", "u-dead");
		assert_int_equal(count_colored(pty), 0);
		/* The state is visible all the same, and so is the error heat. */
		binary_expect(pty, "~C u-dead 180x 1h00m 20s @ 27");
		binary_quit(pty);
	}
}

/* Each theme has its own color for critical, as libvterm mixes the color cube. */
static void test_themes(void **state)
{
	static const struct {
		const char *theme;
		int64_t color, background;
	} cases[] = {
		{"auto", 0xFF3333, -1},
		{"dark", 0xFF3333, -1},
		{"light", 0xCC0000, -1},
		{"colorblind", 0x000000, 0xFF9900},
		{"mono", -1, -1},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *flags[] = {"--theme", cases[i].theme, NULL};
		struct pty *pty = start(&(struct pty_options){0}, flags);
		VTermScreenCell cell;
		int row;

		binary_expect(pty, "~C slack 2/3");
		row = pty_find(pty, "C slack");
		cell = pty_cell(pty, row, 1);
		assert_int_equal(cell.chars[0], 'C');
		assert_int_equal(pty_color(pty, cell.fg), cases[i].color);
		assert_int_equal(pty_color(pty, cell.bg), cases[i].background);
		binary_quit(pty);
	}
}

static bool is_colored(struct pty *pty, const void *wanted)
{
	return (count_colored(pty) > 0) == *(const bool *)wanted;
}

/* :theme, there and back: everything on the screen changes its look. */
static void test_theme_at_run_time(void **state)
{
	static const char *const flags[] = {"--theme", "mono", NULL};
	static const bool no = false, yes = true;
	struct pty *pty = start(&(struct pty_options){0}, flags);

	(void)state;
	binary_expect(pty, "~C slack 2/3");
	assert_int_equal(count_colored(pty), 0);
	binary_type(pty, ":theme dark\r", "Theme dark.");
	assert_true(pty_wait(pty, is_colored, &yes, PTY_PATIENCE_MS));
	binary_type(pty, ":theme mono\r", "Theme mono.");
	assert_true(pty_wait(pty, is_colored, &no, PTY_PATIENCE_MS));
	binary_expect(pty, "~C slack 2/3");
	binary_quit(pty);
}

static bool is_ascii(const struct buf *log)
{
	size_t i = 0;

	while (i < log->length && (unsigned char)log->data[i] < 0x80) {
		i++;
	}
	return i == log->length;
}

/* With --ascii, and where the variables ask for no UTF-8. A locale need not be installed for that.
 */
static void test_ascii_mode(void **state)
{
	static const char *const flags[] = {"--ascii", NULL};
	static const struct {
		const char *const *flags;
		const char *env[4];
		bool is_ascii;
	} cases[] = {
		{flags, {NULL}, true},
		{NULL, {"LANG=C"}, true},
		{NULL, {"LANG=POSIX"}, true},
		{NULL, {"LANG="}, true},
		{NULL, {"LC_ALL=C", "LANG=C.UTF-8"}, true},
		{NULL, {"LC_CTYPE=C", "LANG=C.UTF-8"}, true},
		{NULL, {"LANG=xx_XX.ISO8859-1"}, true},
		{NULL, {"LANG=xx_XX.UTF-8"}, false},
		{NULL, {"LANG=xx_XX.utf8"}, false},
		{NULL, {"LC_ALL=C.UTF-8", "LANG=C"}, false},
		{NULL, {"LC_ALL=", "LC_CTYPE=C.UTF-8", "LANG=C"}, false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct pty *pty = start(&(struct pty_options){.env = cases[i].env}, cases[i].flags);

		binary_expect(pty, "slack");
		binary_type(pty, ":service slack\r\rt", "Ctrl-O to write");
		if (is_ascii(pty_log(pty)) != cases[i].is_ascii) {
			fail_msg(
				"%s: wrong characters", cases[i].env[0] ? cases[i].env[0] : "flag");
		}
		pty_type(pty, "\033");
		binary_quit(pty);
	}
}

/* --- What the terminal answers ---------------------------------------------------------------- */

#define SYNC_REQUEST "\033[?2026$p"
#define SYNC_BEGIN   "\033[?2026h"
#define SYNC_END     "\033[?2026l"

/* The terminal's response arrives after the first frames: it changes nothing but the next ones. */
static void test_late_response_is_no_key(void **state)
{
	struct pty *pty = start(&(struct pty_options){.is_mute = true}, NULL);
	const struct buf *log = pty_log(pty);
	const char *begin, *end;

	(void)state;
	binary_expect(pty, "slack");
	assert_true(has_bytes(log, SYNC_REQUEST));
	assert_false(has_bytes(log, SYNC_BEGIN));
	binary_type(pty, ":service slack\r", "overview > slack");
	pty_type(pty, ":");
	pty_type(pty, "\033[?2026;2$y");
	pty_type(pty, "abc\014");
	expect_bytes(pty, SYNC_END);
	binary_expect(pty, ":abc");
	begin = strstr(buf_text(log), SYNC_BEGIN);
	end = strstr(buf_text(log), SYNC_END);
	assert_true(begin && begin < end);
	binary_type(pty, "\033", "!:abc");
	binary_expect(pty, "overview > slack");
	binary_quit(pty);
}

static void test_unknown_mode_is_not_used(void **state)
{
	struct pty *pty = start(&(struct pty_options){.is_mute = true}, NULL);

	(void)state;
	binary_expect(pty, "slack");
	binary_type(pty, "\033[?2026;0$y\014:service slack\r", "overview > slack");
	assert_false(has_bytes(pty_log(pty), SYNC_BEGIN));
	binary_quit(pty);
}

/* A lone ESC is a key. How soon it is one is in tests/scene/test_calm.c. */
static void test_escape_alone_is_a_key(void **state)
{
	struct pty *pty = start(&(struct pty_options){0}, NULL);

	(void)state;
	binary_expect(pty, "slack");
	binary_type(pty, "?", "help  / finds");
	binary_type(pty, "\033", "!help  / finds");
	binary_quit(pty);
}

static void test_mouse_is_off_at_first(void **state)
{
	static const char *const flags[] = {"--mouse", NULL};
	struct pty *pty = start(&(struct pty_options){0}, NULL);

	(void)state;
	binary_expect(pty, "slack");
	assert_false(has_bytes(pty_log(pty), "1000h"));
	binary_type(pty, "M", "Mouse on");
	assert_true(pty_mode(pty, 1000, false));
	binary_type(pty, "M", "Mouse off");
	assert_false(pty_mode(pty, 1000, false));
	binary_quit(pty);
	pty = start(&(struct pty_options){0}, flags);
	binary_expect(pty, "slack");
	assert_true(pty_mode(pty, 1000, false));
	/* Also when it crashes. */
	pty_signal(pty, SIGSEGV);
	binary_expect_clean_exit(pty, 128 + SIGSEGV);
	assert_false(pty_mode(pty, 1000, false));
	pty_free(pty);
	pty = start(&(struct pty_options){.term = "vt100"}, flags);
	binary_expect(pty, "slack");
	binary_type(pty, "M", "does not report a mouse");
	binary_quit(pty);
}

/* How often the bytes are in the log. */
static int count_bytes(struct pty *pty, const char *bytes)
{
	const char *at = buf_text(pty_log(pty));
	int count = 0;

	while ((at = strstr(at, bytes)) != NULL) {
		at += strlen(bytes);
		count++;
	}
	return count;
}

/* What "C" of a critical service looks like; -1: the terminal's own colour. */
static int64_t color_of_critical(struct pty *pty)
{
	int row = pty_find(pty, "C slack");

	return row < 0 ? -1 : pty_color(pty, pty_cell(pty, row, 1).fg);
}

static bool has_light_theme(struct pty *pty, const void *user)
{
	(void)user;
	return color_of_critical(pty) == 0xCC0000;
}

static void expect_light_theme(struct pty *pty)
{
	if (!pty_wait(pty, has_light_theme, NULL, PTY_PATIENCE_MS)) {
		fail_msg("critical has the colour %06llX",
			(unsigned long long)color_of_critical(pty));
	}
}

/* The terminal is asked; it may respond at any time, in the midst of what is typed, or never. */
static void test_background_is_asked_for(void **state)
{
	struct pty *pty = start(&(struct pty_options){.is_mute = true}, NULL);

	(void)state;
	binary_expect(pty, "~C slack 2/3");
	expect_bytes(pty, "\033]11;?\a");
	assert_int_equal(color_of_critical(pty), 0xFF3333);
	pty_type(pty, ":ab\033]11;rgb:fdfd/f6f6/e3e3\033\\c");
	binary_expect(pty, ":abc");
	expect_light_theme(pty);
	pty_type(pty, "\033");
	binary_expect(pty, "!:abc");
	binary_quit(pty);
}

static bool has_asked(struct pty *pty, const void *user)
{
	const struct buf *log = pty_log(pty);
	size_t from = *(const size_t *)user;

	return log->length > from && strstr(log->data + from, "\033]11;?\a");
}

/* It may be another terminal's window after a suspension: tmux, screen. */
static void test_background_is_asked_for_again(void **state)
{
	struct pty *pty = start(&(struct pty_options){.is_mute = true}, NULL);
	size_t log_bytes;

	(void)state;
	binary_expect(pty, "~C slack 2/3");
	pty_type(pty, "\032");
	assert_true(pty_wait_stopped(pty, PTY_PATIENCE_MS));
	log_bytes = pty_log(pty)->length;
	assert_true(pty_continue(pty, PTY_PATIENCE_MS));
	assert_true(pty_wait(pty, has_asked, &log_bytes, PTY_PATIENCE_MS));
	pty_type(pty, "\033]11;rgb:ff/ff/ff\a");
	expect_light_theme(pty);
	binary_quit(pty);
}

/* A chosen theme stays, and without a response a variable decides. */
static void test_background_of_variable(void **state)
{
	static const char *const dark[] = {"--theme", "dark", NULL};
	static const char *const env[] = {"COLORFGBG=0;15", NULL};
	const struct pty_options options = {.env = env, .is_mute = true};
	struct pty *pty = start(&options, NULL);

	(void)state;
	binary_expect(pty, "~C slack 2/3");
	assert_int_equal(color_of_critical(pty), 0xCC0000);
	pty_type(pty, "\033]11;rgba:1e1e/1e1e/2e2e/ffff\a?");
	binary_expect(pty, "help  / finds");
	binary_type(pty, "q", "~C slack 2/3");
	assert_int_equal(color_of_critical(pty), 0xFF3333);
	binary_quit(pty);
	pty = start(&options, dark);
	binary_expect(pty, "~C slack 2/3");
	pty_type(pty, "\033]11;rgb:ffff/ffff/ffff\a?");
	binary_expect(pty, "help  / finds");
	binary_type(pty, "q", "~C slack 2/3");
	assert_int_equal(color_of_critical(pty), 0xFF3333);
	binary_quit(pty);
}

/* Adds a critical session and waits until the title counts it. */
static void become_critical(struct pty *pty, size_t critical, char title[96])
{
	struct scratch_item item = fixture_items[0];
	char user[16];

	binary_expect(pty, "scanned <");
	snprintf(user, sizeof(user), "u-dead-%zu", critical);
	item.user_id = user;
	scratch_put(&scratch, &item);
	pty_type(pty, ":sweep\r");
	snprintf(title, 96, "beyatop: %zu critical, 1 never polled", critical);
}

/* The title always shows the alert; --alert also sends a notification, once. */
static void test_alerts(void **state)
{
	static const struct {
		const char *how, *env[2], *begin, *end; /* the title, sent again */
	} cases[] = {
		{"bell", {NULL}, NULL, NULL},
		{"osc9", {NULL}, "\a\033]9;", "\a"},
		{"osc9", {"TMUX=/tmp/tmux,1,0"}, "\a\033Ptmux;\033\033]9;", "\a\033\\"},
		{"off", {NULL}, NULL, NULL},
	};
	struct scratch before = scratch;

	(void)state;
	fixture_open(&scratch, FORM_S);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *flags[] = {"--alert", cases[i].how, "--interval", "1h", NULL};
		struct pty *pty = start(&(struct pty_options){.env = cases[i].env}, flags);
		char title[96], shown[128], said[256];

		become_critical(pty, 2 + i, title);
		snprintf(shown, sizeof(shown), "\033]2;%s\a", title);
		expect_bytes(pty, shown);
		pty_type(pty, "Q");
		binary_expect_clean_exit(pty, 0);
		snprintf(said, sizeof(said), "%s%s%s%s", shown,
			cases[i].begin ? cases[i].begin : "", cases[i].begin ? title : "",
			cases[i].begin ? cases[i].end : "\a");
		assert_int_equal(count_bytes(pty, said), strcmp(cases[i].how, "off") != 0);
		assert_int_equal(count_bytes(pty, "]9;"), cases[i].begin != NULL);
		pty_free(pty);
	}
	scratch_close(&scratch);
	scratch = before;
}

/* --- Wide letters, and hostile ones ------------------------------------------------------------
 */

static uint32_t letter_at(struct pty *pty, int row, int col)
{
	uint32_t letter = pty_cell(pty, row, col).chars[0];

	return letter ? letter : ' ';
}

/* Names with wide letters, combining marks and emoji: the columns after them stay aligned. */
static void test_wide_names_are_aligned(void **state)
{
	static const struct scratch_item wide[] = {
		{"u-\u65e5\u672c", "slack", true, false, MINUTE_MS, HOUR_MS, 0},
		{"u-e\u0301e\u0301", "slack", true, false, MINUTE_MS, HOUR_MS, 0},
		{"u-\U0001F600", "slack", true, false, MINUTE_MS, HOUR_MS, 0},
	};
	static const char *const shown[] = {"u-\u65e5\u672c", "u-e\u0301e\u0301", "u-\U0001F600"};
	struct pty *pty;
	int plain_row;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wide); i++) {
		scratch_put(&scratch, &wide[i]);
	}
	pty = start(&(struct pty_options){0}, NULL);
	binary_expect(pty, "slack");
	binary_type(pty, ":service slack\r", "u-fine");
	plain_row = pty_find(pty, "u-fine");
	for (size_t i = 0; i < ARRAY_LEN(shown); i++) {
		int row;

		binary_expect(pty, shown[i]);
		row = pty_find(pty, shown[i]);
		for (int col = 12; col < pty_cols(pty); col++) {
			assert_int_equal(letter_at(pty, row, col), letter_at(pty, plain_row, col));
		}
	}
	binary_quit(pty);
}

/* What JSON can express; the rest is in scene_hostile_text(). */
static const char hostile[] = "\033[2J\033]0;owned\a\033]52;c;eA==\a\r\n\b\t\x7f\xc2\x9b\xc2\x85"
			      "\xe2\x80\xae\xe2\x81\xa6\xe2\x80\x8b\xe2\x80\xa8\xc2\xad"
			      "\xf3\xa0\x80\x81\xef\xbb\xbf";

static void put_hostile(struct buf *out, const char *before, size_t bytes)
{
	struct buf text = {0};

	buf_puts(&text, before);
	while (text.length < bytes) {
		buf_append(&text, hostile, sizeof(hostile) - 1);
	}
	text_put_json(out, buf_text(&text));
	buf_fini(&text);
}

static void put_attribute(struct buf *out, const char *name, size_t bytes)
{
	buf_printf(out, ",\"%s\":{\"S\":", name);
	put_hostile(out, "", bytes);
	buf_puts(out, "}");
}

/* In every attribute: keys of the maximum length, the others of 4 KB; attribute names too. */
static void put_hostile_item(const char *user, const char *service)
{
	static const char *const attributes[] = {"lastPollAt", "createdAt", "webhookUrl",
		"sessionId", "pollingIntervalMs", "errorCount"};
	struct buf item = {0};

	buf_puts(&item, "\"userId\":{\"S\":");
	put_hostile(&item, user, 1900);
	buf_puts(&item, "},\"serviceType\":{\"S\":");
	put_hostile(&item, service, 900);
	buf_puts(&item, "},\"isActive\":{\"S\":\"true\"}");
	/* An index rejects a lastPollAt of over 1 kB. */
	for (size_t i = 0; i < ARRAY_LEN(attributes); i++) {
		put_attribute(&item, attributes[i], i == 0 ? 900 : 4096);
	}
	buf_putc(&item, ',');
	put_hostile(&item, "zz", 200);
	buf_puts(&item, ":{\"S\":");
	put_hostile(&item, "", 4096);
	buf_puts(&item, "},\"serviceState\":{\"M\":{");
	put_hostile(&item, "", 200);
	buf_puts(&item, ":{\"L\":[{\"S\":");
	put_hostile(&item, "", 4096);
	buf_puts(&item, "}]}}}");
	scratch_put_json(&scratch, buf_text(&item));
	buf_fini(&item);
}

static void test_nothing_hostile_comes_through(void **state)
{
	static const struct play_step steps[] = {{"", "bad"}, {"\r", "evil"}, {"\r", "consistent"},
		{"jz", "beyatop"}, {"Gz", "beyatop"}, {"jz", "beyatop"}, {"t", "Ctrl-O to write"},
		{"\033", "Nothing was written"}, {"?", "help  / finds"}, {"q", "IS IT JUST"}};
	struct scratch before = scratch;
	struct pty *pty;
	size_t length;

	(void)state;
	scratch_open(&scratch, FORM_S);
	put_hostile_item("evil", "bad");
	pty = start(&(struct pty_options){.is_mute = true, .rows = 40, .cols = 120}, NULL);
	binary_steps(pty, steps, ARRAY_LEN(steps));
	/* Until it ends: the expected text may be followed by half a sequence. */
	pty_type(pty, "Q");
	binary_expect_clean_exit(pty, 0);
	length = clean_length(pty_log(pty));
	if (length < pty_log(pty)->length) {
		fail_msg("the terminal is sent \"%.20s\"", pty_log(pty)->data + length + 1);
	}
	pty_free(pty);
	scratch_close(&scratch);
	scratch = before;
}

/* More than a terminal takes at once: the rest waits until it has read what came before. */
static void test_long_copy_is_whole(void **state)
{
	enum { NOTE_BYTES = 24000, ENCODED_BYTES = NOTE_BYTES / 3 * 4 };
	static const char *const env[] = {"TMUX", NULL};
	struct scratch before = scratch;
	struct buf item = {0};
	const char *begin, *end;

	(void)state;
	scratch_open(&scratch, FORM_S);
	buf_puts(&item,
		"\"userId\":{\"S\":\"long\"},\"serviceType\":{\"S\":\"slack\"},"
		"\"isActive\":{\"S\":\"true\"},\"lastPollAt\":{\"S\":\"2026-01-01T00:00:00Z\"},"
		"\"note\":{\"S\":\"");
	for (int i = 0; i < NOTE_BYTES; i++) {
		buf_putc(&item, 'x');
	}
	buf_puts(&item, "\"}");
	scratch_put_json(&scratch, buf_text(&item));
	buf_fini(&item);
	struct pty *pty = start(&(struct pty_options){.env = env}, NULL);

	binary_expect(pty, "slack");
	binary_type(pty, "\r", "long");
	binary_type(pty, "\r", "consistent");
	pty_type(pty, "YQ");
	binary_expect_clean_exit(pty, 0);
	begin = strstr(buf_text(pty_log(pty)), "\033]52;c;");
	assert_non_null(begin);
	begin += strlen("\033]52;c;");
	end = begin +
	      strspn(begin, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");
	assert_int_equal(*end, '\a');
	assert_in_range(end - begin, ENCODED_BYTES, ENCODED_BYTES + 1000);
	pty_free(pty);
	scratch_close(&scratch);
	scratch = before;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_terminal),
		cmocka_unit_test(test_title_is_pushed_and_popped),
		cmocka_unit_test(test_no_colors_where_none_are_wanted),
		cmocka_unit_test(test_themes),
		cmocka_unit_test(test_background_is_asked_for),
		cmocka_unit_test(test_background_is_asked_for_again),
		cmocka_unit_test(test_background_of_variable),
		cmocka_unit_test(test_theme_at_run_time),
		cmocka_unit_test(test_ascii_mode),
		cmocka_unit_test(test_late_response_is_no_key),
		cmocka_unit_test(test_unknown_mode_is_not_used),
		cmocka_unit_test(test_escape_alone_is_a_key),
		cmocka_unit_test(test_mouse_is_off_at_first),
		cmocka_unit_test(test_long_copy_is_whole),
		cmocka_unit_test(test_alerts),
		cmocka_unit_test(test_wide_names_are_aligned),
		cmocka_unit_test(test_nothing_hostile_comes_through),
	};

	find_title_of_rxvt();
	return cmocka_run_group_tests_name("terminals", tests, open_fixture, close_fixture);
}
