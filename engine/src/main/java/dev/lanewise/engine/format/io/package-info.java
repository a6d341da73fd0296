/**
 * What all file formats share: reading and writing files with good errors.
 *
 * <p>{@link dev.lanewise.engine.format.io.InputFile} opens, reads and maps; {@link
 * dev.lanewise.engine.format.io.OutputFile} writes a whole file or none; {@link
 * dev.lanewise.engine.format.io.ErrorText} makes names from hostile files printable.
 *
 * <p><b>Failure.</b> Always an {@link java.io.IOException} whose message is one complete line:
 * {@code path: what is wrong; what to do}.
 */
package dev.lanewise.engine.format.io;
