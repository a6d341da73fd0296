/**
 * Readers of pictures, films, recordings and datasets on hostile bytes: a {@link
 * dev.lanewise.models.fuzz.ReaderTarget} each, fed by {@link
 * dev.lanewise.models.fuzz.ReaderFuzzTest}.
 */
package dev.lanewise.models.fuzz;
