/* SPDX-License-Identifier: MIT */
#include "text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define R "\xEF\xBF\xBD" /* U+FFFD, the replacement */

static void assert_sanitized(const char *text, const char *expected)
{
	char buffer[200];

	assert_true(text_sanitize(text, buffer, sizeof(buffer)));
	assert_string_equal(buffer, expected);
}

/* Encodes without the module under test. */
static void put_utf8(uint32_t c, char text[5])
{
	size_t n = 0;

	if (c < 0x80) {
		text[n++] = (char)c;
	} else if (c < 0x800) {
		text[n++] = (char)(0xC0 | c >> 6);
	} else if (c < 0x10000) {
		text[n++] = (char)(0xE0 | c >> 12);
		text[n++] = (char)(0x80 | (c >> 6 & 0x3F));
	} else {
		text[n++] = (char)(0xF0 | c >> 18);
		text[n++] = (char)(0x80 | (c >> 12 & 0x3F));
		text[n++] = (char)(0x80 | (c >> 6 & 0x3F));
	}
	if (c >= 0x80) {
		text[n++] = (char)(0x80 | (c & 0x3F));
	}
	text[n] = '\0';
}

static uint32_t pass_through(uint32_t code_point)
{
	char text[5];
	const char *at = text;
	uint32_t got;

	put_utf8(code_point, text);
	got = text_next(&at);
	assert_int_equal(*at, '\0');
	return got;
}

static void test_good_text_is_kept(void **state)
{
	static const char *const texts[] = {
		"",
		"u-7f3a91c2 ~!@",
		"Zo\u00EB \u00DFtra\u00DFe",
		"\u0434\u043C\u0438\u0442\u0440\u0438\u0439",
		"e\u0301",
		"\u540D\u524D \uFF21 \uD55C\uAE00",
		"\U0001F600\U0001F680",
		"\uE0A0 \uFFFD",
		"\U0010FFFD",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		assert_sanitized(texts[i], texts[i]);
	}
}

static void test_malformed_bytes_are_replaced_one_by_one(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{"\x80", R},
		{"\xBF"
		 "a",
			R "a"},
		{"\xC3", R}, {"\xC3(", R "("}, {"\xE2\x82", R R}, {"\xE2\x82|", R R "|"},
		{"\xF0\x9F\x98", R R R}, {"\xC0\xAF", R R}, /* overlong / */
		{"\xC1\x9B", R R},                          /* overlong [ */
		{"\xE0\x80\x9B", R R R},                    /* overlong ESC */
		{"\xE0\x9F\xBF", R R R}, {"\xF0\x80\x80\x9B", R R R R},
		{"\xF0\x8F\xBF\xBF", R R R R}, {"\xF4\x90\x80\x80", R R R R}, /* past U+10FFFF */
		{"\xF5\x80\x80\x80", R R R R}, {"\xF8\x88\x80\x80\x80", R R R R R}, /* five bytes */
		{"\xC0\x81", R R}, {"\xC0", R}, {"\xE0\x80\x80", R R R}, {"\xFE\xFF", R R},
		{"\xC3\xC3\xA9", R "\u00E9"}, /* in step again */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_sanitized(cases[i].text, cases[i].expected);
	}
}

static void test_terminal_controls_are_replaced(void **state)
{
	(void)state;
	for (uint32_t c = 1; c < 0x20; c++) {
		assert_int_equal(pass_through(c), TEXT_REPLACEMENT);
	}
	for (uint32_t c = 0x7F; c < 0xA0; c++) {
		assert_int_equal(pass_through(c), TEXT_REPLACEMENT);
	}
	assert_sanitized("a" TEXT_NUL "b", "a" R "b");
	assert_sanitized("a\x1B[31m\rb\xC2\x9B"
			 "0m",
		"a" R "[31m" R "b" R "0m");
}

