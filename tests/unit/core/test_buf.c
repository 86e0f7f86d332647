/* SPDX-License-Identifier: MIT */
/* The two kinds of growing memory: struct buf and struct arena. */
#include "base/arena.h"

#include "buf.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void test_new_buf_is_empty_text(void **state)
{
	struct buf buf = {0};

	(void)state;
	assert_string_equal(buf_text(&buf), "");
	buf_puts(&buf, "");
	buf_append(&buf, NULL, 0);
	assert_null(buf.data);
	buf_clear(&buf);
	buf_fini(&buf);
}

static void test_buf_grows(void **state)
{
	struct buf buf = {0};
	char expected[2000];

	(void)state;
	for (size_t i = 0; i < sizeof(expected); i++) {
		expected[i] = (char)('a' + i % 26);
		buf_putc(&buf, expected[i]);
		assert_int_equal(buf.length, i + 1);
		assert_int_equal(buf.data[i + 1], '\0');
	}
	assert_memory_equal(buf.data, expected, sizeof(expected));
	buf_fini(&buf);
	assert_null(buf.data);
	assert_int_equal(buf.length + buf.capacity, 0);
}

static void test_buf_printf_of_any_length(void **state)
{
	(void)state;
	/* Around the first capacity and its double, where an off-by-one NUL would show. */
	for (int width = 0; width < 140; width++) {
		struct buf buf = {0};

		buf_puts(&buf, "<");
		buf_printf(&buf, "%*s", width, "");
		buf_puts(&buf, ">");
		assert_int_equal(buf.length, (size_t)width + 2);
		assert_int_equal(strlen(buf_text(&buf)), buf.length);
		assert_int_equal(buf.data[buf.length - 1], '>');
		buf_fini(&buf);
	}
}

static void test_buf_keeps_nul_bytes(void **state)
{
	struct buf buf = {0};

	(void)state;
	buf_append(&buf, "a\0b", 3);
	assert_int_equal(buf.length, 3);
	assert_memory_equal(buf.data, "a\0b", 4);
	buf_fini(&buf);
}

static void test_buf_clear_keeps_memory(void **state)
{
	struct buf buf = {0};
	const char *data;

	(void)state;
	buf_puts(&buf, "something");
	data = buf.data;
	buf_clear(&buf);
	assert_string_equal(buf_text(&buf), "");
	buf_puts(&buf, "else");
	assert_string_equal(buf_text(&buf), "else");
	assert_ptr_equal(buf.data, data);
	buf_fini(&buf);
}

static void test_arena_is_zeroed_and_aligned(void **state)
{
	struct arena arena = {0};

	(void)state;
	for (size_t size = 0; size < 3000; size += 7) {
		unsigned char *memory = arena_alloc(&arena, size);
		char *text = arena_strdup(&arena, "odd");

		assert_int_equal((uintptr_t)memory % alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++) {
			assert_int_equal(memory[i], 0);
		}
		memset(memory, 0xFF, size);
		assert_string_equal(text, "odd");
	}
	arena_fini(&arena);
	assert_null(arena.chunks);
	assert_int_equal(arena.bytes, 0);
}

static void test_arena_never_moves(void **state)
{
	enum { COUNT = 100000 };
	static const char *copies[COUNT];
	struct arena arena = {0};
	char text[16];

	(void)state;
	for (int i = 0; i < COUNT; i++) {
		snprintf(text, sizeof(text), "u-%d", i);
		copies[i] = arena_strdup(&arena, text);
	}
	for (int i = 0; i < COUNT; i++) {
		snprintf(text, sizeof(text), "u-%d", i);
		assert_string_equal(copies[i], text);
	}
	arena_fini(&arena);
}

static void test_arena_takes_any_size(void **state)
{
	static const size_t sizes[] = {1, 16384, 16385, 65535, 65536, 65537, 1, 5000000, 3};
	unsigned char *memory[ARRAY_LEN(sizes)];
	struct arena arena = {0};
	size_t total = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		memory[i] = arena_alloc(&arena, sizes[i]);
		memset(memory[i], (int)i + 1, sizes[i]);
		total += sizes[i];
	}
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		assert_int_equal(memory[i][0], i + 1);
		assert_int_equal(memory[i][sizes[i] - 1], i + 1);
	}
	assert_int_equal(arena.bytes, total);
	arena_fini(&arena);
}

static void test_arena_strndup(void **state)
{
	struct arena arena = {0};

	(void)state;
	assert_string_equal(arena_strndup(&arena, "slack", 3), "sla");
	assert_string_equal(arena_strndup(&arena, "slack", 0), "");
	assert_string_equal(arena_strndup(&arena, "slack", SIZE_MAX), "slack");
	assert_int_equal(arena.bytes, 4 + 1 + 6);
	arena_fini(&arena);
}

int main(void)
{
	const struct CMUnitTest buf[] = {
		cmocka_unit_test(test_new_buf_is_empty_text),
		cmocka_unit_test(test_buf_grows),
		cmocka_unit_test(test_buf_printf_of_any_length),
		cmocka_unit_test(test_buf_keeps_nul_bytes),
		cmocka_unit_test(test_buf_clear_keeps_memory),
		cmocka_unit_test(test_arena_is_zeroed_and_aligned),
		cmocka_unit_test(test_arena_never_moves),
		cmocka_unit_test(test_arena_takes_any_size),
		cmocka_unit_test(test_arena_strndup),
	};

	return cmocka_run_group_tests(buf, NULL, NULL);
}
