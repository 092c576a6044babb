#pragma once
// mallopt(3), which is not in Swift's Glibc module.
#include <malloc.h>
