/* SPDX-License-Identifier: MIT */
/*
 * All tests of a folder in one program, which runs the test whose name it is called by. The build
 * renames each main() and lists the tests: TESTS is T(test_a) T(test_b).
 */
#include <stdio.h>
#include <string.h>

#ifndef TESTS
#define TESTS
#endif

#define T(name) int name##_main(void);
TESTS
#undef T

#define T(name) {#name, name##_main},

static const struct {
	const char *name;
	int (*run)(void);
} tests[] = {TESTS{NULL, NULL}};

int main(int argc, char **argv)
{
	const char *path = argc > 0 ? argv[0] : "";
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	for (size_t i = 0; tests[i].name; i++) {
		if (strcmp(tests[i].name, name) == 0) {
			return tests[i].run();
		}
	}
	fprintf(stderr, "%s: no test has this name\n", path);
	return 2;
}
