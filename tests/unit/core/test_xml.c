/* SPDX-License-Identifier: MIT */
#include "aws/xml.h"

#include "base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
	/* of the first element <a>; NULL: not found */
	const char *xml, *text;
} rows[] = {
	{"<a>x</a>", "x"},
	{"<r><b>no</b><a>x</a><a>later</a></r>", "x"},
	{"<ns:a xmlns:ns='u'>x</ns:a>", "x"},
	{"<a b=\"1 > 0\" c='\"'>x</a>", "x"},
	{"<a>\r\n\t x y \n</a>", "x y"},
	{"<a></a>", ""},
	{"<a>&lt;&gt;&amp;&quot;&apos;</a>", "<>&\"'"},
	{"<a>&#65;&#x42;&#x20AC;</a>", "AB\xE2\x82\xAC"},
	{"<a>&amp;lt;</a>", "&lt;"},
	{"<?xml version=\"1.0\" a=\"<a>no</a>\"?><a>x</a>", "x"},
	{"<!DOCTYPE a><a>x</a>", "x"},
	{"<!-- <a>no</a> --><a>x</a>", "x"},
	{"<b><![CDATA[<a>no</a>]]></b><a>x</a>", "x"},
	{"<ab>no</ab><a >x</a >", "x"},
	{"text before <a>x</a>", "x"},
	{"", NULL},
	{"no element", NULL},
	{"<b>x</b>", NULL},
	{"<A>x</A>", NULL},
	{"</a>x<b>", NULL},
	{"<a/>", NULL},
	{"<a", NULL},
	{"<a>", NULL},
	{"<a>x", NULL},
	{"<a b=\"unclosed>x</a>", NULL},
	{"<!-- <a>x</a>", NULL},
	{"<a>x<b/></a>", NULL},
	{"<a><![CDATA[x]]></a>", NULL},
	{"<a>&nbsp;</a>", NULL},
	{"<a>a & b</a>", NULL},
	{"<a>&#0;</a>", NULL},
	{"<a>&#xD800;</a>", NULL},
	{"<a>&#x110000;</a>", NULL},
	{"<a>&#99999999;</a>", NULL},
	{"<a>&#x;</a>", NULL},
	{"<a>&#65</a>", NULL},
};

static void elements(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char text[32] = "untouched";
		bool is_found = xml_find_text(rows[i].xml, "a", text, sizeof(text));

		if (is_found != (rows[i].text != NULL) ||
			strcmp(text, rows[i].text ? rows[i].text : "untouched") != 0) {
			fail_msg("%s gives %s", rows[i].xml, text);
		}
	}
}

static void sizes(void **state)
{
	char text[4] = "?";

	(void)state;
	assert_true(xml_find_text("<a>123</a>", "a", text, sizeof(text)));
	assert_string_equal(text, "123");
	assert_false(xml_find_text("<a>1234</a>", "a", text, sizeof(text)));
	assert_string_equal(text, "123");
}

/* A response that is cut off anywhere does no harm. */
static void cuts(void **state)
{
	static const char whole[] =
		"<?x?><!-- c --><b c='1'>&amp;<![CDATA[ ]]></b><a d=\"2\">&#65;</a>";
	char cut[sizeof(whole)], text[8];

	(void)state;
	for (size_t length = 0; length < sizeof(whole); length++) {
		memcpy(cut, whole, length);
		cut[length] = '\0';
		assert_int_equal(
			xml_find_text(cut, "a", text, sizeof(text)), length >= sizeof(whole) - 3);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elements),
		cmocka_unit_test(sizes),
		cmocka_unit_test(cuts),
	};

	return cmocka_run_group_tests_name("xml", tests, NULL, NULL);
}
