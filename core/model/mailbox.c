/* SPDX-License-Identifier: MIT */
#include "model/mailbox.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void set_flags(int fd)
{
	fcntl(fd, F_SETFL, O_NONBLOCK);
	fcntl(fd, F_SETFD, FD_CLOEXEC);
}

bool mailbox_init(struct mailbox *mailbox, struct error *err)
{
	atomic_init(&mailbox->slot, NULL);
	if (pipe(mailbox->pipe) != 0) {
		return error_set(err, ERROR_CONFIG, "cannot create a pipe: %s", strerror(errno));
	}
	set_flags(mailbox->pipe[0]);
	set_flags(mailbox->pipe[1]);
	return true;
}

void mailbox_fini(struct mailbox *mailbox)
{
	snapshot_free(atomic_exchange(&mailbox->slot, NULL));
	close(mailbox->pipe[0]);
	close(mailbox->pipe[1]);
}

void mailbox_post(struct mailbox *mailbox, struct snapshot *snapshot)
{
	snapshot_free(atomic_exchange(&mailbox->slot, snapshot));
	/* A full pipe is no error: the reader will wake up anyway. */
	ssize_t written = write(mailbox->pipe[1], "", 1);

	(void)written;
}

int mailbox_fd(const struct mailbox *mailbox)
{
	return mailbox->pipe[0];
}

struct snapshot *mailbox_take(struct mailbox *mailbox)
{
	/*
	 * Empty the pipe before the slot: if a post comes in between, its byte wakes the reader
	 * again.
	 */
	char bytes[64];

	while (read(mailbox->pipe[0], bytes, sizeof(bytes)) > 0) {
	}
	return atomic_exchange(&mailbox->slot, NULL);
}
