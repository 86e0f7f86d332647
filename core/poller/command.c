/* SPDX-License-Identifier: MIT */
#include "poller/command.h"

#include <stdlib.h>

struct command *command_new(const struct poller_command *sent)
{
	struct command *command = base_calloc(1, sizeof(*command));

	command->user_id = sent->user_id ? base_strdup(sent->user_id) : NULL;
	command->service = sent->service ? base_strdup(sent->service) : NULL;
	command->order = sent->order ? write_order_copy(sent->order) : NULL;
	command->sent = *sent;
	command->sent.user_id = command->user_id;
	command->sent.service = command->service;
	command->sent.order = command->order;
	return command;
}

void command_free(struct command *command)
{
	free(command->user_id);
	free(command->service);
	write_order_free(command->order);
	free(command);
}

/* The UI waits until each of these has been taken: see write_progress.taken. */
static bool is_write(enum poller_command_kind kind)
{
	return kind == COMMAND_WRITE || kind == COMMAND_RESUME_WRITES;
}

/* Of commands with the same topic only the last has an effect; -1: this one always has. */
static int topic_of(enum poller_command_kind kind)
{
	switch (kind) {
	case COMMAND_REFRESH:
	case COMMAND_FOCUS:
	case COMMAND_OPEN:
	case COMMAND_STOP_WRITES:
	case COMMAND_ARM:
	case COMMAND_INTERVAL:
	case COMMAND_SWEEP:
	case COMMAND_RECONCILE:
		return (int)kind;
	case COMMAND_CLOSE:
		return COMMAND_OPEN;
	case COMMAND_DISARM:
		return COMMAND_ARM;
	case COMMAND_WRITE:
	case COMMAND_RESUME_WRITES:
	case COMMAND_FREEZE:
	case COMMAND_STEP:
	case COMMAND_SPEED:
	case COMMAND_GOTO:
		return -1;
	}
	return -1;
}

static void append(struct command_queue *queue, struct command *command)
{
	command->next = NULL;
	if (queue->first) {
		queue->last->next = command;
	} else {
		queue->first = command;
	}
	queue->last = command;
	queue->writes += is_write(command->sent.kind);
}

static void drop_topic(struct command_queue *queue, int topic)
{
	struct command_queue all = *queue;

	*queue = (struct command_queue){0};
	while (all.first) {
		struct command *command = command_take(&all);

		if (topic_of(command->sent.kind) == topic) {
			command_free(command);
		} else {
			append(queue, command);
		}
	}
}

void command_add(struct command_queue *queue, struct command *command)
{
	int topic = topic_of(command->sent.kind);

	if (topic >= 0 && queue->writes == 0) {
		drop_topic(queue, topic);
	}
	append(queue, command);
}

struct command *command_take(struct command_queue *queue)
{
	struct command *command = queue->first;

	queue->first = command->next;
	queue->writes -= is_write(command->sent.kind);
	return command;
}

void command_free_all(struct command_queue *queue)
{
	while (queue->first) {
		command_free(command_take(queue));
	}
}
