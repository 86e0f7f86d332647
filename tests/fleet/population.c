/* SPDX-License-Identifier: MIT */
#include "fleet/population.h"

#include "base.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How much of the past is simulated: longer than any incident or interval. */
#define HISTORY_MS (40 * MINUTE_MS)

/* Polls that fail, and pollers that skip a beat, without any incident. */
#define ORDINARY_FAILURES 0.004
#define ORDINARY_HICCUPS  0.003

static const struct service services[] = {
	{"slack", 412, 31, {20000, 20000, 20000, 60000}, 3,
		"{'lastEventTs':{'S':'17########.######'},'teamId':{'S':'T#######'},"
		"'channelIds':{'L':[{'S':'C#######'},{'S':'C#######'}]}}"},
	{"github", 986, 88, {30000, 30000, 60000, 120000}, 3,
		"{'installationId':{'N':'4#######'},'lastEventId':{'S':'3##########'},"
		"'etag':{'S':'W/~~~~~~~~~~~~~~~~'},"
		"'repositories':{'L':[{'S':'acme/api-~~~~'},{'S':'acme/web-~~~~'}]}}"},
	{"calendar", 730, 40, {60000, 60000, 120000, 300000}, 3,
		"{'syncToken':{'S':'CP~~~~~~~~~~~~~~~~~~GAU='},"
		"'calendars':{'L':[{'M':{'id':{'S':'primary'},'watched':{'BOOL':true}}},"
		"{'M':{'id':{'S':'c_~~~~~~~~~~~~'},'watched':{'BOOL':false}}}]}}"},
	{"outlook", 118, 12, {60000, 120000, 300000, 600000}, 0,
		"{'deltaToken':{'S':'~~~~~~~~~~~~~~~~~~~~~~~~'},"
		"'mailbox':{'S':'user#####@contoso.example'},"
		"'folders':{'M':{'inbox':{'N':'1####'},'archive':{'N':'5####'}}}}"},
	{"gmail", 640, 72, {30000, 30000, 60000, 60000}, 3,
		"{'lastHistoryId':{'S':'1########'},'emailAddress':{'S':'user#####@company.example'"
		"}}"},
	{"notion", 512, 55, {60000, 60000, 120000, 300000}, 3,
		"{'workspaceId':{'S':'~~~~~~~~-~~~~-4~~~-a~~~-~~~~~~~~~~~~'},"
		"'nextCursor':{'NULL':true},'databaseIds':{'L':[{'S':'~~~~~~~~~~~~~~~~'}]}}"},
	{"whatsapp", 387, 61, {60000, 60000, 120000, 120000}, 0,
		"{'lastMessageId':{'S':'wamid.HBgL~~~~~~~~~~~~'},'phoneNumber':{'S':'+1555#######'}"
		","
		"'businessAccountId':{'S':'10#############'}}"},
	{"telegram", 301, 44, {20000, 30000, 30000, 60000}, 0,
		"{'lastUpdateId':{'N':'8########'},'botUsername':{'S':'beya_~~~~_bot'},"
		"'chatIds':{'L':[{'N':'-100#########'}]}}"},
};

/* A bijection of 32 bits (the finalizer of MurmurHash3): numbers that look random, none twice. */
static uint32_t scatter(uint32_t bits)
{
	bits = (bits ^ (bits >> 16)) * 0x85ebca6bu;
	bits = (bits ^ (bits >> 13)) * 0xc2b2ae35u;
	return bits ^ (bits >> 16);
}

/* Shuffles the users: the first ones are a random choice without repetition. */
static void shuffle(unsigned *users, size_t count, struct chance *chance)
{
	for (size_t i = count; i > 1; i--) {
		size_t other = chance_below(chance, i);
		unsigned user = users[i - 1];

		users[i - 1] = users[other];
		users[other] = user;
	}
}

static void init_member(struct member *member, const struct service *service, unsigned user,
	struct population *population, uint64_t seed)
{
	*member = (struct member){
		.user = user,
		.service = service,
		.is_active = true,
		.pace = 1,
		.next_ms = NEVER_MS,
		.chance = {chance_next(&population->chance)},
	};
	struct chance *chance = &member->chance;

	snprintf(member->user_id, sizeof(member->user_id), "u-%08x",
		(unsigned)scatter((uint32_t)user ^ scatter((uint32_t)seed)));
	member->interval_ms = service->intervals_ms[chance_below(chance, 4)];
	member->created_ms = -2 * DAY_MS - (int64_t)chance_below(chance, 400 * DAY_MS);
}

