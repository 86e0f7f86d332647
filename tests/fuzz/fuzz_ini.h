/* SPDX-License-Identifier: MIT */
/* What must hold of any bytes in ~/.aws/config and ~/.aws/credentials; for a fuzzer, and for
 * test_ini_fuzz. */
#ifndef BEYATOP_TESTS_FUZZ_INI_H
#define BEYATOP_TESTS_FUZZ_INI_H

#include <stddef.h>
#include <stdint.h>

/* Reads the bytes as either file, and looks things up in it. Ends the process when what must hold
 * does not. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#endif
