/* SPDX-License-Identifier: MIT */
/* What is set for a service: in its own section, or for all. */
#include "settings.h"

#include <string.h>

/* The service's own section; NULL: none. */
static const struct settings_service *find_service(
	const struct settings *settings, const char *service)
{
	for (size_t i = 0; service && i < settings->own_services_count; i++) {
		if (strcmp(settings->own_services[i].service, service) == 0) {
			return &settings->own_services[i];
		}
	}
	return NULL;
}

const struct session_thresholds *settings_limits(
	const struct settings *settings, const char *service)
{
	const struct settings_service *own = find_service(settings, service);

	return own ? &own->limits : &settings->limits;
}

struct settings_service settings_of_service(const struct settings *settings, const char *service)
{
	const struct settings_service *own = find_service(settings, service);

	return own ? *own
		   : (struct settings_service){.service = service,
			     .limits = settings->limits,
			     .runbook = settings->runbook,
			     .owner = settings->owner};
}
