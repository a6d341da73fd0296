package dev.lanewise.models;

import dev.lanewise.engine.graph.ChannelOp;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.graph.SpatialOp;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.Extent;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * How much of the input one element of a value can depend on.
 *
 * <p>A window of k elements, d apart, with stride s turns a field r and a distance j between
 * neighbours into {@code r + d (k - 1) j} and {@code j s}, from {@code r = j = 1}. Of several
 * operands the largest field counts. The field may be larger than the input: padding counts too.
 *
 * <p>Source: Araujo, Norris, Sim (2019), Computing Receptive Fields of Convolutional Neural
 * Networks.
 */
public final class ReceptiveField {
  private static final ReceptiveField WHOLE = new ReceptiveField(true, filled(1), filled(1));

  private final boolean whole;
  private final double[] size;
  private final double[] jump;

  private ReceptiveField(boolean whole, double[] size, double[] jump) {
    this.whole = whole;
    this.size = size;
    this.jump = jump;
  }

  private static double[] filled(double value) {
    double[] values = new double[3];
    Arrays.fill(values, value);
    return values;
  }

  /** The field of every input and of the output of every node, by name. */
  public static SequencedMap<String, ReceptiveField> of(Graph graph) {
    Map<String, Shape> shapes = graph.shapes();
    SequencedMap<String, ReceptiveField> fields = new LinkedHashMap<>();
    graph
        .inputs()
        .keySet()
        .forEach(name -> fields.put(name, new ReceptiveField(false, filled(1), filled(1))));
    for (Node node : graph.nodes()) {
      ReceptiveField before =
          node.inputs().stream()
              .filter(fields::containsKey)
              .map(fields::get)
              .reduce(ReceptiveField::larger)
              .orElse(WHOLE);
      Shape in = shapes.get(node.input(0));
      fields.put(node.output(), before.after(node.op(), in, shapes.get(node.output())));
    }
    return Collections.unmodifiableSequencedMap(fields);
  }

  private ReceptiveField larger(ReceptiveField other) {
    if (whole || other.whole) {
      return WHOLE;
    }
    double[] sizes = new double[3];
    double[] jumps = new double[3];
    for (int i = 0; i < 3; i++) {
      sizes[i] = Math.max(size[i], other.size[i]);
      jumps[i] = Math.max(jump[i], other.jump[i]);
    }
    return new ReceptiveField(false, sizes, jumps);
  }

  private ReceptiveField after(Op op, Shape in, Shape out) {
    if (whole) {
      return WHOLE;
    }
    return switch (op) {
      case Op.Conv conv -> window(conv.kernel(), conv.stride(), conv.dilation());
      case Op.Pool pool -> window(pool.kernel(), pool.stride(), pool.dilation());
      case Op.SubsamplePadChannels subsample -> window(Extent.ONE, subsample.stride(), Extent.ONE);
      case SpatialOp.ConvTranspose up -> transposed(up);
      case SpatialOp.Resize resize ->
          resampled(in, out, resize.sampling().name().startsWith("LINEAR"));
      case SpatialOp.Rescale resize ->
          resampled(in, out, resize.sampling().name().startsWith("LINEAR"));
      case SpatialOp.AdaptiveAveragePool _ -> pooledTo(in, out);
      case Op.GlobalAveragePool _, SpatialOp.GlobalMaxPool _, Op.Linear _ -> WHOLE;
      case Op.Flatten _, ChannelOp.Reshape _ -> isOnePosition(in) ? this : WHOLE;
      default -> this;
    };
  }

  private static boolean isOnePosition(Shape shape) {
    return shape.elementCount() == shape.dim(0) * shape.dim(1);
  }

  private ReceptiveField window(Extent kernel, Extent stride, Extent dilation) {
    double[] sizes = new double[3];
    double[] jumps = new double[3];
    for (int i = 0; i < 3; i++) {
      sizes[i] = size[i] + axis(dilation, i) * (axis(kernel, i) - 1) * jump[i];
      jumps[i] = jump[i] * axis(stride, i);
    }
    return new ReceptiveField(false, sizes, jumps);
  }

  /** Each output sees every stride-th element of the kernel at most. */
  private ReceptiveField transposed(SpatialOp.ConvTranspose up) {
    double[] sizes = new double[3];
    double[] jumps = new double[3];
    for (int i = 0; i < 3; i++) {
      int reach = axis(up.dilation(), i) * (axis(up.kernel(), i) - 1);
      sizes[i] = size[i] + reach / axis(up.stride(), i) * jump[i];
      jumps[i] = jump[i] / axis(up.stride(), i);
    }
    return new ReceptiveField(false, sizes, jumps);
  }

  private ReceptiveField resampled(Shape in, Shape out, boolean linear) {
    double[] sizes = size.clone();
    double[] jumps = jump.clone();
    for (int axis = 2; axis < in.rank(); axis++) {
      int i = axis + 3 - in.rank();
      sizes[i] += linear ? jump[i] : 0;
      jumps[i] *= (double) in.dim(axis) / out.dim(axis);
    }
    return new ReceptiveField(false, sizes, jumps);
  }

  private ReceptiveField pooledTo(Shape in, Shape out) {
    double[] sizes = size.clone();
    double[] jumps = jump.clone();
    boolean all = true;
    for (int axis = 2; axis < in.rank(); axis++) {
      int i = axis + 3 - in.rank();
      long from = in.dim(axis);
      long to = out.dim(axis);
      all &= to == 1;
      long longest = Math.ceilDiv(from, to) + (from % to == 0 ? 0 : 1);
      sizes[i] += (longest - 1) * jump[i];
      jumps[i] *= (double) from / to;
    }
    return all ? WHOLE : new ReceptiveField(false, sizes, jumps);
  }

  private static int axis(Extent extent, int i) {
    return i == 0 ? extent.depth() : i == 1 ? extent.height() : extent.width();
  }

  /**
   * The extents in elements of the input: one number if all axes have it, else such as {@code
   * 3x7x7}; {@code all} for the whole input whatever its size.
   *
   * @param rank the number of spatial axes of the input
   */
  public String text(int rank) {
    if (whole) {
      return "all";
    }
    double[] axes = Arrays.copyOfRange(size, 3 - rank, 3);
    boolean equal = Arrays.stream(axes).allMatch(each -> each == axes[0]);
    return Arrays.stream(equal ? Arrays.copyOf(axes, 1) : axes)
        .mapToObj(each -> Long.toString(Math.round(each)))
        .collect(Collectors.joining("x"));
  }
}
