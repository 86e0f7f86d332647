/* SPDX-License-Identifier: MIT */
#include "poller/plan_readers.h"

/* Requests of the poll plan. The open session, the backfill and a write may each have one more. */
#define MAX_IN_FLIGHT 2

void plan_readers_init(struct plan_readers *readers, const struct reader *idle)
{
	for (size_t i = 0; i < PLAN_READS; i++) {
		readers->all[i] = *idle;
	}
}

void plan_readers_fini(struct plan_readers *readers)
{
	for (size_t i = 0; i < PLAN_READS; i++) {
		reader_fini(&readers->all[i]);
	}
}

bool plan_readers_is_running(const struct plan_readers *readers, enum plan_read read)
{
	return readers->all[read].state == READER_RUNNING;
}

struct reader *plan_readers_clear(struct plan_readers *readers, enum plan_read read)
{
	struct reader *reader = &readers->all[read];

	readers->spent_read_units += reader->read_units;
	reader_clear(reader);
	return reader;
}

int64_t plan_readers_advance(struct plan_readers *readers, enum plan_read read)
{
	struct reader *reader = &readers->all[read];
	int in_flight = 0;

	for (size_t i = 0; i < PLAN_READS; i++) {
		in_flight += readers->all[i].is_in_flight;
	}
	if (reader->state == READER_DONE) {
		return 0; /* a read without steps ends at once */
	}
	return in_flight < MAX_IN_FLIGHT ? reader_advance(reader) : INT64_MAX;
}

int64_t plan_readers_begin(struct plan_readers *readers, enum plan_read read)
{
	reader_begin(&readers->all[read]);
	return plan_readers_advance(readers, read);
}

enum reader_state plan_readers_take_end(struct plan_readers *readers, enum plan_read read)
{
	enum reader_state state = readers->all[read].state;

	if (state == READER_DONE || state == READER_FAILED) {
		readers->all[read].state = READER_IDLE;
	}
	return state;
}

double plan_readers_read_units(const struct plan_readers *readers)
{
	double read_units = readers->spent_read_units;

	for (size_t i = 0; i < PLAN_READS; i++) {
		read_units += readers->all[i].read_units;
	}
	return read_units;
}

uint32_t plan_readers_sweep_pages(const struct plan_readers *readers)
{
	return readers->all[READ_SWEEP].pages + readers->all[READ_PAUSED].pages;
}

const struct reader *plan_readers_find_throttled(const struct plan_readers *readers)
{
	for (size_t i = 0; i < PLAN_READS; i++) {
		const struct reader *reader = &readers->all[i];

		if (reader->is_throttled && reader->state == READER_RUNNING) {
			return reader;
		}
	}
	return NULL;
}
