/* SPDX-License-Identifier: MIT */
#include "server/server_capacity.h"

static double seconds(const struct server_capacity *capacity, int64_t ms)
{
	return (double)ms / 1000 * capacity->speed;
}

void server_capacity_init(struct server_capacity *capacity, double rate, double burst_s,
	double speed, int64_t now_mono_ms)
{
	*capacity = (struct server_capacity){
		.rate = rate,
		.most = rate * burst_s,
		.tokens = rate * burst_s,
		.speed = speed,
		.filled_mono_ms = now_mono_ms,
	};
}

static void fill(struct server_capacity *capacity, int64_t now_mono_ms)
{
	double passed_s = seconds(capacity, now_mono_ms - capacity->filled_mono_ms);

	capacity->tokens += capacity->rate * passed_s;
	capacity->filled_mono_ms = now_mono_ms;
	if (capacity->tokens > capacity->most) {
		capacity->tokens = capacity->most;
	}
}

void server_capacity_set_speed(struct server_capacity *capacity, double speed, int64_t now_mono_ms)
{
	fill(capacity, now_mono_ms);
	capacity->speed = speed;
}

bool server_capacity_admits(struct server_capacity *capacity, int64_t now_mono_ms)
{
	fill(capacity, now_mono_ms);
	return capacity->rate <= 0 || capacity->tokens > 0;
}

void server_capacity_take(struct server_capacity *capacity, double units, int64_t now_mono_ms)
{
	int64_t second = (int64_t)seconds(capacity, now_mono_ms);

	if (second != capacity->second) {
		capacity->second = second;
		capacity->second_units = 0;
	}
	capacity->second_units += units;
	if (capacity->second_units > capacity->busiest_second) {
		capacity->busiest_second = capacity->second_units;
	}
	if (capacity->rate > 0) {
		capacity->tokens -= units;
	}
}
