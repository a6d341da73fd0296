package dev.lanewise.engine.plan;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One run of a network, in a recording of the JVM's Flight Recorder. */
@Name("dev.lanewise.Run")
@Label("Network Run")
@Category("Lanewise")
@Description("A session computed the outputs of a network")
@StackTrace(false)
final class RunEvent extends Event {
  @Label("Network")
  String network;

  @Label("Threads")
  @Description("Including the calling one; 1 if all helpers were busy with other runs")
  int threads;

  @Label("Steps")
  int steps;
}
