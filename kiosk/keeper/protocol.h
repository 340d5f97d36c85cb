/*
 * Messages as bytes. A frame is u32 length of what follows, u16 kind, u32 request number, and the struct's bytes (wire.h); numbers are big endian. A reply has
 * the kind and number of its request; its bytes are an i32 code, and then the answer where that is 0, else the error.
 * Both directions are read as hostile.
 */
#ifndef KEEPER_PROTOCOL_H
#define KEEPER_PROTOCOL_H

#include "base/error.h"
#include "keeper/message.h"
#include "keeper/wire.h"

#define FRAME_HEAD 10                            /* bytes of length, kind and number */
#define FRAME_LIMIT (256 * 1024)                 /* of what follows the length */
#define FRAME_MEMORY (1024 * 1024)               /* an arena that a frame is read into */

struct message_type {
    const char *name;
    const struct wire_struct *ask, *answer;
    size_t ask_size, answer_size;
    enum message_right right;
    enum message_does does;
};
extern const struct message_type message_types[MESSAGE_KINDS];

struct frame {
    uint16_t kind;
    uint32_t number;
    const unsigned char *body;                   /* within the bytes that were given */
    size_t length, size;                         /* of the body; of the whole frame */
};
/* 1: *frame is the first whole frame of bytes; 0: there is more to come; ERROR_LIMIT, ERROR_SYNTAX: it cannot be one. */
int frame_read(const void *bytes, size_t length, struct frame *frame, struct error *error);

/* Append a whole frame. -code, and nothing appended, where memory lacks (ERROR_MEMORY) or the frame would be over the limit (ERROR_LIMIT). */
int frame_ask(struct buf *out, enum message_kind kind, uint32_t number, const void *ask, struct error *error);
int frame_answer(struct buf *out, uint16_t kind, uint32_t number, const void *answer, struct error *error);
int frame_error(struct buf *out, uint16_t kind, uint32_t number, const struct error *refusal, struct error *error);

/* Read a body into the message's struct, zeroed before, which holds ask_size or answer_size bytes. ERROR_SYNTAX, ERROR_MEMORY. */
int frame_read_ask(const struct frame *frame, struct arena *arena, void *ask, struct error *error);
/* The reply's own code, and *error, where it was refused. Its sentence is a constant of the program at the other end, and becomes one of this program: each is kept once, at
 * most 200, until the process ends. */
int frame_read_answer(const struct frame *frame, struct arena *arena, void *answer, struct error *error);

#endif
