/* SPDX-License-Identifier: MIT */
/*
 * What is left in memory of a secret key once all that used it has been released: nothing, as far as the memory is
 * ours and not libcurl's.
 */
#include "clock.h"
#include "ddb.h"
#include "resolver.h"
#include "unit/aws_files.h"

#include <fcntl.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/wait.h>

#include <cmocka.h>

#define SECRET_BYTES 40

/* The secret, so that this memory does not count: each byte is one more here. */
static char disguised[SECRET_BYTES + 1];

static void write_secret(const char *name, const char *before, const char *after)
{
	char path[128], text[600];
	size_t length = (size_t)snprintf(text, sizeof(text), "%s", before);
	for (size_t i = 0; i < SECRET_BYTES; i++) {
		text[length++] = (char)(disguised[i] - 1);
	}
	length += (size_t)snprintf(text + length, sizeof(text) - length, "%s", after);
	aws_files_path(name, path);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_int_equal(write(fd, text, length), (ssize_t)length);
	close(fd);
	explicit_bzero(text, sizeof(text));
}

static unsigned count_in(const volatile char *from, const volatile char *end)
{
	unsigned count = 0;
	for (; from + SECRET_BYTES <= end; from++) {
		size_t same = 0;
		while (same < SECRET_BYTES && from[same] == (char)(disguised[same] - 1)) {
			same++;
		}
		count += same == SECRET_BYTES;
	}
	return count;
}

/* In all memory that can be written to. */
static unsigned count_secrets(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[600], access[8];
	uintptr_t from, end;
	unsigned count = 0;
	assert_non_null(maps);
	while (fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %7s", &from, &end, access) == 3 &&
			strncmp(access, "rw", 2) == 0) {
			count += count_in((const char *)from, (const char *)end); /* NOLINT */
		}
	}
	fclose(maps);
	return count;
}

static void on_answer(void *user, const struct json *reply, const struct error *err)
{
	(void)reply;
	assert_int_not_equal(err->kind, ERROR_NONE);
	*(bool *)user = true;
}

/* Signs a request to where nobody is. */
static void use(const struct credentials *credentials, const struct endpoint *endpoint)
{
	struct ddb *ddb = ddb_new(endpoint, credentials);
	struct buf body = {0};
	bool is_over = false;
	buf_puts(&body, "{}");
	ddb_call(ddb, "PutItem", &body, 5000, on_answer, &is_over);
	while (!is_over) {
		ddb_run(ddb, 5000);
	}
	buf_fini(&body);
	ddb_free(ddb);
}

static unsigned resolve_and_use(bool is_used)
{
	static struct settings settings = {
		.region = "eu-west-1", .endpoint_url = "http://127.0.0.1:1"};
	struct resolver resolver;
	struct credentials credentials;
	struct error err;
	assert_true(resolver_init(&resolver, &settings, &err));
	assert_true(resolver_run(&resolver, &credentials, &err));
	if (is_used) {
		use(&credentials, &resolver.endpoint);
	}
	unsigned held = count_secrets();
	credentials_wipe(&credentials);
	resolver_fini(&resolver);
	return held;
}

static void assert_nothing_left(const char *file, const char *before, const char *after)
{
#ifndef BEYATOP_RELEASE
	skip(); /* sanitizers have terabytes of memory, some of it copies of ours */
#endif
	for (size_t i = 0; i < SECRET_BYTES; i++) {
		disguised[i] = (char)('b' + (clock_mono_ms() + (int64_t)i * i) % 24);
	}
	write_secret(file, before, after);
	for (int is_used = 0; is_used < 2; is_used++) {
		/* It would be found. */
		assert_true(resolve_and_use(is_used) > 0);
		assert_int_equal(count_secrets(), 0);
	}
}

static void test_files(void **state)
{
	(void)state;
	assert_nothing_left("credentials",
		"[default]\naws_access_key_id = AKID\naws_secret_access_key = ", "\n");
}

static void test_helper_program(void **state)
{
	char path[128], config[300];
	(void)state;
	aws_files_path("other", path);
	snprintf(config, sizeof(config), "[default]\ncredential_process = cat %s\n", path);
	aws_files_write("config", config);
	assert_nothing_left(
		"other", "{\"Version\":1,\"AccessKeyId\":\"AKID\",\"SecretAccessKey\":\"", "\"}");
}

#define TEST(function)                                                                             \
	cmocka_unit_test_setup_teardown(function, aws_files_setup, aws_files_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_files),
		TEST(test_helper_program),
	};

	return cmocka_run_group_tests_name("secrets", tests, NULL, NULL);
}
