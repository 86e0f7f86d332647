/* SPDX-License-Identifier: MIT */
#include "clock.h"
#include "fleet/scenario.h"
#include "server/server.h"
#include "timestamp.h"

#include <time.h>

#define STEP_MS 50

static void write_session(struct server *server, const struct scenario *scenario,
	const struct scenario_session *session, double speed)
{
	bool was_polled = session->polled_ms != SESSION_NO_TIME;
	char polled_at[TIMESTAMP_SIZE];

	if (was_polled) {
		timestamp_format(scenario->start_ms + (int64_t)((double)session->polled_ms / speed),
			3, polled_at);
	}
	server_put(server, &(struct server_session){
				   .user_id = session->user_id,
				   .service = session->service,
				   .active = session->is_active ? ACTIVE_ON : ACTIVE_OFF,
				   .polled_at = was_polled ? polled_at : NULL,
				   .interval_ms = (int64_t)((double)session->interval_ms / speed),
				   .error_count = session->errors,
			   });
}

void scenario_write(struct scenario *scenario, struct server *server, double speed)
{
	for (size_t i = 0; i < scenario->sessions_count; i++) {
		if (scenario->sessions[i].is_dirty) {
			write_session(server, scenario, &scenario->sessions[i], speed);
			scenario->sessions[i].is_dirty = false;
		}
	}
}

_Noreturn void scenario_play(
	struct scenario *scenario, struct server *server, int64_t from_ms, double speed)
{
	const struct timespec step = {.tv_nsec = STEP_MS * 1000000L};
	int64_t began_ms = clock_wall_ms();

	scenario->start_ms = began_ms - (int64_t)((double)from_ms / speed);
	for (bool is_blind = false;;) {
		int64_t real_ms = clock_wall_ms() - began_ms;
		int64_t now_ms = from_ms + (int64_t)((double)real_ms * speed);

		scenario_advance(scenario, now_ms);
		scenario_write(scenario, server, speed);
		if (scenario_is_blind(scenario, now_ms) != is_blind) {
			is_blind = !is_blind;
			server_set_listening(server, !is_blind);
		}
		nanosleep(&step, NULL);
	}
}
