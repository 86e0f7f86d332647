/* SPDX-License-Identifier: MIT */
#include "history/recording.h"

#include "history/recording_state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FRAME_BEGIN "{\"frame\":"

/*
 * Minimum bytes of text between two keyframes; also at least four times the size of sessions and
 * samples.
 */
#define KEYFRAME_BYTES         (128 << 10)
#define KEYFRAME_ROW_BYTES     (4 * sizeof(struct session))
#define KEYFRAME_SERVICE_BYTES (4 * SERVICE_SAMPLES_KEPT * sizeof(struct service_sample))

/* A frame: where its lines end. */
struct frame_mark {
	size_t end;
	int64_t at_ms, mono_ms;
};

/* A place in the text. */
struct cursor {
	size_t at;
	/* number of the line that starts there */
	unsigned line;
};

/* The state at the end of a frame. */
struct position {
	struct cursor cursor;
	size_t frame;
	struct recording_state state;
};

struct recording {
	char *name;
	/* owned text of a file; NULL for text in memory */
	char *owned;
	const char *text;
	size_t length;
	struct frame_mark *marks;
	size_t marks_count, marks_capacity;
	struct error damage;
	/* current position; frame SIZE_MAX: before the first */
	struct position now;
	/* saved positions for going backwards */
	struct position *keyframes;
	size_t keyframes_count, keyframes_capacity;
};

/* --- Lines ------------------------------------------------------------------------------------ */

/* Records what is wrong with a line. Returns false. */
static bool fail(struct recording *recording, unsigned line, const char *what, const char *how)
{
	error_set(&recording->damage, ERROR_RECORDING, "%.150s, line %u: %s%s", recording->name,
		line, what, how);
	return false;
}

/*
 * Finds the length of the line at the cursor, without the newline. False if the newline is missing.
 */
static bool find_end(const struct recording *recording, const struct cursor *cursor, size_t *length)
{
	const char *line = recording->text + cursor->at;
	const char *end = memchr(line, '\n', recording->length - cursor->at);

	*length = end ? (size_t)(end - line) : 0;
	return end;
}

static bool apply(struct recording *recording, size_t length)
{
	const char *text = recording->text + recording->now.cursor.at;
	struct json *document = json_parse(text, length);
	const struct json *value = json_first(document);
	const char *word = json_name(value), *wrong = NULL;
	int kind = 0;

	while (word && kind < RECORD_KIND_COUNT &&
		strcmp(word, recording_format_kind_word(kind)) != 0) {
		kind++;
	}
	bool is_known = word && kind < RECORD_KIND_COUNT;

	if (is_known) {
		wrong = recording_state_apply(&recording->now.state, kind, value);
	}
	json_free(document);
	return !is_known ? fail(recording, recording->now.cursor.line, "not a line of a recording",
				   "")
	       : wrong ? fail(recording, recording->now.cursor.line, wrong, " is missing or wrong")
		       : true;
}

/*
 * Applies the lines from the cursor to the end of a frame. If it returns false, the state is
 * unusable.
 */
static bool apply_until(struct recording *recording, size_t end)
{
	while (recording->now.cursor.at < end) {
		size_t length;

		if (!find_end(recording, &recording->now.cursor, &length) ||
			!apply(recording, length)) {
			return false;
		}
		recording->now.cursor.at += length + 1;
		recording->now.cursor.line++;
	}
	return true;
}

/* --- Opening ---------------------------------------------------------------------------------- */

static bool begins_with(const struct recording *recording, size_t at, const char *beginning)
{
	size_t length = strlen(beginning);

	return recording->length - at >= length &&
	       memcmp(recording->text + at, beginning, length) == 0;
}

/* Checks the version in the first line. */
static bool check_first_line(struct recording *recording)
{
	struct cursor first = {0, 1};
	size_t length;

	if (!begins_with(recording, 0, "{\"recording\":") ||
		!find_end(recording, &first, &length)) {
		return fail(recording, 1, "not a recording of beyatop", "");
	}
	struct json *document = json_parse(recording->text, length);
	double version = json_number(json_get(document, "recording"), 0);

	json_free(document);
	if (version != RECORD_VERSION) {
		return fail(recording, 1, "a recording of another version", "");
	}
	recording->now.cursor = (struct cursor){length + 1, 2};
	return true;
}

