package dev.lanewise.engine.compile;

import dev.lanewise.engine.compile.Instruction.Convolution;
import dev.lanewise.engine.compile.Instruction.TransposedConvolution;
import dev.lanewise.engine.run.ParallelTasks;
import dev.lanewise.kernels.ConvKernel;
import dev.lanewise.kernels.ConvKernel.Prepared;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.ConvTransposeKernel;
import dev.lanewise.kernels.ConvTransposeProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PostOp;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * The packed weights of a network, each layer packed once by each kernel that is chosen for it, for
 * all sizes of its input that this kernel packs alike.
 *
 * <p>Owns their memory, until it is closed. Thread-safe.
 */
final class PackedLayers implements AutoCloseable {
  private final Arena arena = Arena.ofShared();
  private final Map<Key, Prepared> packed = new HashMap<>();
  private long bytes;

  /** One weight or bias: constants of equal content are told apart. */
  private record Identity(Constant constant) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Identity(Constant its) && its == constant;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(constant);
    }
  }

  /**
   * What decides on packed weights.
   *
   * @param sizes everything else that a kernel may look at
   */
  private record Key(Identity weight, Identity bias, PostOp post, String kernel, Object sizes) {
    static Key of(Constant weight, Constant bias, PostOp post, String kernel, Object sizes) {
      return new Key(new Identity(weight), new Identity(bias), post, kernel, sizes);
    }

    Key withSizes(Object others) {
      return new Key(weight, bias, post, kernel, others);
    }
  }

  /** A problem without batch and size of the input. */
  private record Window(
      int groups, Extent kernel, Extent stride, Extent before, Extent after, Extent dilation) {}

  /**
   * A layer that is to be packed.
   *
   * @param key for this size of the input alone
   * @param anySize the key for all sizes
   */
  record Request(Key key, Key anySize, int batch, Extent in, long bytes, Packer packer) {
    static Request of(Convolution conv, ConvKernel kernel) {
      ConvProblem p = conv.problem();
      return of(
          Key.of(conv.weight(), conv.bias(), conv.post(), kernel.name(), p),
          new Window(p.groups(), p.kernel(), p.stride(), p.padBefore(), p.padAfter(), p.dilation()),
          p.batch(),
          p.in(),
          kernel.packedBytes(p),
          arena -> (weight, bias) -> kernel.prepare(p, weight, bias, conv.post(), arena));
    }

    static Request of(TransposedConvolution conv, ConvTransposeKernel kernel) {
      ConvTransposeProblem p = conv.problem();
      return of(
          Key.of(conv.weight(), conv.bias(), conv.post(), "transposed " + kernel.name(), p),
          new Window(p.groups(), p.kernel(), p.stride(), p.padBefore(), p.padAfter(), p.dilation()),
          p.batch(),
          p.in(),
          kernel.packedBytes(p),
          arena -> (weight, bias) -> kernel.prepare(p, weight, bias, conv.post(), arena));
    }

    private static Request of(
        Key key, Window window, int batch, Extent in, long bytes, Packer packer) {
      return new Request(key, key.withSizes(window), batch, in, bytes, packer);
    }

    private Constant weight() {
      return key.weight.constant;
    }

    private Constant bias() {
      return key.bias.constant;
    }

    private boolean isAccessibleBy(Thread thread) {
      return weight().isAccessibleBy(thread) && (bias() == null || bias().isAccessibleBy(thread));
    }

    /** Packs; folded weights, and those of a file, lie unpacked in memory only meanwhile. */
    private Prepared pack(Arena arena) {
      try (Arena unpacked = Arena.ofConfined()) {
        return packer
            .into(arena)
            .apply(weight().read(unpacked), bias() == null ? null : bias().read(unpacked));
      } finally {
        weight().release();
      }
    }
  }

  /** A kernel's way to pack a weight and a bias, which may be null. */
  @FunctionalInterface
  interface Packer {
    BiFunction<MemorySegment, MemorySegment, Prepared> into(Arena arena);
  }

  /**
   * The packed weights of all requests, in their order.
   *
   * <p>What is missing is packed in parallel, each layer by one thread, so that the result does not
   * depend on their number; by the calling thread alone if only it may read the weights.
   */
  synchronized List<Prepared> get(List<Request> requests, int threads) {
    packMissing(requests, threads);
    // A kernel that packs each size in its own way needs another round for the further sizes.
    packMissing(requests, threads);
    return requests.stream().map(this::find).toList();
  }

  /** Bytes of everything that was packed so far. */
  synchronized long bytes() {
    return bytes;
  }

  private Prepared find(Request request) {
    Prepared exact = packed.get(request.key);
    if (exact != null) {
      return exact;
    }
    Prepared other = packed.get(request.anySize);
    return other == null ? null : other.resized(request.batch, request.in);
  }

  private void packMissing(List<Request> requests, int threads) {
    Map<Key, Request> missing = new LinkedHashMap<>();
    for (Request request : requests) {
      if (find(request) == null) {
        missing.putIfAbsent(
            packed.containsKey(request.anySize) ? request.key : request.anySize, request);
      }
    }
    List<Request> todo = new ArrayList<>(missing.values());
    todo.sort(Comparator.comparingLong(Request::bytes).reversed());
    Prepared[] done = new Prepared[todo.size()];
    Thread other = Thread.ofPlatform().unstarted(() -> {});
    boolean isShared = todo.stream().allMatch(request -> request.isAccessibleBy(other));
    ParallelTasks.run(isShared ? threads : 1, done.length, i -> done[i] = todo.get(i).pack(arena));
    for (int i = 0; i < done.length; i++) {
      packed.putIfAbsent(todo.get(i).anySize, done[i]);
      packed.put(todo.get(i).key, done[i]);
      bytes += todo.get(i).bytes;
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
