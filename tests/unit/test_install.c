/* SPDX-License-Identifier: MIT */
/* make install into a scratch folder, and make uninstall, which leaves it empty. Runs in the project's folder. */
#include "base.h"
#include "buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const char *build, *mode; /* of this program */

static void make(const char *target, const char *folder)
{
	struct buf command = {0};
	buf_printf(&command, "make -s %s BUILD='%s' MODE='%s' DESTDIR=%s PREFIX=/usr >%s.log 2>&1",
		target, build, mode, folder, folder);
	if (system(command.data) != 0) {
		fail_msg("%s", command.data);
	}
	buf_fini(&command);
}

static void assert_file(const char *folder, const char *name, mode_t file_mode)
{
	char path[200];
	struct stat status;
	snprintf(path, sizeof(path), "%s/usr/%s", folder, name);
	if (stat(path, &status) != 0) {
		fail_msg("no %s", path);
	}
	assert_int_equal(status.st_mode & 0777, file_mode);
	assert_true(status.st_size > 0);
}

static void test_install(void **state)
{
	char folder[] = "/tmp/beyatop-install-XXXXXX", command[200];
	(void)state;
	assert_non_null(mkdtemp(folder));
	make("install", folder);
	assert_file(folder, "bin/beyatop", 0755);
	assert_file(folder, "share/man/man1/beyatop.1", 0644);
	assert_file(folder, "share/bash-completion/completions/beyatop", 0644);
	assert_file(folder, "share/zsh/site-functions/_beyatop", 0644);
	assert_file(folder, "share/fish/vendor_completions.d/beyatop.fish", 0644);
	snprintf(
		command, sizeof(command), "%s/usr/bin/beyatop --version | grep -q libcurl", folder);
	assert_int_equal(system(command), 0);

	make("uninstall", folder);
	snprintf(command, sizeof(command), "%s.log", folder);
	remove(command);
	assert_int_equal(rmdir(folder), 0);
}

/* My own path is BUILD/MODE/tests/unit/test_install. */
static void find_build(char *path)
{
	for (int i = 0; i < 4; i++) {
		char *slash = strrchr(path, '/');
		if (!slash) {
			base_fatal("run me by my path in the build's folder");
		}
		*slash = '\0';
		mode = slash + 1;
	}
	build = path;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_install),
	};
	char *path = base_strdup(argc > 0 ? argv[0] : "");
	find_build(path);
	int failed = cmocka_run_group_tests_name("install", tests, NULL, NULL);
	free(path);
	return failed;
}
