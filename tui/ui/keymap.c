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

const struct key_binding *keymap_find(const struct key_binding *bindings, unsigned views, int key)
{
	for (; bindings->name; bindings++) {
		if ((bindings->views & views) && has_key(bindings, key)) {
			return bindings;
		}
	}
	return NULL;
}
