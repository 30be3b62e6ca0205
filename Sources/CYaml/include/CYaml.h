#pragma once

// libyaml's event parser behind a flat struct: its unions, enums and ownership rules stay in C.

#include <stddef.h>

typedef struct thor_yaml_parser thor_yaml_parser;

typedef enum {
  THOR_YAML_STREAM_END = 0,
  THOR_YAML_DOCUMENT_START,
  THOR_YAML_DOCUMENT_END,
  THOR_YAML_SCALAR,
  THOR_YAML_ALIAS,
  THOR_YAML_SEQUENCE_START,
  THOR_YAML_SEQUENCE_END,
  THOR_YAML_MAPPING_START,
  THOR_YAML_MAPPING_END,
  THOR_YAML_ERROR,
} thor_yaml_kind;

/// One event. The pointers belong to the parser and live until the next call on it.
typedef struct {
  thor_yaml_kind kind;
  /// Zero-based, in characters.
  size_t line;
  size_t column;
  /// A scalar's text (not NUL-terminated), or what is wrong for THOR_YAML_ERROR.
  const char *text;
  size_t text_length;
  /// The anchor that a node defines or that an alias names; NULL where there is none.
  const char *anchor;
  /// An explicit tag; NULL where there is none.
  const char *tag;
  /// A scalar without quotes and not in block form.
  int is_plain;
} thor_yaml_event;

/// Reads `length` bytes of UTF-8, which must stay where they are until the parser is closed.
/// NULL when memory is short.
thor_yaml_parser *thor_yaml_open(const unsigned char *bytes, size_t length);

/// The next event. After THOR_YAML_STREAM_END or THOR_YAML_ERROR it must not be called again.
thor_yaml_event thor_yaml_next(thor_yaml_parser *parser);

void thor_yaml_close(thor_yaml_parser *parser);
