/* SPDX-License-Identifier: MIT */
/*
 * Mutations of valid files, the same in every run. make fuzz searches for more with libFuzzer.
 */
#include "base.h"

#include "buf.h"
#include "fuzz/fuzz_ini.h"

#include "kit/rounds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MAX_MUTATIONS 8

static const char *const seeds[] = {
	"[default]\nregion = eu-west-1\n\n[profile a]\nregion=us-east-1\noutput = json\n",
	"\xEF\xBB\xBF[default]\r\naws_access_key_id = AKID\r\naws_secret_access_key = a/b+c\r\n",
	"# c\n[profile \"a b\"]\nservices = here ; d\n[services here]\ndynamodb =\n"
	"  endpoint_url = http://127.0.0.1:8000\n\tx = y\n",
	"[a]\nendpoint_url = https://[::1]:8000/\nuse_fips_endpoint = true\nca_bundle = /x\n",
	"[default]\ns3 =\n  region = x\n    deeper = y\nregion = cn-north-1\n"
	"use_dualstack_endpoint = true\n[sso-session s]\nsso_region = r\n[profile a]\n",
};

static const char *const words[] = {"[", "]", "=", "\n", "\r\n", " ", "\t", "#", ";", "\"", "'",
	"[profile a]\n", "[default]", "[services here]\n",
	"region = ", "endpoint_url = ", "http://", "https://", "@", "\xEF\xBB\xBF", "\xFF", "%",
	"  ", ":65536", "[::1]"};

/* Marsaglia's xorshift. */
static uint32_t next_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

static size_t below(uint32_t *state, size_t limit)
{
	return limit ? next_random(state) % limit : 0;
}

/* Replaces `count` bytes at `at` by others. */
static void splice(struct buf *text, size_t at, size_t count, const void *bytes, size_t size)
{
	struct buf spliced = {0};

	buf_append(&spliced, buf_text(text), at);
	buf_append(&spliced, bytes, size);
	buf_append(&spliced, buf_text(text) + at + count, text->length - at - count);
	buf_fini(text);
	*text = spliced;
}

static void mutate(struct buf *text, uint32_t *state)
{
	size_t at = below(state, text->length + 1);
	size_t count = below(state, text->length - at + 1);
	const char *word = words[below(state, ARRAY_LEN(words))];
	const char *seed = seeds[below(state, ARRAY_LEN(seeds))];
	char byte = (char)next_random(state);

	switch (below(state, 6)) {
	case 0: /* another byte */
		splice(text, at, count > 0, &byte, 1);
		break;
	case 1:
		splice(text, at, 0, word, strlen(word));
		break;
	case 2:
		splice(text, at, count, "", 0);
		break;
	case 3: /* a part again, elsewhere */
		splice(text, below(state, at + 1), 0, buf_text(text) + at, count);
		break;
	case 4: /* goes on as another file */
		splice(text, at, text->length - at, seed, strlen(seed));
		break;
	default:
		splice(text, at, count < 4 ? count : 4, word, strlen(word));
	}
}

static void test_mutations(void **state)
{
	long runs = rounds(300);
	uint32_t random = 20120810;

	(void)state;
	for (long run = 0; run < runs; run++) {
		const char *seed = seeds[(size_t)run % ARRAY_LEN(seeds)];
		struct buf text = {0};

		buf_puts(&text, seed);
		for (size_t left = below(&random, MAX_MUTATIONS + 1); left > 0; left--) {
			mutate(&text, &random);
		}
		LLVMFuzzerTestOneInput((const uint8_t *)buf_text(&text), text.length);
		buf_fini(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_mutations)};

	return cmocka_run_group_tests_name("ini_fuzz", tests, NULL, NULL);
}
