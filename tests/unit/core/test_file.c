/* SPDX-License-Identifier: MIT */
#include "file.h"

#include "buf.h"
#include "kit/skip.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64], path[96], draft[96];

static int make_folder(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/beyatop-file-XXXXXX");
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/file", folder);
	snprintf(draft, sizeof(draft), "%s/.beyatop-draft", folder);
	return chdir(folder);
}

static int remove_folder(void **state)
{
	char command[96];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return chdir("/") + system(command);
}

static void put(const char *name, const char *text)
{
	FILE *file = fopen(name, "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static bool replace(const char *text)
{
	return file_replace(path, text, strlen(text), 0600);
}

static void assert_content(const char *name, const char *expected)
{
	char text[64] = "";
	FILE *file = fopen(name, "r");

	assert_non_null(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	assert_string_equal(text, expected);
}

/* The names in the folder, in the order of the alphabet. */
static void assert_names(const char *expected)
{
	struct dirent **entries;
	struct buf names = {0};
	int count = scandir(folder, &entries, NULL, alphasort);

	assert_true(count >= 2);
	for (int i = 0; i < count; i++) {
		if (strcmp(entries[i]->d_name, ".") != 0 && strcmp(entries[i]->d_name, "..") != 0) {
			buf_printf(&names, "%s%s", names.length ? " " : "", entries[i]->d_name);
		}
		free(entries[i]);
	}
	free((void *)entries);
	assert_string_equal(buf_text(&names), expected);
	buf_fini(&names);
}

/* --- What is refused ------------------------------------------------------------------------ */

static void make_socket(const char *name)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", name);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	close(fd);
}

static void assert_opening_fails(const char *name, const char *why, int failure)
{
	struct stat before, after;

	assert_int_equal(lstat(name, &before), 0);
	for (int way = 0; way < 6; way++) {
		errno = 0;
		bool is_good = way == 0   ? file_check(AT_FDCWD, name)
			       : way == 1 ? file_open_to_append(AT_FDCWD, name) >= 0
			       : way == 2 ? file_create(name) >= 0
			       : way == 3 ? file_open_to_read(AT_FDCWD, name) >= 0
			       : way == 4 ? file_lock_named(name, 0) >= 0
					  : file_replace(name, "x", 1, 0600);
		const char *found = file_explain(errno);

		if (is_good || !strstr(found, why) || errno != failure) {
			fail_msg("%s, way %d: %s", name, way, is_good ? "not refused" : found);
		}
	}
	assert_int_equal(lstat(name, &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	assert_int_equal(before.st_mode, after.st_mode);
	assert_int_equal(before.st_size, after.st_size);
}

/* Nothing but regular files is opened for writing, created or replaced; nor does it block. */
static void what_is_no_regular_file_is_refused(void **state)
{
	(void)state;
	assert_int_equal(mkfifo("pipe", 0600), 0);
	assert_int_equal(mkdir("directory", 0700), 0);
	make_socket("socket");
	put("target", "of the link");
	assert_int_equal(symlink("target", "link"), 0);
	assert_int_equal(symlink("nothing", "dangling"), 0);
	assert_int_equal(symlink("pipe", "link-to-pipe"), 0);
	assert_int_equal(symlink("loop", "loop"), 0);
	assert_opening_fails("pipe", "is a pipe, not a regular file", ESPIPE);
	assert_opening_fails("directory", "is a directory, not a regular file", EISDIR);
	assert_opening_fails("directory/", "is a directory, not a regular file", EISDIR);
	assert_opening_fails(".", "is a directory, not a regular file", EISDIR);
	assert_opening_fails("socket", "is a socket, not a regular file", ENOTSOCK);
	assert_opening_fails("link", "is a symbolic link, not a regular file", ELOOP);
	assert_opening_fails("dangling", "is a symbolic link, not a regular file", ELOOP);
	assert_opening_fails("link-to-pipe", "is a symbolic link, not a regular file", ELOOP);
	assert_opening_fails("loop", "is a symbolic link, not a regular file", ELOOP);
	assert_opening_fails("/proc/self/fd/1", "is a symbolic link", ELOOP);
	assert_content("target", "of the link");
	assert_names("dangling directory link link-to-pipe loop pipe socket target");
}

/* Devices in a folder of ours; they belong to no driver. */
static void devices_are_refused(void **state)
{
	(void)state;
	if (mknod("character", S_IFCHR | 0600, makedev(240, 7)) != 0 ||
		mknod("block", S_IFBLK | 0600, makedev(240, 7)) != 0) {
		SKIP_TEST("devices cannot be made here");
	}
	assert_opening_fails("character", "is a device, not a regular file", ENOTTY);
	assert_opening_fails("block", "is a device, not a regular file", ENOTBLK);
}

/* Only the name is replaced: another hard link keeps the content. */
static void hard_link_is_a_regular_file(void **state)
{
	(void)state;
	put("file", "old");
	assert_int_equal(link("file", "other"), 0);
	assert_true(replace("new"));
	assert_content("file", "new");
	assert_content("other", "old");
}

/* --- Replacing ------------------------------------------------------------------------------ */

static void readers_see_old_or_new(void **state)
{
	struct stat found;
	char text[16] = "";

	(void)state;
	assert_true(file_replace(path, "old text", 8, 0644));
	assert_int_equal(stat(path, &found), 0);
	assert_int_equal(found.st_mode & 07777, 0644);
	FILE *reader = fopen(path, "r");

	assert_true(file_replace(path, "new", 3, 0600));
	assert_non_null(fgets(text, sizeof(text), reader));
	fclose(reader);
	assert_string_equal(text, "old text");
	assert_int_equal(stat(path, &found), 0);
	assert_int_equal(found.st_mode & 07777, 0600);
	assert_content(path, "new");
	/* A name without a directory, and the longest one. */
	char name[256];

	memset(name, 'n', 255);
	name[255] = '\0';
	assert_true(file_replace("file", "here", 4, 0600));
	assert_true(file_replace(name, "long", 4, 0600));
	assert_content("file", "here");
	assert_int_equal(unlink(name), 0);
	assert_names("file");
}

static void failures_leave_the_old_file(void **state)
{
	static char big[8192];
	struct rlimit limit, small;

	(void)state;
	assert_false(file_replace("/nowhere/file", "x", 1, 0600));
	assert_int_equal(errno, ENOENT);
	assert_true(replace("old"));
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	small = (struct rlimit){.rlim_cur = 4096, .rlim_max = limit.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	signal(SIGXFSZ, SIG_IGN);
	assert_false(file_replace(path, big, sizeof(big), 0600));
	assert_int_equal(errno, EFBIG);
	signal(SIGXFSZ, SIG_DFL);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_content(path, "old");
	assert_names("file");
}

static bool has_unnamed_files(void)
{
	int fd = open(folder, 020000000 | O_DIRECTORY | O_WRONLY | O_CLOEXEC, 0600);

	if (fd >= 0) {
		close(fd);
	}
	return fd >= 0;
}

/* Killed in the middle of writing, by the limit on the size of a file. */
static void killed_program_leaves_nothing(void **state)
{
	static char big[8192];
	struct rlimit small = {.rlim_cur = 4096, .rlim_max = 4096}, no_core = {0, 0};
	int status;

	(void)state;
	if (!has_unnamed_files()) {
		SKIP_TEST("/tmp has no files without names");
	}
	assert_true(replace("old"));
	pid_t child = fork();

	if (child == 0) {
		setrlimit(RLIMIT_CORE, &no_core);
		setrlimit(RLIMIT_FSIZE, &small);
		_exit(file_replace(path, big, sizeof(big), 0600));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_content(path, "old");
	assert_names("file");
}

static void draft_of_a_killed_program_is_taken_over(void **state)
{
	(void)state;
	put(draft, "a draft that is longer than what is written now");
	assert_true(replace("new"));
	assert_content(path, "new");
	assert_names("file");
}

/* Whatever has the name of the draft: it stays, and the file is replaced all the same. */
static void nothing_in_the_way_of_a_draft(void **state)
{
	(void)state;
	put("victim", "not ours");
	for (int kind = 0; kind < 5; kind++) {
		struct stat before, after;

		if (kind == 0) {
			assert_int_equal(mkdir(draft, 0700), 0);
		} else if (kind == 1) {
			assert_int_equal(mkfifo(draft, 0600), 0);
		} else if (kind == 2) {
			assert_int_equal(symlink("victim", draft), 0);
		} else if (kind == 3) {
			assert_int_equal(link("victim", draft), 0);
		} else {
			put(draft, "of another user");
			if (chown(draft, 65534, 65534) != 0) {
				break; /* only root can give it away */
			}
		}
		assert_int_equal(lstat(draft, &before), 0);
		assert_true(replace(kind % 2 ? "odd" : "even"));
		assert_content(path, kind % 2 ? "odd" : "even");
		assert_int_equal(lstat(draft, &after), 0);
		assert_int_equal(before.st_ino, after.st_ino);
		assert_int_equal(before.st_size, after.st_size);
		assert_names(".beyatop-draft file victim");
		assert_int_equal(remove(draft), 0);
	}
	assert_content("victim", "not ours");
}

/* A draft that another program is writing. */
static void draft_in_use_is_left_alone(void **state)
{
	(void)state;
	put(draft, "half of");
	int fd = open(draft, O_WRONLY | O_APPEND | O_CLOEXEC);

	assert_true(file_lock(fd, FILE_LOCK_EXCLUSIVE, 0, 0, 0));
	assert_true(replace("ours"));
	assert_int_equal(write(fd, " it", 3), 3);
	close(fd);
	assert_content(path, "ours");
	assert_content(draft, "half of it");
	assert_names(".beyatop-draft file");
}

#define WRITERS 3
#define ROUNDS  200
#define BYTES   20000

static int write_rounds(char letter)
{
	static char text[BYTES];

	memset(text, letter, sizeof(text));
	for (int i = 0; i < ROUNDS; i++) {
		/* Half of them are killed programs' drafts. */
		if (letter == 'a' && i % 2) {
			int fd = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

			if (fd >= 0) {
				close(fd);
			}
		}
		if (!file_replace(path, text, sizeof(text), 0600)) {
			return errno;
		}
	}
	return 0;
}

/* Programs that replace the same file at once: each content is whole. */
static void several_replace_at_once(void **state)
{
	static char text[BYTES + 1];
	int running = WRITERS, status;

	(void)state;
	assert_true(replace("old"));
	for (int i = 0; i < WRITERS; i++) {
		if (fork() == 0) {
			_exit(write_rounds((char)('a' + i)));
		}
	}
	while (running > 0) {
		FILE *file = fopen(path, "r");

		assert_non_null(file);
		size_t length = fread(text, 1, sizeof(text), file);

		fclose(file);
		if (text[0] != 'o') {
			assert_int_equal(length, BYTES);
			for (size_t i = 0; i < BYTES; i++) {
				assert_int_equal(text[i], text[0]);
			}
		}
		for (; waitpid(-1, &status, WNOHANG) > 0; running--) {
			assert_int_equal(status, 0);
		}
	}
	assert_true(replace("last"));
	assert_names("file");
}

/* --- Locks ---------------------------------------------------------------------------------- */

static void locks_are_of_descriptors(void **state)
{
	(void)state;
	int one = file_open_to_append(AT_FDCWD, path), two = file_open_to_append(AT_FDCWD, path);

	assert_true(file_lock(one, FILE_LOCK_EXCLUSIVE, 0, 10, 0));
	assert_false(file_lock(two, FILE_LOCK_EXCLUSIVE, 9, 1, 0));
	assert_int_equal(errno, EWOULDBLOCK);
	assert_false(file_lock(two, FILE_LOCK_SHARED, 0, 1, 3));
	assert_true(file_lock(two, FILE_LOCK_EXCLUSIVE, 10, 1, 0));
	assert_int_equal(file_is_locked(two, 0, 10), 1);
	assert_int_equal(file_is_locked(two, 10, 1), 0); /* its own does not count */
	file_unlock(one, 0, 10);
	assert_int_equal(file_is_locked(two, 0, 10), 0);
	assert_true(file_lock(one, FILE_LOCK_SHARED, 0, 1, 0));
	assert_true(file_lock(two, FILE_LOCK_SHARED, 0, 1, 0));
	close(one);
	assert_int_equal(file_is_locked(two, 0, 1), 0);
	close(two);
	assert_int_equal(file_is_locked(-1, 0, 1), -1);
}

/* The lock is on the name: it does not matter how often the file has been replaced. */
static void name_is_locked(void **state)
{
	(void)state;
	int lock = file_lock_named(path, 0);

	/* NFS locks nothing that is not open for writing. */
	assert_int_equal(fcntl(lock, F_GETFL) & O_ACCMODE, O_RDWR);
	assert_int_equal(file_lock_named(path, 2), -1);
	assert_int_equal(errno, EWOULDBLOCK);
	assert_true(replace("new"));
	close(lock);
	lock = file_lock_named(path, 0);
	assert_true(file_has_name(lock, AT_FDCWD, path));
	assert_int_equal(file_lock_named(path, 0), -1);
	close(lock);
	assert_content(path, "new");
	assert_names("file");
}

#define ADDITIONS 100

static int add_letters(void)
{
	char text[2 * ADDITIONS + 1];

	for (int i = 0; i < ADDITIONS; i++) {
		int lock = file_lock_named(path, 10000);
		int file = file_open_to_read(AT_FDCWD, path);
		ssize_t length = read(file, text, sizeof(text) - 1);

		close(file);
		if (lock < 0 || length < 0) {
			return 1;
		}
		text[length] = 'x';
		if (!file_replace(path, text, (size_t)length + 1, 0600)) {
			return 2;
		}
		close(lock);
	}
	return 0;
}

/* Two that add to the same file, as dashboards do with their state: nothing is lost. */
static void nothing_is_lost_between_reading_and_replacing(void **state)
{
	struct stat found;
	int status;

	(void)state;
	for (int i = 0; i < 2; i++) {
		if (fork() == 0) {
			_exit(add_letters());
		}
	}
	for (int i = 0; i < 2; i++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	assert_int_equal(stat(path, &found), 0);
	assert_int_equal(found.st_size, 2 * ADDITIONS);
}

/* --- Changes -------------------------------------------------------------------------------- */

static bool has_changed(struct file_stamp *seen)
{
	struct file_stamp now = file_stamp(path);
	bool has_changed = !file_stamp_equal(&now, seen);

	*seen = now;
	return has_changed;
}

static void changes_are_noticed(void **state)
{
	struct file_stamp seen = {0};

	(void)state;
	assert_false(has_changed(&seen));
	put(path, "one");
	assert_true(has_changed(&seen));
	assert_false(has_changed(&seen));
	assert_true(replace("two"));
	assert_true(has_changed(&seen));
	put(path, "longer");
	assert_true(has_changed(&seen));
	assert_int_equal(unlink(path), 0);
	assert_true(has_changed(&seen));
	assert_false(has_changed(&seen));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, make_folder, remove_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_no_regular_file_is_refused),
		TEST(devices_are_refused),
		TEST(hard_link_is_a_regular_file),
		TEST(readers_see_old_or_new),
		TEST(failures_leave_the_old_file),
		TEST(killed_program_leaves_nothing),
		TEST(draft_of_a_killed_program_is_taken_over),
		TEST(nothing_in_the_way_of_a_draft),
		TEST(draft_in_use_is_left_alone),
		TEST(several_replace_at_once),
		TEST(locks_are_of_descriptors),
		TEST(name_is_locked),
		TEST(nothing_is_lost_between_reading_and_replacing),
		TEST(changes_are_noticed),
	};

	return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