static bool mark_frame(struct recording *recording, const struct cursor *cursor, size_t length)
{
	struct json *document = json_parse(recording->text + cursor->at, length);
	struct record_frame frame;
	const char *wrong =
		recording_format_take(json_get(document, recording_format_kind_word(RECORD_FRAME)),
			record_frame_fields, false, &frame);

	json_free(document);
	if (wrong) {
		return fail(recording, cursor->line, wrong, " is missing or wrong");
	}
	size_t count = recording->marks_count;

	if (count > 0 && frame.mono_ms < recording->marks[count - 1].mono_ms) {
		return fail(recording, cursor->line, "monoMs goes backwards", "");
	}
	recording->marks = base_grow(
		recording->marks, count, &recording->marks_capacity, sizeof(*recording->marks));
	recording->marks[recording->marks_count++] =
		(struct frame_mark){cursor->at + length + 1, frame.at_ms, frame.mono_ms};
	return true;
}

/* Finds the frames without parsing their content, up to the end or the first damaged line. */
static void mark_frames(struct recording *recording)
{
	struct cursor cursor = recording->now.cursor;
	unsigned frame_line = cursor.line;

	while (cursor.at < recording->length) {
		size_t length;
		bool is_frame = begins_with(recording, cursor.at, FRAME_BEGIN);

		if (!find_end(recording, &cursor, &length)) {
			(void)fail(recording, cursor.line,
				"the file ends in the middle of the line", "");
			return;
		}
		if (is_frame && !mark_frame(recording, &cursor, length)) {
			return;
		}
		cursor.at += length + 1;
		cursor.line++;
		frame_line = is_frame ? cursor.line : frame_line;
	}
	if (cursor.line > frame_line) {
		(void)fail(recording, cursor.line - 1, "the file ends before its frame is complete",
			"");
	}
}

static void begin_state(struct recording *recording)
{
	recording_state_init(&recording->now.state);
	recording->now.frame = SIZE_MAX;
}

/* Goes to the first frame. False if there is none. */
static bool begin(struct recording *recording)
{
	begin_state(recording);
	if (!check_first_line(recording)) {
		return false;
	}
	mark_frames(recording);
	if (recording->marks_count == 0) {
		if (recording->damage.kind == ERROR_NONE) {
			(void)fail(recording, recording->now.cursor.line, "it has no frames", "");
		}
		return false;
	}
	recording_go(recording, 0);
	return recording->marks_count > 0;
}

struct recording *recording_open_text(
	const char *name, const char *text, size_t length, struct error *err)
{
	struct recording *recording = base_calloc(1, sizeof(*recording));

	recording->name = base_strdup(name);
	recording->text = text;
	recording->length = length;
	if (!begin(recording)) {
		*err = recording->damage;
		recording_close(recording);
		return NULL;
	}
	return recording;
}

/* Reads the whole file. NULL with *err. */
static char *read_file(const char *path, size_t *length, struct error *err)
{
	struct stat info;
	char *text = NULL;
	const char *why = NULL;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0 || fstat(fd, &info) != 0) {
		why = strerror(errno);
	} else if (!S_ISREG(info.st_mode)) {
		why = "it is not a regular file";
	} else if (info.st_size > RECORDING_MAX_BYTES) {
		why = "it is larger than any recording";
	} else {
		text = base_alloc((size_t)info.st_size + 1);
		ssize_t got = 1;

		for (*length = 0; got > 0 && *length < (size_t)info.st_size;
			*length += (size_t)got) {
			got = read(fd, text + *length, (size_t)info.st_size - *length);
			got = got < 0 ? 0 : got;
		}
	}
	if (why) {
		error_set(err, ERROR_RECORDING, "cannot replay %.150s: %s", path, why);
	}
	if (fd >= 0) {
		close(fd);
	}
	return text;
}

