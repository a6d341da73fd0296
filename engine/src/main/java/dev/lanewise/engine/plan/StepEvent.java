package dev.lanewise.engine.plan;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One step of a run, in a recording of the JVM's Flight Recorder. */
@Name("dev.lanewise.Step")
@Label("Network Step")
@Category("Lanewise")
@Description("A session computed one layer of a network")
@StackTrace(false)
final class StepEvent extends Event {
  @Label("Network")
  String network;

  @Label("Index")
  int index;

  @Label("Layer")
  String layer;

  @Label("Operation")
  String operation;

  @Label("Problem")
  String problem;

  @Label("Kernel")
  String kernel;

  @Label("Multiply-Accumulates")
  long macs;

  @Label("Activations")
  @Description("Bytes of operands and result, weights not counted")
  @DataAmount
  long bytes;

  @Label("GFLOP/s")
  @Description("Two operations for each multiply-accumulate of direct summation")
  float gflops;

  /** Fills in everything. */
  void describe(String ofNetwork, int at, PlannedStep step, long nanos) {
    network = ofNetwork;
    index = at;
    layer = step.node();
    operation = step.operation();
    problem = step.problem();
    kernel = step.choice().kernel();
    macs = step.macs();
    bytes = step.bytesMoved();
    gflops = (float) (2.0 * step.macs() / Math.max(1, nanos));
  }
}
