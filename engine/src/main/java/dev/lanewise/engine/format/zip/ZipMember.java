package dev.lanewise.engine.format.zip;

/**
 * One file in an archive.
 *
 * @param name with slashes between folders
 * @param deflated true if it is compressed
 * @param crc32 the checksum of its content
 * @param packedBytes what it takes in the archive
 * @param size the bytes of its content
 * @param offset where its bytes begin in the archive
 */
public record ZipMember(
    String name, boolean deflated, long crc32, long packedBytes, long size, long offset) {}
