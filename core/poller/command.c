/* SPDX-License-Identifier: MIT */
#include "poller/command.h"

#include <stdlib.h>

struct command *command_new(const struct poller_command *told)
{
	struct command *command = base_calloc(1, sizeof(*command));

	command->user_id = told->user_id ? base_strdup(told->user_id) : NULL;
	command->service = told->service ? base_strdup(told->service) : NULL;
	command->order = told->order ? write_order_copy(told->order) : NULL;
	command->told = *told;
	command->told.user_id = command->user_id;
	command->told.service = command->service;
	command->told.order = command->order;
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
