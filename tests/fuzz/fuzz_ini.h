/* SPDX-License-Identifier: MIT */
/* What must be true for any bytes in ~/.aws/config and ~/.aws/credentials; for libFuzzer and
 * test_ini_fuzz. */
#ifndef BEYATOP_TESTS_FUZZ_INI_H
#define BEYATOP_TESTS_FUZZ_INI_H

#include <stddef.h>
#include <stdint.h>

/* Parses the bytes as both files and looks up values. Ends the process if an invariant is broken.
 * Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#endif
