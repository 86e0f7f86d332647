/* SPDX-License-Identifier: MIT */
#include "ui/scope_stack.h"

#include <stdlib.h>
#include <string.h>

static char *copy_of(const char *text)
{
	return text ? base_strdup(text) : NULL;
}

static void free_text(const char *text)
{
	free((char *)(uintptr_t)text);
}

bool scope_place_is(const struct scope_place *place, const struct scope *scope)
{
	bool has_name = place->name && scope->name;

	return place->kind == scope->kind && place->number == scope->number &&
	       (has_name ? strcmp(place->name, scope->name) == 0 : place->name == scope->name);
}

void scope_place_fini(struct scope_place *place)
{
	free_text(place->name);
	free_text(place->service);
	free_text(place->user_id);
	*place = (struct scope_place){0};
}

void scope_stack_push(struct scope_stack *stack, const struct scope *scope, const char *service,
	const char *user_id)
{
	if (stack->count == SCOPE_STACK_SIZE) {
		scope_place_fini(&stack->places[0]);
		memmove(stack->places, stack->places + 1,
			(SCOPE_STACK_SIZE - 1) * sizeof(*stack->places));
		stack->count--;
	}
	stack->places[stack->count++] = (struct scope_place){
		.kind = scope->kind,
		.number = scope->number,
		.name = copy_of(scope->name),
		.service = copy_of(service),
		.user_id = copy_of(user_id),
	};
}

bool scope_stack_pop(struct scope_stack *stack, struct scope_place *place)
{
	if (stack->count == 0) {
		return false;
	}
	*place = stack->places[--stack->count];
	return true;
}

void scope_stack_clear(struct scope_stack *stack)
{
	while (stack->count > 0) {
		scope_place_fini(&stack->places[--stack->count]);
	}
}
