/**
 * The wire format of protocol buffers, as far as readers of models need it; for the engine only.
 *
 * <p><b>Concept.</b> A message is a sequence of fields, each a number, a wire type and a value.
 * {@link dev.lanewise.engine.format.protobuf.ProtoReader} steps through the fields of one message
 * in a memory segment, and hands out nested messages as further readers on parts of it. What a
 * field means is up to the caller; unknown ones are skipped.
 *
 * <p><b>Failure.</b> Broken bytes are a {@link dev.lanewise.engine.format.ModelFormatException}
 * with the file and the offset.
 */
package dev.lanewise.engine.format.protobuf;