/* A paused session was polled until somebody paused it, often because it failed. */
static void pause_member(struct member *member)
{
	struct chance *chance = &member->chance;

	member->is_active = false;
	member->was_polled = true;
	member->polled_ms = -10 * MINUTE_MS - (int64_t)chance_below(chance, 30 * HOUR_MS);
	member->error_count = chance_of(chance, 0.2) ? 5 + (int)chance_below(chance, 40) : 0;
}

/* Sessions of all services before the given one in a fleet of count, rounded. */
static size_t sessions_before(size_t service, size_t count)
{
	double before = 0, total = 0;

	for (size_t i = 0; i < ARRAY_LEN(services); i++) {
		unsigned weight = services[i].active + services[i].paused;

		total += weight;
		before += i < service ? weight : 0;
	}
	return (size_t)lround((double)count * before / total);
}

void population_init(
	struct population *population, size_t count, uint64_t seed, enum form form, bool is_mixed)
{
	population->chance = (struct chance){seed};
	population->count = count;
	population->members = base_calloc(count + 1, sizeof(*population->members));

	/* A user has a session of two or three services on average, of each at most one. */
	size_t users_count = count * 2 / 5 + 1;
	unsigned *users = base_calloc(users_count, sizeof(*users));

	for (size_t i = 0; i < users_count; i++) {
		users[i] = (unsigned)i;
	}
	for (size_t s = 0; s < ARRAY_LEN(services); s++) {
		const struct service *service = &services[s];
		size_t first = sessions_before(s, count), end = sessions_before(s + 1, count);
		size_t paused =
			(end - first) * service->paused / (service->active + service->paused);

		shuffle(users, users_count, &population->chance);
		for (size_t i = first; i < end; i++) {
			struct member *member = &population->members[i];

			init_member(member, service, users[i - first], population, seed);
			member->form = is_mixed ? (enum form)(i % 4) : form;
			if (i - first < paused) {
				pause_member(member);
			}
		}
	}
	free(users);
}

void population_fini(struct population *population)
{
	free(population->members);
	*population = (struct population){0};
}

void population_settle(struct population *population)
{
	for (size_t i = 0; i < population->count; i++) {
		struct member *member = &population->members[i];
		int64_t delay_ms =
			(int64_t)chance_below(&member->chance, (uint64_t)member->interval_ms);

		if (!member->is_active) {
			member->next_ms = delay_ms;
		} else if (!member->was_polled && member->pace > 0) {
			member->next_ms = delay_ms - HISTORY_MS;
			member_advance(member, 0);
		}
	}
}

/* True when the trouble is on at that time; then *end_ms is when it will be over. */
static bool in_trouble(const struct trouble *trouble, int64_t at_ms, int64_t *end_ms)
{
	if (trouble->kind == TROUBLE_NONE || at_ms < trouble->from_ms) {
		return false;
	}
	int64_t into_ms = (at_ms - trouble->from_ms) % trouble->every_ms;

	*end_ms = at_ms - into_ms + trouble->lasts_ms;
	return into_ms < trouble->lasts_ms;
}

static void poll_once(struct member *member, bool is_failing)
{
	struct chance *chance = &member->chance;
	bool failed = chance_of(chance, is_failing ? 0.97 : ORDINARY_FAILURES);

	member->was_polled = true;
	member->polled_ms = member->next_ms;
	member->error_count = failed ? member->error_count + 1 : 0;

	double pause = 1 + (double)chance_below(chance, 100) / 1000;

	if (chance_of(chance, ORDINARY_HICCUPS)) {
		pause += 1 + (double)chance_below(chance, 1000) / 500;
	}
	member->next_ms += (int64_t)((double)member->interval_ms * member->pace * pause);
}

bool member_advance(struct member *member, int64_t until_ms)
{
	bool polled = false;

	while (member->next_ms <= until_ms) {
		int64_t end_ms = 0;
		bool is_troubled = in_trouble(&member->trouble, member->next_ms, &end_ms);

		if (is_troubled && member->trouble.kind == TROUBLE_SILENT) {
			member->next_ms = end_ms + (int64_t)chance_below(&member->chance,
							   (uint64_t)member->interval_ms);
		} else {
			poll_once(member, is_troubled);
			polled = true;
		}
	}
	return polled;
}
