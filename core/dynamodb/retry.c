/* SPDX-License-Identifier: MIT */
#include "dynamodb/retry.h"

#define MAX_ATTEMPTS     4
#define QUOTA            500.0
#define FAULT_COST       14.0
#define THROTTLE_COST    5.0
#define FIRST_TRY_RETURN 1.0
#define FAULT_BASE_MS    25.0
#define THROTTLE_BASE_MS 1000.0
#define MAX_DELAY_MS     20000.0
#define MAX_OVER_OURS_MS 5000

void retry_init(struct retry *retry, uint64_t seed)
{
	retry->tokens = QUOTA;
	retry->random = seed;
}

/* Returns a random fraction in [0, 1), from SplitMix64. */
static double next_fraction(struct retry *retry)
{
	uint64_t bits = retry->random += 0x9E3779B97F4A7C15u;

	bits = (bits ^ bits >> 30) * 0xBF58476D1CE4E5B9u;
	bits = (bits ^ bits >> 27) * 0x94D049BB133111EBu;
	return (double)((bits ^ bits >> 31) >> 11) / 9007199254740992.0;
}

static int64_t find_delay(
	struct retry *retry, const struct error *err, double base_ms, unsigned attempt)
{
	double most_ms = base_ms;

	for (unsigned i = 1; i < attempt && most_ms < MAX_DELAY_MS; i++) {
		most_ms *= 2;
	}
	most_ms = most_ms < MAX_DELAY_MS ? most_ms : MAX_DELAY_MS;
	int64_t ours_ms = (int64_t)(next_fraction(retry) * most_ms);
	int64_t latest_ms = ours_ms + MAX_OVER_OURS_MS, asked_ms = err->retry_after_ms;

	return asked_ms <= ours_ms ? ours_ms : asked_ms < latest_ms ? asked_ms : latest_ms;
}

int64_t retry_throttle_delay(struct retry *retry, const struct error *err, unsigned attempt)
{
	return find_delay(retry, err, THROTTLE_BASE_MS, attempt);
}

static double cost_of(enum error_kind kind)
{
	return kind == ERROR_THROTTLED ? THROTTLE_COST : FAULT_COST;
}

bool retry_after(struct retry *retry, const struct error *err, unsigned attempt, int64_t *delay_ms)
{
	if (!error_is_transient(err) || attempt >= MAX_ATTEMPTS ||
		retry->tokens < cost_of(err->kind)) {
		return false;
	}
	retry->tokens -= cost_of(err->kind);
	double base_ms = err->kind == ERROR_THROTTLED ? THROTTLE_BASE_MS : FAULT_BASE_MS;

	*delay_ms = find_delay(retry, err, base_ms, attempt);
	return true;
}

void retry_succeeded(struct retry *retry, unsigned attempt)
{
	retry->tokens += attempt > 1 ? FAULT_COST : FIRST_TRY_RETURN;
	if (retry->tokens > QUOTA) {
		retry->tokens = QUOTA;
	}
}
