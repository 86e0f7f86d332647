/* SPDX-License-Identifier: MIT */
#include "base/ini.h"

#include "buf.h"
#include "kit/aws_files.h"
#include "kit/skip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct ini ini; /* of the last read */

static bool read_bytes(const void *bytes, size_t size, enum ini_trust trust, struct error *err)
{
	char path[128];

	aws_files_write_bytes("other", bytes, size);
	aws_files_path("other", path);
	ini_fini(&ini);
	return ini_read(&ini, path, trust, err);
}

static void read_text(const char *text)
{
	struct error err = {0};

	if (!read_bytes(text, strlen(text), INI_ANY, &err)) {
		fail_msg("%s", err.text);
	}
}

static void assert_refused(const char *text, const char *expected)
{
	struct error err = {0};

	assert_false(read_bytes(text, strlen(text), INI_ANY, &err));
	assert_int_equal(err.kind, ERROR_CONFIG);
	if (!strstr(err.text, expected)) {
		fail_msg("\"%s\" does not say \"%s\"", err.text, expected);
	}
}

/* section|block|key|value:line, for every entry. */
static void assert_entries(const char *expected)
{
	struct buf told = {0};

	for (size_t i = 0; i < ini.count; i++) {
		const struct ini_entry *entry = &ini.entries[i];

		buf_printf(&told, "%s|%s|%s|%s:%u\n", entry->section,
			entry->block ? entry->block : "-", entry->key ? entry->key : "-",
			entry->value, entry->line);
	}
	assert_string_equal(buf_text(&told), expected);
	buf_fini(&told);
}

static void test_entries(void **state)
{
	(void)state;
	read_text("# top\n[default]\nInterval = 5s\n\n[ profile  x ]\n\tRegion=eu-west-1 ; here\n"
		  "empty =\nurl = http://h/#part;x\n[bare]");
	assert_entries("default|-|-|:2\ndefault|-|interval|5s:3\nprofile  x|-|-|:5\n"
		       "profile  x|-|region|eu-west-1:6\nprofile  x|-|empty|:7\n"
		       "profile  x|-|url|http://h/#part;x:8\nbare|-|-|:9\n");
}

static void test_line_ends_and_mark(void **state)
{
	(void)state;
	read_text("\xEF\xBB\xBF[a]\r\nk = v\r\n\r\nl=\tw  \r");
	assert_entries("a|-|-|:1\na|-|k|v:2\na|-|l|w:4\n");
	read_text("[a]\rk = v\r\n\rl = w\n\r\n");
	assert_entries("a|-|-|:1\na|-|k|v:2\na|-|l|w:4\n");
	read_text("");
	assert_entries("");
	assert_non_null(ini.text);
}

static void test_indented(void **state)
{
	(void)state;
	read_text("[a]\ns3 =\n  one = 1\n  two = 2\nlist = x,\n  y = z\n  more\nlast = 1\n[b]\n k "
		  "= v\n "
		  "l = w\n");
	assert_entries("a|-|-|:1\na|-|s3|:2\na|s3|one|1:3\na|s3|two|2:4\na|-|list|x,:5\n"
		       "a|list||y = z:6\na|list||more:7\na|-|last|1:8\nb|-|-|:9\nb|-|k|v:10\n"
		       "b|-|l|w:11\n");
}

/* As Python's RawConfigParser splits them: at whichever comes first. */
static void test_colons(void **state)
{
	(void)state;
	read_text("[a]\nk: v\nl : w\nm:x=1\nn=y:2\no:\n p: q\nr =: s\nempty:\n");
	assert_entries("a|-|-|:1\na|-|k|v:2\na|-|l|w:3\na|-|m|x=1:4\na|-|n|y:2:5\na|-|o|:6\n"
		       "a|o|p|q:7\na|-|r|: s:8\na|-|empty|:9\n");
}

static void test_comments_and_quotes(void **state)
{
	(void)state;
	read_text("[a \"b # c\"] ; d\nk = \"v ; w\" # x\nl = 'v # w' ;x\nm = o'clock # x\n"
		  "n = # x\ncredential_process = sh -c a ; b # c\ncredential_process: x\n  y # z\n"
		  "  # no part of it\n");
	assert_entries(
		"a \"b # c\"|-|-|:1\na \"b # c\"|-|k|\"v ; w\":2\na \"b # c\"|-|l|'v # w':3\n"
		"a \"b # c\"|-|m|o'clock:4\na \"b # c\"|-|n|:5\n"
		"a \"b # c\"|-|credential_process|sh -c a ; b # c:6\n"
		"a \"b # c\"|-|credential_process|x:7\n"
		"a \"b # c\"|credential_process||y # z:8\n");
}

/* Every blank of Unicode, as str.strip() of Python knows them. */
static void test_blanks(void **state)
{
	(void)state;
	read_text("\u00A0[profile\u00A0x]\u3000\n\u2003k\u00A0=\u00A0v\u00A0w\u202F\n\u00A0\n"
		  "\u2003l\v=\f\u00A0# c\n\u2003\u00A0m = n\n");
	assert_entries("profile\u00A0x|-|-|:1\nprofile\u00A0x|-|k|v\u00A0w:2\n"
		       "profile\u00A0x|-|l|:4\nprofile\u00A0x|l|m|n:5\n");
	assert_true(ini_is_in(&ini.entries[0], "profile", "x"));
}

