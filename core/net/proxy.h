/* SPDX-License-Identifier: MIT */
/*
 * Which proxy a request goes through: as boto and curl read HTTPS_PROXY, HTTP_PROXY, ALL_PROXY
 * and NO_PROXY, in either case of letters. Any thread that nobody changes the environment under.
 */
#ifndef BEYATOP_PROXY_H
#define BEYATOP_PROXY_H

#include "net/url.h"

#include <stdbool.h>

/*
 * The proxy for a URL as the environment has it, which may hold a password; NULL: none. This
 * machine, link-local addresses and metadata services are never asked for through a proxy.
 * Borrowed.
 */
const char *proxy_find(const char *url);

/*
 * True when a list as in NO_PROXY has the host: names (and all below them) with or without a dot
 * before and a port behind, addresses, networks such as 10.0.0.0/8, or "*" for everything.
 */
bool proxy_list_has(const char *list, const struct url *url);

#endif
