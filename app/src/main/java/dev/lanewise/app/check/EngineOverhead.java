package dev.lanewise.app.check;

import dev.lanewise.app.bench.Stopwatch;
import dev.lanewise.engine.Model;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.Session;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.kernels.KernelProvider;
import dev.lanewise.kernels.Step;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;

/** What the engine itself costs: a network of many layers whose kernels do nothing. */
public final class EngineOverhead {
  /** Layers of the network. */
  public static final int LAYERS = 100;

  /** Large enough for a layer to be shared by threads. */
  private static final Shape MAP = Shape.of(1, 16, 32, 32);

  private EngineOverhead() {}

  /** A step of two tiles and no work. */
  private static final class Idle implements Step {
    @Override
    public int tiles() {
      return 2;
    }

    @Override
    public void run(int from, int to, MemorySegment scratch) {
      // what is measured is everything else
    }
  }

  /** The median time of a layer in nanoseconds. */
  public static double nanosPerLayer(int threads, double seconds) {
    var builder = new GraphBuilder("idle");
    Value x = builder.input("x", MAP);
    for (int i = 0; i < LAYERS; i++) {
      x = builder.relu(x);
    }
    builder.output("y", x);
    Options options = Options.defaults().threads(threads).optimise(false).kernels(idle());
    try (Model model = Model.of(builder.build(), WeightSource.of(Map.of(), "no weights"));
        Plan plan = model.compile(options);
        Session session = plan.newSession()) {
      double nanos = Stopwatch.lasting(seconds).measure(session::run).median();
      return nanos / plan.steps().size();
    }
  }

  private static KernelProvider idle() {
    Step idle = new Idle();
    return (KernelProvider)
        Proxy.newProxyInstance(
            EngineOverhead.class.getClassLoader(),
            new Class<?>[] {KernelProvider.class},
            (_, method, _) ->
                switch (method.getName()) {
                  case "name" -> "idle";
                  case "vectorBits" -> Float.SIZE;
                  case "convolutions" -> List.of();
                  case "affine", "toChannelsLast", "fromChannelsLast" -> idle;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
