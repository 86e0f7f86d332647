/* SPDX-License-Identifier: MIT */
/*
 * make install into a scratch folder, and make uninstall, which leaves it empty; and the Debian
 * package, which lintian accepts, and which is installed, run and removed. Runs in the project's
 * folder.
 */
#include "base.h"

#include "buf.h"

#include <limits.h>
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
	assert_file(folder, "share/man/man5/beyatop.config.5", 0644);
	assert_file(folder, "share/man/man7/beyatop-table.7", 0644);
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

/* tests/deb checks and tries what it makes. */
static void test_deb(void **state)
{
	char log[] = "/tmp/beyatop-deb-XXXXXX";
	struct buf command = {0};

	(void)state;
	/* It is of the release, and made where packages are. */
	if (strcmp(mode, "release") != 0 || system("command -v dpkg lintian >/dev/null") != 0) {
		skip();
	}
	close(mkstemp(log));
	buf_printf(
		&command, "tests/deb '%s' make >%s 2>&1 || { cat %s; exit 1; }", build, log, log);
	assert_int_equal(system(command.data), 0);
	buf_clear(&command);
	buf_printf(&command,
		"package=$(tail -n 1 %s); for file in usr/bin/beyatop "
		"usr/share/man/man1/beyatop.1.gz usr/share/man/man5/beyatop.config.5.gz "
		"usr/share/man/man7/beyatop-table.7.gz "
		"usr/share/bash-completion/completions/beyatop "
		"usr/share/zsh/vendor-completions/_beyatop "
		"usr/share/fish/vendor_completions.d/beyatop.fish "
		"usr/share/doc/beyatop/copyright; do dpkg-deb -c $package | "
		"grep \"root/root .* ./$file\\$\" >/dev/null || { echo \"no $file\"; exit 1; }; "
		"done",
		log);
	assert_int_equal(system(command.data), 0);
	buf_fini(&command);
	remove(log);
}

/* This program is BUILD/MODE/tests/unit/docs/all. */
static void find_build(void)
{
	static char path[PATH_MAX];

	if (readlink("/proc/self/exe", path, sizeof(path) - 1) < 0) {
		base_fatal("no /proc/self/exe");
	}
	for (int i = 0; i < 5; i++) {
		char *slash = strrchr(path, '/');

		if (!slash) {
			base_fatal("%s is not in a build folder", path);
		}
		*slash = '\0';
		mode = slash + 1;
	}
	build = path;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_install),
		cmocka_unit_test(test_deb),
	};

	find_build();
	return cmocka_run_group_tests_name("install", tests, NULL, NULL);
}
