/* SPDX-License-Identifier: MIT */
/*
 * Tests as tables: keys that are typed into a scene, and what the screen then shows. The scene is
 * 24 rows and 80 columns, and has scene_snapshot() at the start. For cmocka.
 */
#ifndef BEYATOP_TESTS_PLAY_H
#define BEYATOP_TESTS_PLAY_H

#include "kit/play_step.h"
#include "kit/scene.h"

/*
 * Types the keys as scene_type() does, and fails the test, with the screen, unless this is then to
 * be seen:
 *   "text"      the text, somewhere on the screen
 *   "!text"     no such text
 *   ">u-slow"   the cursor in the row of this user, who is selected
 *   "#13"       so many rows in the list of the view
 *   "@heat"     this view
 */
void play_type(struct scene *scene, const char *keys, const char *expected);

/* The same without a key. */
void play_expect(const struct scene *scene, const char *expected);

/* The same for each row of a table. */
void play_steps(struct scene *scene, const struct play_step *steps, size_t count);

/* A test that is a table: PLAY(name) runs name_steps. */
void play_table(void **state);
int play_open_table(void **state);
#define PLAY(name)                                                                                 \
	{                                                                                          \
#name, play_table, play_open_table, play_close, &(struct play_script)              \
		{                                                                                  \
			name##_steps, ARRAY_LEN(name##_steps)                                      \
		}                                                                                  \
	}

struct play_script {
	const struct play_step *steps;
	size_t count;
};

/* Setup and teardown of a test whose state is the scene. */
int play_open(void **state);
int play_close(void **state);

/* Takes the snapshot and draws. */
void play_take(struct scene *scene, struct snapshot *snapshot);

/* The last one that the app sent. */
enum poller_command_kind play_last_command(const struct scene *scene);

#endif
