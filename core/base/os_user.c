/* SPDX-License-Identifier: MIT */
#include "base/os_user.h"

#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

/* Buffer for one user database entry; real ones are far shorter. */
#define LINE_SIZE 16384

/* The user's entry, in the caller's memory; NULL if there is none. */
static const struct passwd *find_user(struct passwd *entry, char line[LINE_SIZE])
{
	struct passwd *found = NULL;

	return getpwuid_r(getuid(), entry, line, LINE_SIZE, &found) == 0 ? found : NULL;
}

void os_user_put_home(struct buf *out)
{
	struct passwd entry;
	char line[LINE_SIZE];
	const char *home = getenv("HOME");

	if (home && *home) {
		buf_puts(out, home);
		return;
	}
	const struct passwd *user = find_user(&entry, line);

	buf_puts(out, user && user->pw_dir ? user->pw_dir : "");
}

void os_user_put_name(struct buf *out)
{
	struct passwd entry;
	char line[LINE_SIZE];
	const struct passwd *user = find_user(&entry, line);

	buf_puts(out, user && user->pw_name ? user->pw_name : "");
}
