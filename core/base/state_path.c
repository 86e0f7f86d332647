/* SPDX-License-Identifier: MIT */
#include "state_path.h"

#include "base/os_user.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Directories of the path from *made_from on may have to be created. */
static bool find(struct buf *path, size_t *made_from, struct error *err)
{
	const char *state = getenv("XDG_STATE_HOME");
	struct buf home = {0};

	buf_clear(path);
	os_user_put_home(&home, "");
	if (state && *state == '/') {
		buf_printf(path, "%s/beyatop", state);
		*made_from = 0;
	} else if (*buf_text(&home) == '/') {
		buf_printf(path, "%s/.local/state/beyatop", buf_text(&home));
		*made_from = home.length;
	} else {
		error_set(err, ERROR_CONFIG,
			"no state directory: XDG_STATE_HOME and HOME are not set to absolute "
			"paths, and the user database has no home directory");
	}
	buf_fini(&home);
	return path->length > 0;
}

bool state_path_find(struct buf *path, struct error *err)
{
	size_t made_from = 0;

	return find(path, &made_from, err);
}

bool state_path_make(struct buf *path, struct error *err)
{
	size_t made_from = 0;

	if (!find(path, &made_from, err)) {
		return false;
	}
	for (char *end = path->data + made_from; *end;) {
		end += strcspn(end + 1, "/") + 1;
		char after = *end;

		*end = '\0';
		if (mkdir(path->data, 0700) != 0 && errno != EEXIST) {
			return error_set(err, ERROR_CONFIG, "cannot create %.250s: %s", path->data,
				strerror(errno));
		}
		*end = after;
	}
	return true;
}
