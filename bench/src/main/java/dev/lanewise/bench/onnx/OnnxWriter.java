package dev.lanewise.bench.onnx;

import dev.lanewise.bench.onnx.OnnxGraph.Constant;
import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.format.io.OutputFile;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.weights.WeightMismatchException;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.engine.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a graph with its weights as an ONNX file, so that other runtimes compute the same network.
 *
 * <p>Nothing is optimised on the way: batch normalisations, activations and additions stay nodes of
 * their own, as exporters leave them, for the other runtime to fuse. Inputs and outputs have the
 * graph's names and fixed shapes.
 *
 * <p>Weights stand in the file itself if they take up to 1.5 GB, because a protocol buffers message
 * ends at 2 GB; otherwise in a second file beside it, whose name is the file's name and {@code
 * .data}.
 *
 * <p>Format: onnx.ai, {@code onnx.proto} of IR version 8, operator set 17.
 */
public final class OnnxWriter {
  private static final long IR_VERSION = 8;
  private static final long OPERATOR_SET = 17;
  private static final long MOST_INSIDE = 1_500_000_000;

  /** External tensors begin at multiples of this, so that they can be mapped. */
  private static final long PAGE = 4096;

  private static final int TYPE_FLOAT = 1;
  private static final int TYPE_INT64 = 7;
  private static final int EXTERNAL = 1;

  private OnnxWriter() {}

  /**
   * Writes {@code file}, replacing any that exists.
   *
   * @param weights stays open
   * @throws WeightMismatchException if the weights do not fit the graph
   * @throws LanewiseException if an operation has no counterpart in ONNX
   * @throws IOException if the file cannot be written; it is written completely or not at all
   */
  public static void write(Path file, Graph graph, WeightSource weights) throws IOException {
    write(file, graph, weights, MOST_INSIDE);
  }

  static void write(Path file, Graph graph, WeightSource weights, long mostInside)
      throws IOException {
    OnnxGraph onnx = GraphTranslator.translate(graph, Weights.bind(graph, weights));
    long bytes = onnx.constants().stream().mapToLong(c -> c.data().byteSize()).sum();
    List<ProtoMessage> initializers = new ArrayList<>();
    if (bytes <= mostInside) {
      onnx.constants().forEach(c -> initializers.add(tensor(c).bytes(9, c.data())));
    } else {
      Path data = file.resolveSibling(file.getFileName() + ".data");
      OutputFile.write(data, sink -> writeData(sink, data, onnx.constants(), initializers));
    }
    ProtoMessage model = model(onnx.message(initializers));
    OutputFile.write(file, model::writeTo);
  }

  private static ProtoMessage model(ProtoMessage graph) {
    return new ProtoMessage()
        .integer(1, IR_VERSION)
        .text(2, "lanewise")
        .message(8, new ProtoMessage().text(1, "").integer(2, OPERATOR_SET))
        .message(7, graph);
  }

  /** Writes all constants, each on a page of its own, and describes them. */
  private static void writeData(
      OutputFile sink, Path data, List<Constant> constants, List<ProtoMessage> initializers)
      throws IOException {
    long offset = 0;
    for (Constant constant : constants) {
      long size = constant.data().byteSize();
      sink.write(constant.data());
      sink.write(new byte[(int) (Math.ceilDiv(size, PAGE) * PAGE - size)]);
      initializers.add(
          tensor(constant)
              .message(13, entry("location", data.getFileName().toString()))
              .message(13, entry("offset", Long.toString(offset)))
              .message(13, entry("length", Long.toString(size)))
              .integer(14, EXTERNAL));
      offset += Math.ceilDiv(size, PAGE) * PAGE;
    }
  }

  private static ProtoMessage entry(String key, String value) {
    return new ProtoMessage().text(1, key).text(2, value);
  }

  /** A {@code TensorProto} without its data. */
  private static ProtoMessage tensor(Constant constant) {
    ProtoMessage tensor = new ProtoMessage();
    for (long dim : constant.shape().dims()) {
      tensor.integer(1, dim);
    }
    return tensor
        .integer(2, constant.dtype() == DType.I64 ? TYPE_INT64 : TYPE_FLOAT)
        .text(8, constant.name());
  }
}
