/* SPDX-License-Identifier: MIT */
#include "base/os_user.h"

#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

/* Buffer for one user database entry; real ones are far shorter. */
#define LINE_SIZE 16384

/* A user's entry, in the caller's memory; NULL if there is none. "" is the user who runs the
 * program. */
static const struct passwd *find_user(const char *name, struct passwd *entry, char line[LINE_SIZE])
{
	struct passwd *found = NULL;
	int failure = *name ? getpwnam_r(name, entry, line, LINE_SIZE, &found)
			    : getpwuid_r(getuid(), entry, line, LINE_SIZE, &found);

	return failure ? NULL : found;
}

bool os_user_put_home(struct buf *out, const char *user)
{
	struct passwd entry;
	char line[LINE_SIZE];
	const char *home = *user ? NULL : getenv("HOME");

	if (!home || !*home) {
		const struct passwd *found = find_user(user, &entry, line);

		home = found ? found->pw_dir : NULL;
	}
	buf_puts(out, home ? home : "");
	return home;
}

void os_user_put_name(struct buf *out)
{
	struct passwd entry;
	char line[LINE_SIZE];
	const struct passwd *user = find_user("", &entry, line);

	buf_puts(out, user && user->pw_name ? user->pw_name : "");
}
