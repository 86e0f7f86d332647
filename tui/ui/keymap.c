/* SPDX-License-Identifier: MIT */
#include "ui/keymap.h"

static bool has_key(const struct key_binding *binding, int key)
{
	for (size_t i = 0; i < BINDING_MAX_KEYS && binding->keys[i] != KEY_NONE; i++) {
		if (binding->keys[i] == key) {
			return true;
		}
	}
	return false;
}

const struct key_binding *keymap_find(
	const struct key_binding *bindings, enum view_id view, int key)
{
	for (; bindings->name; bindings++) {
		if ((bindings->views & IN_VIEW(view)) && has_key(bindings, key)) {
			return bindings;
		}
	}
	return NULL;
}

const struct key_binding *keymap_find_anywhere(const struct key_binding *bindings, int key)
{
	for (; bindings->name; bindings++) {
		if (has_key(bindings, key)) {
			return bindings;
		}
	}
	return NULL;
}
