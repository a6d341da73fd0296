/**
 * Signals and clips that arrive piece by piece.
 *
 * <p><b>Concept.</b> A <em>sample</em> is one position of the first spatial axis of a network's
 * only input: one number per channel of a signal {@code [1, C, L]}, one frame of a clip {@code [1,
 * C, D, H, W]}. Samples are pushed into a {@link dev.lanewise.engine.stream.SampleStream} in pieces
 * of any size; whenever that completes outputs, the stream hands them to its {@link
 * dev.lanewise.engine.stream.StreamListener}.
 *
 * <pre>{@code
 * try (SampleStream stream =
 *     SampleStream.windows(plan, 250, outputs -> show(outputs.first(), outputs.get()))) {
 *   while (source.read(block)) {
 *     stream.push(block);
 *   }
 *   stream.finish();
 * }
 * }</pre>
 *
 * <p><b>Two ways.</b> {@link dev.lanewise.engine.stream.SampleStream#windows} runs any plan on
 * windows, each computed on its own. {@link dev.lanewise.engine.Model#compileStream} makes a {@link
 * dev.lanewise.engine.stream.StreamPlan}, which computes each position of each layer once and keeps
 * what later positions need.
 *
 * <p><b>Layout.</b> Samples are pushed as they arrive in time: all channels of the first sample,
 * then all of the second; a frame is {@code [C, H, W]}.
 *
 * <p><b>Memory.</b> All of it is allocated when a stream is opened; pushing allocates nothing once
 * the JVM has compiled the code, except at the ends of a signal.
 *
 * <p><b>Threads.</b> A stream serves one thread at a time.
 *
 * <p><b>Failure.</b> What cannot be streamed is refused when it is compiled, with the node that
 * stands in the way. After an exception out of a push, {@code reset()} begins anew.
 */
package dev.lanewise.engine.stream;
