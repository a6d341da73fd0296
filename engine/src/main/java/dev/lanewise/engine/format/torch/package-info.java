/**
 * PyTorch's checkpoints ({@code .pt}, {@code .pth}, {@code .th}), read without Python and without
 * running anything that they bring along.
 *
 * <p>A checkpoint is a pickle, a program for a small stack machine that builds Python objects, plus
 * the bytes of storages, which tensors view by offset, shape and strides. Two containers exist:
 *
 * <pre>{@code
 * zip (since PyTorch 1.6)              legacy
 *   NAME/data.pkl     the pickle         pickle of 0x1950a86a20f9469cfc6c, the magic number
 *   NAME/byteorder    "little"           pickle of 1001, the version
 *   NAME/data/KEY     one storage        pickle of {"little_endian": True, ...}
 *   ...                                  the pickle
 *                                        pickle of the list of storage keys
 *                                        for each key: 8 bytes element count, then the elements
 * }</pre>
 *
 * <p><b>Safety.</b> {@code PickleMachine} knows the instructions of protocols 0 to 5, but {@code
 * AllowedGlobals} lists all that a pickle may name: what builds tensors, containers and scalars.
 * Any other name is refused with that name. No class is loaded, nothing is called by reflection.
 *
 * <p><b>What is found.</b> {@link dev.lanewise.engine.format.torch.TorchFile} presents the state
 * dictionary: the dictionary at the top, or the one that a training script put under a usual key
 * such as {@code state_dict} or {@code model}. Names stay as they are; a prefix {@code module.} is
 * dropped when weights are bound to a network.
 *
 * <p><b>Limits.</b> A pickle may take 64 MB and build about 32 MB of objects; a tensor may have 64
 * dimensions. Tensors that are contiguous in their storage are views of the mapped file; others
 * (transposed, expanded, strided) are copied when first asked for, in all at most 64 MB plus 8
 * times the size of the file.
 *
 * @see <a href="https://docs.python.org/3/library/pickletools.html">the pickle instructions</a>
 */
package dev.lanewise.engine.format.torch;