struct recording *recording_open(const char *path, struct error *err)
{
	size_t length = 0;
	char *text = read_file(path, &length, err);
	struct recording *recording = text ? recording_open_text(path, text, length, err) : NULL;

	if (recording) {
		recording->owned = text;
	} else {
		free(text);
	}
	return recording;
}

void recording_close(struct recording *recording)
{
	if (!recording) {
		return;
	}
	recording_state_fini(&recording->now.state);
	for (size_t i = 0; i < recording->keyframes_count; i++) {
		recording_state_fini(&recording->keyframes[i].state);
	}
	free(recording->keyframes);
	free(recording->marks);
	free(recording->owned);
	free(recording->name);
	free(recording);
}

/* --- Frames ----------------------------------------------------------------------------------- */

size_t recording_frames(const struct recording *recording)
{
	return recording->marks_count;
}

int64_t recording_at_ms(const struct recording *recording, size_t frame)
{
	return recording->marks[frame].at_ms;
}

int64_t recording_mono_ms(const struct recording *recording, size_t frame)
{
	return recording->marks[frame].mono_ms;
}

size_t recording_frame(const struct recording *recording)
{
	return recording->now.frame;
}

const struct error *recording_damage(const struct recording *recording)
{
	return &recording->damage;
}

/* Saves a keyframe, so that going backwards need not start from the beginning. */
static void keep_keyframe(struct recording *recording)
{
	const struct position *now = &recording->now;
	size_t count = recording->keyframes_count;
	size_t last = count > 0 ? recording->keyframes[count - 1].cursor.at : 0;
	size_t apart = KEYFRAME_BYTES + now->state.sessions_count * KEYFRAME_ROW_BYTES +
		       now->state.services.count * KEYFRAME_SERVICE_BYTES;

	if (now->cursor.at < last + apart) {
		return;
	}
	recording->keyframes = base_grow(recording->keyframes, count,
		&recording->keyframes_capacity, sizeof(*recording->keyframes));
	struct position *kept = &recording->keyframes[recording->keyframes_count++];

	kept->cursor = now->cursor;
	kept->frame = now->frame;
	recording_state_clone(&kept->state, &now->state);
}

/* Goes to the last keyframe at or before that frame, or to before the first frame. */
static void go_back(struct recording *recording, size_t frame)
{
	size_t count = recording->keyframes_count;

	while (count > 0 && recording->keyframes[count - 1].frame > frame) {
		count--;
	}
	recording_state_fini(&recording->now.state);
	if (count == 0) {
		begin_state(recording);
		(void)check_first_line(recording);
		return;
	}
	const struct position *kept = &recording->keyframes[count - 1];

	recording->now.cursor = kept->cursor;
	recording->now.frame = kept->frame;
	recording_state_clone(&recording->now.state, &kept->state);
}

/* Goes forward to a frame. False if a line is damaged; the state is then unusable. */
static bool go_forward(struct recording *recording, size_t frame)
{
	while (recording->now.frame != frame) {
		size_t next = recording->now.frame + 1;

		if (!apply_until(recording, recording->marks[next].end)) {
			return false;
		}
		recording->now.frame = next;
		keep_keyframe(recording);
	}
	return true;
}

void recording_go(struct recording *recording, size_t frame)
{
	size_t reached = recording->now.frame;

	if (reached != SIZE_MAX && frame < reached) {
		go_back(recording, frame);
	}
	while (recording->marks_count > 0) {
		size_t last = recording->marks_count - 1;

		if (go_forward(recording, frame < last ? frame : last)) {
			return;
		}
		/* Frames behind the damage are lost; builds the one before it again. */
		recording->marks_count = recording->now.frame + 1;
		go_back(recording, recording->now.frame);
	}
}

struct snapshot *recording_snapshot(struct recording *recording)
{
	return recording_state_snapshot(&recording->now.state);
}
