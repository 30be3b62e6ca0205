#include "CYaml.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

struct thor_yaml_parser {
  yaml_parser_t parser;
  yaml_event_t event;
  int has_event;
};

thor_yaml_parser *thor_yaml_open(const unsigned char *bytes, size_t length) {
  thor_yaml_parser *self = calloc(1, sizeof *self);
  if (self == NULL) return NULL;
  if (!yaml_parser_initialize(&self->parser)) {
    free(self);
    return NULL;
  }
  yaml_parser_set_encoding(&self->parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&self->parser, bytes, length);
  return self;
}

static void drop_event(thor_yaml_parser *self) {
  if (self->has_event) yaml_event_delete(&self->event);
  self->has_event = 0;
}

void thor_yaml_close(thor_yaml_parser *self) {
  if (self == NULL) return;
  drop_event(self);
  yaml_parser_delete(&self->parser);
  free(self);
}

static thor_yaml_event problem(const yaml_parser_t *parser) {
  const char *text = parser->problem != NULL ? parser->problem : "memory exhausted";
  return (thor_yaml_event){
      .kind = THOR_YAML_ERROR,
      .line = parser->problem_mark.line,
      .column = parser->problem_mark.column,
      .text = text,
      .text_length = strlen(text),
  };
}

static void describe_scalar(const yaml_event_t *event, thor_yaml_event *out) {
  out->kind = THOR_YAML_SCALAR;
  out->text = (const char *)event->data.scalar.value;
  out->text_length = event->data.scalar.length;
  out->anchor = (const char *)event->data.scalar.anchor;
  out->tag = (const char *)event->data.scalar.tag;
  out->is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

// The events that say nothing to a reader of nodes are skipped: STREAM-START, NO-EVENT.
static int describe(const yaml_event_t *event, thor_yaml_event *out) {
  out->line = event->start_mark.line;
  out->column = event->start_mark.column;
  switch (event->type) {
    case YAML_STREAM_END_EVENT: out->kind = THOR_YAML_STREAM_END; return 1;
    case YAML_DOCUMENT_START_EVENT: out->kind = THOR_YAML_DOCUMENT_START; return 1;
    case YAML_DOCUMENT_END_EVENT: out->kind = THOR_YAML_DOCUMENT_END; return 1;
    case YAML_SCALAR_EVENT: describe_scalar(event, out); return 1;
    case YAML_ALIAS_EVENT:
      out->kind = THOR_YAML_ALIAS;
      out->anchor = (const char *)event->data.alias.anchor;
      return 1;
    case YAML_SEQUENCE_START_EVENT:
      out->kind = THOR_YAML_SEQUENCE_START;
      out->anchor = (const char *)event->data.sequence_start.anchor;
      out->tag = (const char *)event->data.sequence_start.tag;
      return 1;
    case YAML_SEQUENCE_END_EVENT: out->kind = THOR_YAML_SEQUENCE_END; return 1;
    case YAML_MAPPING_START_EVENT:
      out->kind = THOR_YAML_MAPPING_START;
      out->anchor = (const char *)event->data.mapping_start.anchor;
      out->tag = (const char *)event->data.mapping_start.tag;
      return 1;
    case YAML_MAPPING_END_EVENT: out->kind = THOR_YAML_MAPPING_END; return 1;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT: return 0;
  }
  return 0;
}

thor_yaml_event thor_yaml_next(thor_yaml_parser *self) {
  for (;;) {
    drop_event(self);
    if (!yaml_parser_parse(&self->parser, &self->event)) return problem(&self->parser);
    self->has_event = 1;
    thor_yaml_event out = {0};
    if (describe(&self->event, &out)) return out;
  }
}
