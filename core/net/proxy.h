/* SPDX-License-Identifier: MIT */
/*
 * Chooses the proxy of a request from HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, in upper or
 * lower case, as boto and curl do. Any thread, as long as none changes the environment.
 */
#ifndef BEYATOP_PROXY_H
#define BEYATOP_PROXY_H

#include "net/url.h"

#include <stdbool.h>

/*
 * The URL of the proxy for a URL, or NULL for none: this machine, link-local addresses and AWS's
 * metadata services never have one. It may contain a password. Borrowed from the environment.
 */
const char *proxy_find(const char *url);

/*
 * True if a list in the format of NO_PROXY contains the host. An entry is a domain, which includes
 * its subdomains, optionally with a leading dot and a port; an address; a network such as
 * 10.0.0.0/8; or "*" for every host.
 */
bool proxy_list_has(const char *list, const struct url *url);

#endif
