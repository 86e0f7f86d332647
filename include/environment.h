/* SPDX-License-Identifier: MIT */
/*
 * Environment variables by which libraries would weaken the protection of secrets, and the
 * environment of the programs that we start.
 */
#ifndef BEYATOP_ENVIRONMENT_H
#define BEYATOP_ENVIRONMENT_H

/*
 * Removes from our environment what makes OpenSSL and libcurl write down the secrets of connections
 * (SSLKEYLOGFILE), load other code or allow weaker protocols (OPENSSL_CONF, OPENSSL_MODULES and
 * others). The system's openssl.cnf still applies. Variables that only add trusted certificates,
 * such as SSL_CERT_FILE, stay: they are as good as AWS_CA_BUNDLE. Call it at the start of main(),
 * before a library has read a variable and before there are other threads.
 */
void environment_protect(void);

/*
 * For programs that we start: the environment as it was when environment_protect() was called, with
 * the variables that it removed, because a credential_process may need them to reach its service;
 * the current one if it was not called. NULL-terminated, borrowed. Any thread.
 */
char **environment_of_programs(void);

#endif
