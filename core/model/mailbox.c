/* SPDX-License-Identifier: MIT */
#include "model/mailbox.h"

#include "io.h"

#include <unistd.h>

bool mailbox_init(struct mailbox *mailbox, struct error *err)
{
	atomic_init(&mailbox->slot, NULL);
	return io_open_pipe(mailbox->pipe, err);
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
