/**
 * File formats: one package for each, and what they share.
 *
 * <p><b>Every file is hostile until checked.</b> Readers check lengths, counts, offsets, products
 * of dimensions and nesting against the size of the file and fixed limits before they allocate, do
 * not recurse without a bound, and run nothing that a file brings along. {@link
 * dev.lanewise.engine.format.FileKind} recognises formats by content, so that a wrong file is
 * called by its name.
 *
 * <p><b>Failure.</b> Bad content is a {@link dev.lanewise.engine.format.ModelFormatException}; a
 * file that cannot be read or written is an {@link java.io.IOException}. Both have messages of one
 * line that begin with the path. A failed write leaves no partial file.
 */
package dev.lanewise.engine.format;