static void test_lines_that_continue(void **state)
{
	(void)state;
	read_text("[a]\nk = v\n\n  w = x\n  # y\n\tz\nl = m\n");
	ini_join_lines(&ini);
	assert_entries("a|-|-|:1\na|-|k|v\nw = x\nz:2\na|k||:4\na|k||:6\na|-|l|m:7\n");
}

static void test_names_of_sections(void **state)
{
	static const struct {
		const char *section, *kind, *name;
		bool is_in;
	} rows[] = {
		{"default", NULL, "default", true},
		{"default", "profile", "default", false},
		{"my profile", NULL, "my profile", true},
		{"'my profile'", NULL, "my profile", true},
		{"profile prod", "profile", "prod", true},
		{"profile\t\"two words\"", "profile", "two words", true},
		{"profile prod", "profile", "pro", false},
		{"profile prod", "profile", "prod2", false},
		{"profileprod", "profile", "prod", false},
		{"profile", "profile", "", false},
		{"services x", "profile", "x", false},
		{"sso-session x", "sso-session", "x", true},
		{"profile \"", "profile", "\"", true},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct ini_entry entry = {.section = rows[i].section};

		if (ini_is_in(&entry, rows[i].kind, rows[i].name) != rows[i].is_in) {
			fail_msg("[%s] and %s", rows[i].section, rows[i].name);
		}
	}
}

static void test_malformed(void **state)
{
	(void)state;
	assert_refused("k = v\n", "other:1: expected [section] above the first setting");
	assert_refused("[a]\n\nword\n", "other:3:");
	assert_refused("[a\n", "other:1:");
	assert_refused("[a] b\n", "other:1:");
	assert_refused("[a]\n= v\n", "other:2:");

	struct error err = {0};

	assert_false(read_bytes("[a]\nk\0= v\n", 10, INI_ANY, &err));
	assert_non_null(strstr(err.text, "not a text file"));
}

static void test_files(void **state)
{
	(void)state;
	struct error err = {0};
	char path[128];

	aws_files_path("missing", path);
	ini_fini(&ini);
	assert_true(ini_read(&ini, path, INI_GUARDED, &err));
	assert_null(ini.text);
	assert_string_equal(ini.path, path);
	aws_files_path("", path);
	ini_fini(&ini);
	assert_false(ini_read(&ini, path, INI_GUARDED, &err));
	assert_non_null(strstr(err.text, "cannot read"));
	ini_fini(&ini);
	assert_true(ini_read(&ini, path, INI_ANY, &err));
	assert_null(ini.text);
	assert_string_equal(ini.skipped, "Is a directory");
	/* A pipe without a writer is not waited for, and is not an empty file. */
	aws_files_path("pipe", path);
	assert_int_equal(mkfifo(path, 0600), 0);
	ini_fini(&ini);
	assert_false(ini_read(&ini, path, INI_GUARDED, &err));
	assert_non_null(strstr(err.text, "pipe: not a regular file"));
	ini_fini(&ini);
	assert_true(ini_read(&ini, path, INI_ANY, &err));
	assert_null(ini.text);
	assert_string_equal(ini.skipped, "not a regular file");
	assert_int_equal(unlink(path), 0);

	size_t size = (1 << 20) + 1;
	char *long_text = base_alloc(size);

	memset(long_text, '#', size);
	assert_true(read_bytes(long_text, size - 1, INI_GUARDED, &err));
	assert_true(read_bytes(long_text, size, INI_ANY, &err));
	assert_int_equal(ini.size, size);
	assert_false(read_bytes(long_text, size, INI_GUARDED, &err));
	assert_non_null(strstr(err.text, "larger than 1 MB"));
	free(long_text);
}

static void test_trust(void **state)
{
	static const struct {
		mode_t mode;
		bool is_trusted;
	} rows[] = {{0600, true}, {0644, true}, {0664, false}, {0646, false}, {0622, false}};

	(void)state;
	char path[128];

	aws_files_path("other", path);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct error err = {0};

		read_text("[a]\n");
		assert_int_equal(chmod(path, rows[i].mode), 0);
		ini_fini(&ini);
		assert_int_equal(ini_read(&ini, path, INI_GUARDED, &err), rows[i].is_trusted);
		assert_int_equal(strstr(err.text, "is not trusted") != NULL, !rows[i].is_trusted);
		ini_fini(&ini);
		assert_true(ini_read(&ini, path, INI_ANY, &err));
	}
}

/* A file that belongs to root is trusted; one of another user is not. */
static void test_owner(void **state)
{
	(void)state;
	if (geteuid() != 0) {
		SKIP_TEST("only root can give a file away");
	}
	struct error err = {0};
	char path[128];

	aws_files_path("other", path);
	read_text("[a]\n");
	assert_int_equal(chown(path, 65534, 65534), 0);
	ini_fini(&ini);
	assert_false(ini_read(&ini, path, INI_GUARDED, &err));
	assert_non_null(strstr(err.text, "must belong to you or root"));
}

static int teardown(void **state)
{
	ini_fini(&ini);
	return aws_files_teardown(state);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, aws_files_setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_entries),
		TEST(test_line_ends_and_mark),
		TEST(test_indented),
		TEST(test_colons),
		TEST(test_comments_and_quotes),
		TEST(test_blanks),
		TEST(test_lines_that_continue),
		TEST(test_names_of_sections),
		TEST(test_malformed),
		TEST(test_files),
		TEST(test_trust),
		TEST(test_owner),
	};

	return cmocka_run_group_tests_name("ini", tests, NULL, NULL);
}
