// SPDX-License-Identifier: MIT
//
// Catch2, whichever version is here: Debian 12 has 2.13 (one header), elsewhere it is 3.x (a library). Tests use what
// both have.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif
