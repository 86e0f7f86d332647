/* SPDX-License-Identifier: MIT */
#include "fleet/chance.h"

uint64_t chance_next(struct chance *chance)
{
	chance->state += 0x9e3779b97f4a7c15u;
	uint64_t bits = chance->state;

	bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9u;
	bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebu;
	return bits ^ (bits >> 31);
}

uint64_t chance_below(struct chance *chance, uint64_t limit)
{
	return limit == 0 ? 0 : chance_next(chance) % limit;
}

bool chance_of(struct chance *chance, double share)
{
	return (double)(chance_next(chance) >> 11) * 0x1p-53 < share;
}