static void test_invisible_text_is_replaced(void **state)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
		{0xAD, 0xAD},
		{0x600, 0x605},
		{0x61C, 0x61C},
		{0x180E, 0x180E},
		{0x200B, 0x200F},
		{0x2028, 0x202E},
		{0x2060, 0x206F},
		{0x3164, 0x3164},
		{0xFDD0, 0xFDEF},
		{0xFE00, 0xFE0F},
		{0xFEFF, 0xFEFF},
		{0xFFF9, 0xFFFB},
		{0xFFFE, 0xFFFF},
		{0x110BD, 0x110BD},
		{0x1D173, 0x1D17A},
		{0x1F1E6, 0x1F1FF},
		{0x1F3FB, 0x1F3FF},
		{0x1FFFE, 0x1FFFF},
		{0xE0001, 0xE0001},
		{0xE0020, 0xE007F},
		{0xE0100, 0xE01EF},
		{0x10FFFE, 0x10FFFF},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ranges); i++) {
		for (uint32_t c = ranges[i].first; c <= ranges[i].last; c++) {
			assert_int_equal(pass_through(c), TEXT_REPLACEMENT);
		}
	}
}

/* Surrogates, which json_parse() makes of half a pair, are one replacement character each. */
static void test_surrogates_are_replaced(void **state)
{
	(void)state;
	for (uint32_t c = 0xD800; c <= 0xDFFF; c++) {
		assert_int_equal(pass_through(c), TEXT_REPLACEMENT);
	}
}

static void test_neighbours_of_the_invisible_are_kept(void **state)
{
	static const uint32_t kept[] = {
		' ',
		'~',
		0xA0,
		0xAC,
		0xAE,
		0x606,
		0x61B,
		0x61D,
		0x200A,
		0x2010,
		0x2027,
		0x202F,
		0x205F,
		0x2070,
		0xFDCF,
		0xFDF0,
		0xFDFF,
		0xFE10,
		0xFEFE,
		0xFF00,
		0xFFFC,
		0xFFFD,
		0x1F1E5,
		0x1F200,
		0x1F3FA,
		0x1F400,
		0x10FFFD,
		0xE000,
		0xF8FF,
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(kept); i++) {
		assert_int_equal(pass_through(kept[i]), kept[i]);
	}
}

static void test_encode_every_code_point(void **state)
{
	(void)state;
	char nul[5] = "";

	assert_int_equal(text_encode(0, nul), 2);
	assert_string_equal(nul, TEXT_NUL);
	for (uint32_t c = 1; c <= 0x10FFFF; c++) {
		char expected[5], got[5] = "";

		put_utf8(c, expected);
		assert_int_equal(text_encode(c, got), strlen(expected));
		assert_string_equal(got, expected);
	}
}

static void test_width(void **state)
{
	static const struct {
		uint32_t code_point;
		int width;
	} cases[] = {
		{'a', 1},
		{0xE9, 1},
		{0x2FF, 1},
		{0x300, 0},
		{0x36F, 0},
		{0x370, 1},
		{0x5D0, 1},
		{0x5B0, 0},
		{0x64B, 0},
		{0x93C, 0},
		{0x93E, 1},
		{0xE31, 0},
		{0x1100, 2},
		{0x115E, 2},
		{0x1161, 0},
		{0x20D0, 0},
		{0x2500, 1},
		{0x2588, 1},
		{0x2800, 1},
		{0x231A, 2},
		{0x231C, 1},
		{0x26A0, 1},
		{0x26A1, 2},
		{0x2764, 1},
		{0x2E80, 2},
		{0x3000, 2},
		{0x303F, 1},
		{0x3042, 2},
		{0x3099, 0},
		{0x4E00, 2},
		{0x9FFF, 2},
		{0xAC00, 2},
		{0xD7A3, 2},
		{0xE000, 1},
		{0xF900, 2},
		{0xFE20, 0},
		{0xFF01, 2},
		{0xFF60, 2},
		{0xFF61, 1},
		{0xFFE0, 2},
		{0xFFFD, 1},
		{0x1F300, 2},
		{0x1F321, 1},
		{0x1F600, 2},
		{0x1F64F, 2},
		{0x1F650, 1},
		{0x1FA70, 2},
		{0x20000, 2},
		{0x3FFFD, 2},
		{0x1E944, 0},
		{0x10FFFD, 1},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_int_equal(text_width(cases[i].code_point), cases[i].width);
	}
}

