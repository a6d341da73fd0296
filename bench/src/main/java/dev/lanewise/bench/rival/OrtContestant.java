package dev.lanewise.bench.rival;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A network on ONNX Runtime: all graph optimisations, nodes one after the other, its own defaults
 * for everything else. Its workers spin between nodes and runs as they do by default.
 *
 * <p>Inputs and outputs lie in native memory that is bound once, so a run copies and allocates
 * nothing in Java.
 */
public final class OrtContestant implements Contestant {
  private final SequencedMap<String, OnnxTensor> inputs = new LinkedHashMap<>();
  private final SequencedMap<String, OnnxTensor> outputs = new LinkedHashMap<>();
  private final OrtSession session;

  /**
   * Loads a model and fills the inputs.
   *
   * @param threads of one run, the calling one included
   * @param inputShapes shapes by name
   * @param values row-major, by name
   * @param outputShapes shapes by name
   * @throws LanewiseException if ONNX Runtime does not take the model
   */
  public OrtContestant(
      Path model,
      int threads,
      Map<String, Shape> inputShapes,
      Map<String, float[]> values,
      Map<String, Shape> outputShapes) {
    try (SessionOptions options = new SessionOptions()) {
      options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
      options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      OrtEnvironment environment = environment();
      environment.setTelemetry(false);
      session = environment.createSession(model.toString(), options);
      try {
        for (Map.Entry<String, Shape> input : inputShapes.entrySet()) {
          String name = input.getKey();
          inputs.put(name, tensor(environment, input.getValue()));
          inputs
              .get(name)
              .getBufferRef()
              .map(FloatBuffer.class::cast)
              .orElseThrow()
              .put(0, values.get(name));
        }
        for (Map.Entry<String, Shape> output : outputShapes.entrySet()) {
          outputs.put(output.getKey(), tensor(environment, output.getValue()));
        }
      } catch (Throwable failure) {
        close();
        throw failure;
      }
    } catch (OrtException e) {
      throw new LanewiseException("ONNX Runtime: " + model + ": " + e.getMessage(), e);
    }
  }

  /** The version of ONNX Runtime. */
  public static String version() {
    return environment().getVersion();
  }

  @Override
  public void run() {
    try {
      session.run(inputs, outputs).close(); // the outputs are the bound ones and stay open
    } catch (OrtException e) {
      throw new LanewiseException("ONNX Runtime: " + e.getMessage(), e);
    }
  }

  @Override
  public SequencedMap<String, float[]> outputs() {
    SequencedMap<String, float[]> copies = new LinkedHashMap<>();
    outputs.forEach(
        (name, tensor) -> {
          FloatBuffer buffer = tensor.getFloatBuffer();
          float[] values = new float[buffer.remaining()];
          buffer.get(values);
          copies.put(name, values);
        });
    return copies;
  }

  @Override
  public void close() {
    inputs.values().forEach(OnnxTensor::close);
    outputs.values().forEach(OnnxTensor::close);
    try {
      session.close();
    } catch (OrtException e) {
      throw new LanewiseException("ONNX Runtime: " + e.getMessage(), e);
    }
  }

  private static OrtEnvironment environment() {
    return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "lanewise");
  }

  private static OnnxTensor tensor(OrtEnvironment environment, Shape shape) throws OrtException {
    int bytes = Math.toIntExact(shape.elementCount() * Float.BYTES);
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
    return OnnxTensor.createTensor(environment, buffer, shape.dims());
  }
}
