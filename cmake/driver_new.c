// SPDX-License-Identifier: MIT
//
// The forms of operator new and delete that a C++ driver gets for free on Windows: the array and the sized ones lead to
// the driver's own plain ones. Without this file delete[] would end in the host's library and hand it a pool block.
// Linked from a library, so that only modules which use one of them contain it; a driver's own definition wins.
typedef __SIZE_TYPE__ size_t;

extern void *plain_new(size_t size) __asm__("_Znwm");
extern void plain_delete(void *memory) __asm__("_ZdlPv");

void *array_new(size_t size) __asm__("_Znam") __attribute__((weak));
void *array_new(size_t size) { return plain_new(size); }

void array_delete(void *memory) __asm__("_ZdaPv") __attribute__((weak));
void array_delete(void *memory) { plain_delete(memory); }

void sized_delete(void *memory, size_t size) __asm__("_ZdlPvm") __attribute__((weak));
void sized_delete(void *memory, size_t size) {
    (void)size;
    plain_delete(memory);
}

void sized_array_delete(void *memory, size_t size) __asm__("_ZdaPvm") __attribute__((weak));
void sized_array_delete(void *memory, size_t size) {
    (void)size;
    array_delete(memory);
}
