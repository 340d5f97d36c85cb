/* What writer and reader of bundles share. Within the room. */
#ifndef RECORDS_BUNDLE_FORM_H
#define RECORDS_BUNDLE_FORM_H

#include <sodium.h>

#include "records/bundle.h"

#define BUNDLE_SEALED_CHUNK (BUNDLE_CHUNK + crypto_secretstream_xchacha20poly1305_ABYTES)
#define BUNDLE_KEY crypto_secretstream_xchacha20poly1305_KEYBYTES
#define BUNDLE_SEALED_KEY (BUNDLE_KEY + crypto_box_SEALBYTES)
#define BUNDLE_STREAM_HEAD crypto_secretstream_xchacha20poly1305_HEADERBYTES
#define BUNDLE_PAYLOAD_LINE "\tpayload\t"
#define BUNDLE_PROFILE_LINE "\tprofile\t"
#define BUNDLE_PAYLOAD_LIMIT (2 * EVENT_BODY_LIMIT + 200) /* bytes of a line with free text */
/* Columns of a profile line behind its word: person, version, changed, role, the profile's, three consents, provisional. */
#define BUNDLE_PROFILE_COLUMNS (4 + PROFILE_COUNT + 4)

#endif
