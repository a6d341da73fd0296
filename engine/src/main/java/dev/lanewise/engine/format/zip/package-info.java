/**
 * Zip archives as containers of tensors: PyTorch's checkpoints and NumPy's .npz files.
 *
 * <p>{@link dev.lanewise.engine.format.zip.ZipArchive} reads the central directory of a mapped file
 * and checks it completely. A member that is stored without compression is a view of the file; a
 * compressed one is unpacked into native memory, and its checksum is verified.
 *
 * <p><b>Limits.</b> 100,000 members; no encryption, no parts on other disks, no members that share
 * bytes, no two of one name. What the compressed members unpack to is limited before anything is
 * allocated: for each of them to what the method can do at best (1032 times its size), and in all
 * to 16 MB plus 128 times the size of the archive.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">the format's
 *     description</a>
 */
package dev.lanewise.engine.format.zip;
