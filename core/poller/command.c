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

void command_add(struct command_queue *queue, struct command *command)
{
	command->next = NULL;
	if (queue->first) {
		queue->last->next = command;
	} else {
		queue->first = command;
	}
	queue->last = command;
}

struct command *command_take(struct command_queue *queue)
{
	struct command *command = queue->first;

	queue->first = command->next;
	return command;
}

void command_free_all(struct command_queue *queue)
{
	while (queue->first) {
		command_free(command_take(queue));
	}
}
