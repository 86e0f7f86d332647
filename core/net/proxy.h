/* SPDX-License-Identifier: MIT */
/*
 * Which proxy a request goes through, from HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, in
 * upper or lower case, as in boto and curl. Any thread, while no thread changes the environment.
 */
#ifndef BEYATOP_PROXY_H
#define BEYATOP_PROXY_H

#include "net/url.h"

#include <stdbool.h>

/*
 * The proxy for a URL, which may contain a password; NULL: none. Never for this machine, link-local
 * addresses and AWS's metadata services. Borrowed from the environment.
 */
const char *proxy_find(const char *url);

/*
 * True if a list as in NO_PROXY contains the host. Entries are names, which include their
 * subdomains, with or without a leading dot and a port; addresses; networks such as 10.0.0.0/8; and
 * "*" for everything.
 */
bool proxy_list_has(const char *list, const struct url *url);

#endif
