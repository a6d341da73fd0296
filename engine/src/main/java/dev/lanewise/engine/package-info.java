/**
 * The engine: graphs, plans, memory, threads and file formats, without any SIMD code.
 *
 * <p><b>Concept.</b> Data flows one way: weights ({@link dev.lanewise.engine.weights}, {@link
 * dev.lanewise.engine.format}) and an architecture ({@link dev.lanewise.engine.graph}) make a
 * {@link dev.lanewise.engine.Model}, which is compiled to a {@link dev.lanewise.engine.plan.Plan}
 * and run in a {@link dev.lanewise.engine.plan.Session}.
 *
 * <pre>{@code
 * try (var model = Model.of(graph, WeightFiles.open(Path.of("resnet18.safetensors")));
 *     var plan = model.compile(Options.defaults().threads(2));
 *     var session = plan.newSession()) {
 *   float[] logits = session.run(picture);
 * }
 * }</pre>
 *
 * <p><b>Layout.</b> Values at the border are dense float32, row-major, N C D H W.
 *
 * <p><b>Threads.</b> Graphs, models and plans are immutable and may be shared; a session serves one
 * thread at a time.
 *
 * <p><b>Lifetime.</b> Whatever holds native memory is {@code AutoCloseable}; closing twice is
 * harmless, and use after close throws {@link java.lang.IllegalStateException}.
 *
 * <p><b>Failure.</b> Bad input throws {@link dev.lanewise.engine.LanewiseException} or one of its
 * few subclasses, with a message of one line that says where, what was wanted, what came and what
 * to do. {@link java.io.IOException} comes only from reading and writing files.
 */
package dev.lanewise.engine;