static void test_width_of(void **state)
{
	(void)state;
	assert_int_equal(text_width_of(""), 0);
	assert_int_equal(text_width_of("gmail"), 5);
	assert_int_equal(text_width_of("e\u0301"), 1);
	assert_int_equal(text_width_of("\u540D\u524D"), 4);
	/* A family is three people and two replaced joiners. */
	assert_int_equal(text_width_of("\U0001F468\u200D\U0001F469\u200D\U0001F467"), 8);
	assert_int_equal(text_width_of("\xFF\x1B"), 2);
}

static void test_sanitize_cuts_whole_characters(void **state)
{
	static const struct {
		size_t size;
		const char *kept;
		bool is_whole;
	} cases[] = {
		{1, "", false},
		{2, "a", false},
		{3, "a", false},
		{4, "a\u00E9", false},
		{6, "a\u00E9", false},
		{7, "a\u00E9" R, true},
		{8, "a\u00E9" R, true},
	};
	char buffer[8];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		memset(buffer, 'x', sizeof(buffer));
		assert_int_equal(
			text_sanitize("a\u00E9\x1B", buffer, cases[i].size), cases[i].is_whole);
		assert_string_equal(buffer, cases[i].kept);
	}
	buffer[0] = 'x';
	assert_false(text_sanitize("a", buffer, 0));
	assert_true(text_sanitize("", buffer, 0));
	assert_int_equal(buffer[0], 'x');
}

static void test_mask_url(void **state)
{
	static const struct {
		const char *url, *masked;
	} cases[] = {
		{"", ""},
		{"https://x3abcdef.lambda-url.us-east-1.on.aws/secret?x",
			"https://x3\u2026.lambda-url.us-east-1.on.aws/****"},
		{"https://x3abcdef.lambda-url.us-east-1.on.aws",
			"https://x3\u2026.lambda-url.us-east-1.on.aws/****"},
		{"https://ab.example.com/", "https://ab.example.com/****"},
		{"HTTPS://abc.example.com", "https://ab\u2026.example.com/****"},
		{"http://localhost:8000/hook", "http://lo\u2026/****"},
		{"https://host/path.with.dots", "https://ho\u2026/****"},
		{"https://abc.example.com?token=1", "https://ab\u2026.example.com/****"},
		{"https://abc.example.com#token", "https://ab\u2026.example.com/****"},
		{"https://user:pass@abc.example.com/", "https://ab\u2026.example.com/****"},
		{"https://user@p:w@abc.example.com/", "https://ab\u2026.example.com/****"},
		/* Not clearly a host: part of it may be a password. */
		{"https://user:pa/ss@host", "****"},
		{"https://user.name/12@host", "****"},
		{"https://us\\er:pw@host/", "****"},
		{"https://host\\@path", "****"},
		{"https://user:password", "****"},
		{"https://se cret.example.com/", "****"},
		{"https://s\x1B[m.example.com/", "****"},
		{"https://\u0434.example.com/", "****"},
		{"https://[::1]:8000/", "****"},
		{"https:///path", "****"},
		{"https://", "****"},
		{"https:secret", "****"},
		{"secret://x.y", "****"},
		{"secret", "****"},
	};
	char buffer[100];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		text_mask_url(cases[i].url, buffer, sizeof(buffer));
		assert_string_equal(buffer, cases[i].masked);
	}
	text_mask_url("https://x3abcdef.on.aws/", buffer, 11);
	assert_string_equal(buffer, "https://x3");
}

static void test_put_json(void **state)
{
	static const struct {
		const char *text, *json;
	} cases[] = {
		{"", "\"\""},
		{"u-7f3a / '", "\"u-7f3a / '\""},
		{"a\"b\\c", "\"a\\\"b\\\\c\""},
		{"\n\t\x1B\x7F", "\"\\u000a\\u0009\\u001b\\u007f\""},
		{"\u00E9\u540D\U0001F600", "\"\u00E9\u540D\U0001F600\""},
		{"\xC2\x9B", "\"\\u009b\""},
		{"\u202E\uFEFF", "\"\\u202e\\ufeff\""},
		{"\U000E0041", "\"\\udb40\\udc41\""},
		{"\U0010FFFF", "\"\\udbff\\udfff\""},
		{"a" TEXT_NUL "0", "\"a\\u00000\""},
		{"\xED\xA0\x80 \xED\xBF\xBF", "\"\\ud800 \\udfff\""},
		{"a\xFF\xC3", "\"a\\ufffd\\ufffd\""},
		{R, "\"" R "\""},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf out = {0};

		text_put_json(&out, cases[i].text);
		assert_string_equal(buf_text(&out), cases[i].json);
		buf_fini(&out);
	}
}

