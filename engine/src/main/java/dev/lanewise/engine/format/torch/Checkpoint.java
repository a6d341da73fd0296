package dev.lanewise.engine.format.torch;

import java.lang.foreign.MemorySegment;
import java.util.Map;

/**
 * What a checkpoint holds, whatever its container.
 *
 * @param root what the pickle built
 * @param storages the bytes of every storage that it refers to, by key
 */
record Checkpoint(Object root, Map<String, MemorySegment> storages) {}
