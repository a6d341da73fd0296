/**
 * A small strict JSON reader and writer, since the JDK has none.
 *
 * <p>{@link dev.lanewise.engine.format.json.JsonReader} reads the headers of weights files, which
 * come from strangers: it bounds depth and number of values, and refuses what other readers might
 * understand differently (duplicate keys, malformed UTF-8). {@link
 * dev.lanewise.engine.format.json.JsonWriter} writes such headers and machine-readable reports.
 *
 * <p>Both work on a tree of {@link dev.lanewise.engine.format.json.JsonValue} records, which are
 * immutable and safe for any thread. Numbers keep their spelling; ask for a {@code long} or a
 * {@code double}.
 *
 * <p><b>Failure.</b> {@link dev.lanewise.engine.format.ModelFormatException} with the source and
 * the byte offset.
 */
package dev.lanewise.engine.format.json;