static void test_secret_values(void **state)
{
	/* Split, so that scanners for secrets do not report this file. */
	static const char *const secret[] = {"xoxb"
					     "-1234",
		"xoxp"
		"-1",
		"xapp"
		"-1-A0",
		"ghp"
		"_0123abcd",
		"github"
		"_pat_11AAAAAA",
		"glpat"
		"-0123456",
		"AKIA"
		"0123456789ABCDEF",
		"ASIA"
		"0123456789ABCDEF",
		"AIza"
		"SyA0123456789_abcd",
		"ya29."
		"a0Ab",
		"eyJhbGciOi"
		"JIUzI1NiJ9.eyJzdWIiOiIxIn0.abc",
		"Bearer 0123456789", "bearer a.b-c_d.e",
		"token is ghp"
		"_0123abcd, take care",
		"a=1&t=xoxb"
		"-12",
		"-----BEGIN RSA PRIVATE KEY-----\nMII"};
	static const char *const harmless[] = {"", "xoxb", "T1234567", "1642249800.123456", "eyJ",
		"wamid.ABC123", "user@company.com", "AKIA", "bearer of news", "notghp", "C1234567",
		"2024-01-15T10:35:00Z", "W/961bb13a7582d2cd"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(secret); i++) {
		assert_true(text_is_secret_value(secret[i]));
	}
	for (size_t i = 0; i < ARRAY_LEN(harmless); i++) {
		assert_false(text_is_secret_value(harmless[i]));
	}
}

static void test_secret_names(void **state)
{
	static const char *const secret[] = {"token", "accessToken", "REFRESH_TOKEN", "apiKey",
		"client_secret", "Password", "passwd", "pwd", "sessionCookie", "Authorization",
		"oauth", "credentials", "privateKey", "jwt"};
	static const char *const harmless[] = {"", "lastHistoryId", "emailAddress", "teamId",
		"channelIds", "phoneNumber", "sessionId", "lastPassedAt", "tok", "to ken"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(secret); i++) {
		assert_true(text_is_secret_name(secret[i]));
	}
	for (size_t i = 0; i < ARRAY_LEN(harmless); i++) {
		assert_false(text_is_secret_name(harmless[i]));
	}
}

static void test_equal_ignoring_case(void **state)
{
	(void)state;
	assert_true(text_equal_ignoring_case("", ""));
	assert_true(text_equal_ignoring_case("Content-Type", "content-tYPE"));
	assert_false(text_equal_ignoring_case("content", "content-type"));
	assert_false(text_equal_ignoring_case("content-type", "content"));
	/* Not letters, though one bit apart, and not ASCII. */
	assert_false(text_equal_ignoring_case("[", "{"));
	assert_false(text_equal_ignoring_case("@", "`"));
	assert_false(text_equal_ignoring_case("\u00C9", "\u00E9"));
}

int main(void)
{
	const struct CMUnitTest text[] = {
		cmocka_unit_test(test_good_text_is_kept),
		cmocka_unit_test(test_malformed_bytes_are_replaced_one_by_one),
		cmocka_unit_test(test_terminal_controls_are_replaced),
		cmocka_unit_test(test_invisible_text_is_replaced),
		cmocka_unit_test(test_surrogates_are_replaced),
		cmocka_unit_test(test_neighbours_of_the_invisible_are_kept),
		cmocka_unit_test(test_encode_every_code_point),
		cmocka_unit_test(test_width),
		cmocka_unit_test(test_width_of),
		cmocka_unit_test(test_sanitize_cuts_whole_characters),
		cmocka_unit_test(test_mask_url),
		cmocka_unit_test(test_put_json),
		cmocka_unit_test(test_secret_names),
		cmocka_unit_test(test_secret_values),
		cmocka_unit_test(test_equal_ignoring_case),
	};

	return cmocka_run_group_tests(text, NULL, NULL);
}
