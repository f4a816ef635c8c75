// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace eventscope {

// An XML document as JSON: the content of its root element. Elements are members by their names, several of one name an array, an element
// with nothing but text is a string, attributes are members with @ before their names, and text among elements is "#text".
//
// XStream's forms of maps and lists are read as such, and values whose element or class attribute names a simple type of Java as numbers
// and truth values. A document type declaration is refused: entities are never fetched and never expanded.
// Errors: Damaged, Limit, Unsupported.
Result<std::string> xmlToJson(std::string_view xml);

// True if a document of this beginning may be XML; HTML is not.
bool mayBeXml(std::string_view text);

} // namespace eventscope
