/* SPDX-License-Identifier: MIT */
/*
 * make install into a scratch folder, and make uninstall, which leaves it empty; and the Debian
 * package, which lintian accepts, and which is installed, run and removed. Runs in the project's
 * folder.
 */
#include "base.h"

#include "buf.h"
#include "kit/skip.h"

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

static void run(const char *command)
{
	if (system(command) != 0) {
		fail_msg("%s", command);
	}
}

static void make(const char *target, const char *folder, const char *prefix)
{
	struct buf command = {0};

	buf_printf(&command, "make -s %s BUILD='%s' MODE='%s' DESTDIR='%s' PREFIX='%s' >/dev/null",
		target, build, mode, folder, prefix);
	run(command.data);
	buf_fini(&command);
}

static void assert_file(const char *prefix, const char *name, mode_t file_mode)
{
	char path[PATH_MAX];
	struct stat status;

	snprintf(path, sizeof(path), "%s/%s", prefix, name);
	if (stat(path, &status) != 0) {
		fail_msg("no %s", path);
	}
	assert_int_equal(status.st_mode & 0777, file_mode);
	assert_true(status.st_size > 0);
}

static void assert_installed(const char *prefix)
{
	struct buf command = {0};

	assert_file(prefix, "bin/beyatop", 0755);
	assert_file(prefix, "share/man/man1/beyatop.1", 0644);
	assert_file(prefix, "share/man/man5/beyatop.config.5", 0644);
	assert_file(prefix, "share/man/man7/beyatop-table.7", 0644);
	assert_file(prefix, "share/bash-completion/completions/beyatop", 0644);
	assert_file(prefix, "share/zsh/site-functions/_beyatop", 0644);
	assert_file(prefix, "share/fish/vendor_completions.d/beyatop.fish", 0644);
	buf_printf(&command, "'%s/bin/beyatop' --version | grep -q libcurl", prefix);
	run(command.data);
	buf_fini(&command);
}

/* A folder with characters that a shell or make would take apart. */
static void test_install(void **state)
{
	char scratch[] = "/tmp/beyatop-install-XXXXXX", folder[64], prefix[128];

	(void)state;
	assert_non_null(mkdtemp(scratch));
	snprintf(folder, sizeof(folder), "%s/a; b*\"c:%%d", scratch);
	snprintf(prefix, sizeof(prefix), "%s/usr local", folder);
	make("install", folder, "/usr local");
	assert_installed(prefix);
	make("uninstall", folder, "/usr local");
	assert_int_equal(rmdir(folder), 0);
	assert_int_equal(rmdir(scratch), 0);
}

/* What was there before is there afterwards, even empty folders; a second time does no harm. */
static void test_uninstall_leaves_others(void **state)
{
	char folder[] = "/tmp/beyatop-install-XXXXXX";
	struct buf command = {0};

	(void)state;
	assert_non_null(mkdtemp(folder));
	buf_printf(&command,
		"cd %s && mkdir -p empty/deeper usr/share/empty usr/bin && : >usr/bin/other",
		folder);
	run(command.data);
	make("install", folder, "/usr");
	make("uninstall", folder, "/usr");
	make("uninstall", folder, "/usr");
	buf_clear(&command);
	buf_printf(&command,
		"cd %s && [ \"$(echo $(find . | sort))\" = "
		"'. ./empty ./empty/deeper ./usr ./usr/bin ./usr/bin/other ./usr/share ./usr/share/empty' ] "
		"&& rm -r ../${PWD##*/}",
		folder);
	run(command.data);
	buf_fini(&command);
}

/* On the system itself, however it is spelled, only files go. find stands for what must not run. */
static void test_uninstall_from_the_system(void **state)
{
	static const char *const roots[] = {"", "/", "//", "/.", "/usr/..", "/proc/self/root"};
	char folder[] = "/tmp/beyatop-install-XXXXXX";

	(void)state;
	assert_non_null(mkdtemp(folder));
	for (size_t i = 0; i < ARRAY_LEN(roots); i++) {
		struct buf command = {0};

		make("install", roots[i], folder);
		assert_installed(folder);
		make("uninstall", roots[i], folder);
		buf_printf(&command,
			"cd %s && [ -d bin ] && [ -d share/man/man1 ] && [ -z \"$(find . -type f)\" ]",
			folder);
		run(command.data);
		buf_fini(&command);
	}
	char command[64];

	snprintf(command, sizeof(command), "rm -r %s", folder);
	run(command);
}

/* Two folders, one program: what differs would be a path in an object. */
static void test_reproducible(void **state)
{
	char scratch[] = "/tmp/beyatop-same-XXXXXX";
	struct buf command = {0};

	(void)state;
	assert_non_null(mkdtemp(scratch));
	buf_printf(&command,
		"for name in one another; do mkdir -p %s/$name && "
		"cp -R Makefile core include tests tui %s/$name && "
		"make -s -C %s/$name MODE=release CFLAGS= build/release/core/base/error.o "
		"build/release/core/model/session.o build/release/tui/list/field.o || exit; done; "
		"cd %s && diff -r one/build/release another/build/release && rm -r ../${PWD##*/}",
		scratch, scratch, scratch, scratch);
	run(command.data);
	buf_fini(&command);
}

/* The archive is complete: the program builds from it, and knows the commit without git. */
static void test_dist(void **state)
{
	(void)state;
	if (system("git rev-parse --quiet --verify HEAD >/dev/null 2>&1") != 0) {
		SKIP_TEST("this is no clone, and there is nothing to archive");
	}
	run("scratch=$(mktemp -d) && make -s dist BUILD=$scratch >/dev/null && "
	    "tar -xzf $scratch/beyatop-*.tar.gz -C $scratch && cd $scratch/beyatop-* && "
	    "make -s build/release/commit && id=$(cat build/release/commit) && cd - >/dev/null && "
	    "[ \"$id\" = \"$(git rev-parse HEAD | cut -c -10)\" ] && cd - >/dev/null && "
	    "[ -e .ci/run ] && [ -e README.md ] && rm -r $scratch");
}

/* tests/deb checks and tries what it makes. */
static void test_deb(void **state)
{
	char log[] = "/tmp/beyatop-deb-XXXXXX";
	struct buf command = {0};

	(void)state;
	if (strcmp(mode, "release") != 0) {
		SKIP_TEST("only the release is packaged");
	}
	if (system("command -v dpkg >/dev/null && command -v lintian >/dev/null") != 0) {
		SKIP_TEST("dpkg and lintian are not installed");
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
		cmocka_unit_test(test_uninstall_leaves_others),
		cmocka_unit_test(test_uninstall_from_the_system),
		cmocka_unit_test(test_reproducible),
		cmocka_unit_test(test_dist),
		cmocka_unit_test(test_deb),
	};

	find_build();
	return cmocka_run_group_tests_name("install", tests, NULL, NULL);
}
