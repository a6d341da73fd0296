/**
 * Networks as data: an immutable {@link dev.lanewise.engine.graph.Graph} of nodes, and the builder
 * that writes one down.
 *
 * <p><b>Concept.</b> A graph computes named values. A value is a graph input, a parameter (a weight
 * that a file will supply) or the output of a node. A {@link dev.lanewise.engine.graph.Node}
 * applies one {@link dev.lanewise.engine.graph.Op} to values that exist already, so the order of
 * the nodes is an order of execution and there are no cycles. A graph holds no numbers: weights are
 * bound later, by name.
 *
 * <pre>{@code
 * var g = new GraphBuilder("tiny");
 * Value x = g.input("input0", Shape.of(1, 3, 32, 32));
 * x = g.conv("conv1", x, 16, ConvSpec.of(3).pad(1));
 * x = g.relu(g.batchNorm("bn1", x));
 * x = g.linear("fc", g.globalAveragePool(x), 10);
 * g.output("output0", x);
 * Graph graph = g.build();
 * }</pre>
 *
 * <p><b>Operations.</b> {@link dev.lanewise.engine.graph.Op} holds what classifiers are made of;
 * {@link dev.lanewise.engine.graph.PointwiseOp} adds activations and gates, {@link
 * dev.lanewise.engine.graph.SpatialOp} what changes the size of maps, {@link
 * dev.lanewise.engine.graph.ChannelOp} what works across channels. All are sealed, so that a switch
 * over them is complete.
 *
 * <p><b>Shapes.</b> Feature maps are {@code [N, C, W]}, {@code [N, C, H, W]} or {@code [N, C, D, H,
 * W]}, vectors {@code [N, F]}. This is the logical order, that of the border; how activations lie
 * in memory is the planner's business. Shapes are never stored with nodes: {@link
 * dev.lanewise.engine.graph.ShapeInference} derives them from those of the inputs, so the same
 * graph can be given another batch or picture size.
 *
 * <p><b>Printing.</b> {@code graph.toString()} is one line per input, node and output; tests of
 * graph transformations compare these texts.
 *
 * <p><b>Threads and lifetime.</b> Everything but the builder is immutable and may be shared freely.
 *
 * <p><b>Failure.</b> A graph that does not fit together throws {@link
 * dev.lanewise.engine.graph.GraphException} while it is built, with the node, its operation, what
 * was wanted and what came.
 */
package dev.lanewise.engine.graph;
